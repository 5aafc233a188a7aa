"""kg ask: names found however they are written, chains of claims, two entities side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.export.json_ import write_json
from kg.graph import Graph, graph_from_json, read_graph
from kg.rdf.ask import PATHS, compare, meant, neighbours, paths
from kg.vocabulary.schema import read_schema

ROOT = Path(__file__).parents[1]
SYMMETRIC = frozenset({"partnersWith", "competesWith", "differsFrom"})


@pytest.fixture(scope="module")
def seed() -> Graph:
    return read_graph(ROOT / "tests" / "gold" / "seed.graph.json")


def label(graph: Graph, id_: str) -> str:
    return str(graph.nodes[id_]["label"])


def small(*claims: tuple[str, str, str, str, str]) -> Graph:
    ids = sorted({end for s, _, o, _, _ in claims for end in (s, o)})
    evidence = [{"document": "d", "start": 0, "end": 1, "quote": "q"}]
    return graph_from_json(
        {
            "documents": [],
            "quarantined": [],
            "restorations": [],
            "entities": [{"id": i, "type": "Factor", "label": i, "names": [i], "mentions": []} for i in ids],
            "claims": [
                {"subject": s, "predicate": p, "object": o, "polarity": polarity, "modality": m, "evidence": evidence}
                for s, p, o, polarity, m in claims
            ],
        }
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("微信", "微信"),
        ("wechat", "微信"),
        ("WeChat ", "微信"),
        ("淘寶", "淘宝"),
        ("淘宝", "淘宝"),
        ("taobao", "淘宝"),
        ("jingdong", "京东"),
        ("付出寶", "支付宝"),
        ("朋侪圈", "微信朋友圈"),
        ("微信誉戶", "微信用户"),
        ("ｅｔｓｙ", "Etsy"),
        ("e9", "淘宝"),
    ],
)
def test_any_name_is_found(seed: Graph, name: str, found: str) -> None:
    entity = meant(seed, name)
    assert (label(seed, entity.id), entity.exact) == (found, True)


def test_a_part_of_a_name_is_completed_by_the_other_name(seed: Graph) -> None:
    by_wechat, by_taobao = meant(seed, "小店", "WeChat"), meant(seed, "小店", "淘寶")
    assert (label(seed, by_wechat.id), by_wechat.exact) == ("微信小店", False)
    assert label(seed, by_taobao.id) == "淘宝小店"
    assert [label(seed, id_) for id_ in by_wechat.others] == ["淘宝小店"]


@pytest.mark.parametrize("name", ["", " ", "不存在的東西", "《》", "zzzzz"])
def test_what_nothing_is_called_is_told(seed: Graph, name: str) -> None:
    with pytest.raises(UsageError, match="no entity is called"):
        meant(seed, name)


def test_neighbours_are_all_claims_of_an_entity(seed: Graph) -> None:
    found = neighbours(seed, "e1", SYMMETRIC)
    claimed = {key for s, o, key in seed.edges(keys=True) if "e1" in (s, o)}
    assert {key for _, key in found} == claimed and len(found) == len(claimed) == 9
    assert ("in", "blocks", "e9") in [side for side, _ in found]
    assert [side for side, _ in neighbours(seed, "e29", SYMMETRIC)] == [
        ("both", "partnersWith", "e11"),
        ("both", "partnersWith", "e12"),
    ]


def test_a_path_takes_facts_before_hopes_and_never_a_denial() -> None:
    fact, hope, denial = ("affirmed", "asserted"), ("affirmed", "future"), ("negated", "asserted")
    graph = small(
        ("a", "uses", "b", *fact), ("b", "uses", "c", *fact), ("a", "requires", "c", *hope), ("c", "isA", "d", *denial)
    )
    (chain,) = paths(graph, "a", "c")
    assert len(chain) == 2
    assert paths(graph, "a", "d") == []
    assert len(paths(small(("a", "uses", "b", *hope)), "b", "a")[0]) == 1


def test_paths_of_the_seed_are_as_short_as_networkx_finds_them(seed: Graph) -> None:
    facts = nx.Graph(
        (s, o) for s, o, d in seed.edges(data=True) if d["polarity"] == "affirmed" and d["modality"] == "asserted"
    )
    for end in ("e10", "e38", "e74", "e119"):
        chains = paths(seed, "e1", end)
        assert {len(chain) for chain in chains} == {nx.shortest_path_length(facts, "e1", end)}
        assert 1 <= len(chains) <= PATHS


def test_comparison_of_rivals(seed: Graph) -> None:
    found = compare(seed, "e9", "e11", SYMMETRIC)  # Taobao and JD.com
    assert {(d, p, label(seed, o)) for d, p, o in found.shared} == {
        ("out", "isA", "电商平台"),
        ("out", "faces", "移动端滞后"),
    }
    assert ("out", "blocks", "e1") in found.only[0] and ("out", "targets", "e263") in found.only[1]
    assert [seed.edges["e11", "e9", key]["predicate"] for key in found.between] == ["competesWith"]


def test_what_is_affirmed_and_denied_is_disputed(seed: Graph) -> None:
    found = compare(seed, "e40", "e38", SYMMETRIC)
    assert found.disputed == (("e40", "isA", "e38"),)
    graph = small(("a", "isA", "k", "affirmed", "asserted"), ("b", "isA", "k", "negated", "asserted"))
    opposed = compare(graph, "a", "b")
    assert opposed.opposed == (("out", "isA", "k"),) and opposed.disputed == ()


ENDS = st.sampled_from("abcdef")
CLAIMS = st.tuples(
    ENDS,
    st.sampled_from(["uses", "competesWith"]),
    ENDS,
    st.sampled_from(["affirmed", "negated"]),
    st.sampled_from(["asserted", "future"]),
)


@given(st.lists(CLAIMS, min_size=1, unique=True), ENDS, ENDS)
def test_comparing_either_way_round_is_the_same(claims: list[tuple[str, str, str, str, str]], a: str, b: str) -> None:
    graph = small(*claims, ("a", "uses", "b", "affirmed", "asserted"), ("c", "uses", "d", "affirmed", "asserted"))
    for end in "ef":
        graph.add_node(end, label=end, names=[end], mentions=[], type="Factor")
    one, other = compare(graph, a, b, SYMMETRIC), compare(graph, b, a, SYMMETRIC)
    assert (one.shared, one.opposed, one.disputed, one.between) == (
        other.shared,
        other.opposed,
        other.disputed,
        other.between,
    )
    assert one.only == other.only[::-1]
    assert not set(one.shared) & {side for sides in one.only for side in sides}
    assert [len(chain) for chain in paths(graph, a, b)] == [len(chain) for chain in paths(graph, b, a)]


def test_command(tmp_path: Path, seed: Graph) -> None:
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    (tmp_path / "graph.json").write_bytes(write_json(seed, schema, "")["graph.json"])

    def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "from kg.cli.app import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, "ask", *arguments, "--in", str(tmp_path)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )

    told = kg("京東", "taobao")
    assert (told.returncode, "competesWith" in told.stdout, "shared:" in told.stdout) == (0, True, True)
    value = json.loads(kg("微信", "--json").stdout)
    assert value["entity"]["label"] == "微信" and len(value["neighbours"]) == 9
    assert "小店: 微信小店 (not 淘宝小店)" in kg("微信", "小店").stderr
    wrong = kg("不存在的")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
    assert kg("a", "b", "c").returncode == 2
