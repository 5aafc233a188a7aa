"""What is drawn: limits, labels, neighbourhoods, paths, communities; compared with networkx where it has an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from asking import say
from page_graphs import made_graph, seed_graph

NO_OVERLAP = """(() => {
  const boxes = p.canvas.labels.map((l) => l.box);
  return boxes.some((a, i) => boxes.slice(i + 1).some((b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
})()"""


def id_of(page: Any, label: str) -> str:
    return say(page, "p.model.core.nodes.id[p.model.core.nodes.label.indexOf(a)]", label)


def drawn_ids(page: Any) -> set[str]:
    return set(
        say(page, "p.canvas.scene.nodes.filter((n) => n.kind === 'entity').map((n) => p.model.core.nodes.id[n.n])")
    )


@pytest.mark.parametrize("name", ["seed", "built", "1000", "5000"])
def test_drawn_set_stays_in_its_limits_wherever_one_goes(name: str, watch: Any, pages: Callable[[str], Path]) -> None:
    page = watch(pages(name), "view=graph&lang=en")
    moves = [
        "p.go({ scope: { kind: 'all' } })",
        "p.go({ scope: { kind: 'group', group: p.model.children[0][0] } })",
        "p.go({ scope: { kind: 'group', group: p.model.children.findIndex((c) => !c.length) } })",
        "p.go({ scope: { kind: 'focus', nodes: [0], depth: 3 } })",
        "p.go({ scope: { kind: 'path', from: 0, to: p.model.size - 1 } })",
        "p.go({ scope: { kind: 'all' }, filters: { ...p.state.filters, polarity: [1] } })",
    ]
    for move in moves:
        say(page, move)
        page.wait_for_timeout(120)
        nodes, edges = say(page, "[p.canvas.nodes.length, p.canvas.edges.length]")
        assert 0 < nodes <= 800 and edges <= 3000
        assert say(page, "[p.canvas.scene.nodes.length, p.canvas.scene.edges.length]") == [nodes, edges]
        for zoom in (1.0, 1.7, 0.35):
            say(page, "p.canvas.zoom(a)", zoom)
            page.wait_for_timeout(60)
            assert say(page, "p.canvas.labels.length") <= 60
            assert not say(page, NO_OVERLAP)


def test_hubs_of_the_whole_graph_are_named(seed: Any) -> None:
    page = seed("view=graph&lang=zh-Hans")
    page.wait_for_timeout(200)
    named = set(say(page, "p.canvas.labels.map((l) => l.text)"))
    assert {"微电商", "社群电商", "工具化时期"} <= named


@pytest.mark.parametrize(("name", "depth"), [("微电商", 1), ("安利", 1), ("安利", 2), ("腾讯", 3)])
def test_neighbourhood_is_that_of_networkx(name: str, depth: int, seed: Any) -> None:
    page = seed("view=graph")
    node = id_of(page, name)
    say(page, "p.go({ scope: { kind: 'focus', nodes: [p.model.node(a[0])], depth: a[1] } })", [node, depth])
    wanted = set(nx.ego_graph(nx.Graph(seed_graph()), node, radius=depth))
    found = drawn_ids(page)
    left = say(page, "p.canvas.scene.left")
    assert found <= wanted
    assert len(found) + left >= min(len(wanted), 80)
    if not left:
        assert found == wanted


@pytest.mark.parametrize(("a", "b"), [("微信", "微商"), ("淘宝", "安利"), ("NFC", "面膜")])
def test_paths_are_those_of_networkx(a: str, b: str, seed: Any) -> None:
    page = seed("view=graph")
    one, other = id_of(page, a), id_of(page, b)
    say(page, "p.go({ scope: { kind: 'path', from: p.model.node(a[0]), to: p.model.node(a[1]) } })", [one, other])
    found = {
        tuple(path) for path in say(page, "p.canvas.scene.paths.map((way) => way.map((n) => p.model.core.nodes.id[n]))")
    }
    graph = nx.Graph(seed_graph())
    if nx.has_path(graph, one, other):
        assert found == set(map(tuple, nx.all_shortest_paths(graph, one, other)))
    else:
        assert found == set()


def test_filters_hold_for_paths_too(seed: Any) -> None:
    page = seed("view=graph&predicate=isA&predicate=sells")
    graph = nx.Graph((s, o) for s, o, d in seed_graph().edges(data=True) if d["predicate"] in ("isA", "sells"))
    pairs = [(a, b) for a in list(graph)[:6] for b in list(graph)[-6:] if a != b]
    ask = "p.go({ scope: { kind: 'path', from: p.model.node(a[0]), to: p.model.node(a[1]) } }), p.canvas.scene.paths"
    for a, b in pairs:
        ways = say(page, ask, [a, b])
        length = len(ways[0]) if ways else 0
        assert length == (nx.shortest_path_length(graph, a, b) + 1 if nx.has_path(graph, a, b) else 0)


def test_communities_hold_everything_and_open_on_a_click(watch: Any, pages: Callable[[str], Path]) -> None:
    page = watch(pages("1000"), "view=graph&lang=en")
    shown = say(page, "p.canvas.scene.nodes.map((n) => [n.kind, n.weight])")
    assert {kind for kind, _ in shown} == {"group"}
    assert sum(weight for _, weight in shown) == 1000
    spot = say(
        page,
        """(() => { const node = p.canvas.scene.nodes[0]; const at = p.canvas.network.canvasToDOM(node);
        const box = p.canvasHolder.getBoundingClientRect(); return [box.left + at.x, box.top + at.y]; })()""",
    )
    page.mouse.click(*spot)
    page.wait_for_function("() => window.kgPage.state.scope.kind === 'group'")
    assert "group=" in page.url
    page.keyboard.press("Escape")
    assert say(page, "p.state.scope.kind") == "all"


def test_negated_possible_and_future_edges_look_different(seed: Any) -> None:
    page = seed("view=graph")
    looks = say(
        page,
        """(() => { const looks = {};
        for (const e of p.canvas.scene.edges) {
          const drawn = p.canvas.edges.get(e.key);
          looks[p.words.status(e.e)] = JSON.stringify([drawn.dashes, drawn.color.color]);
        } return looks; })()""",
    )
    assert {"affirmed.asserted", "affirmed.possible", "affirmed.future", "negated.asserted"} <= set(looks)
    assert len(set(looks.values())) == len(looks)


def test_every_edge_of_the_graph_is_in_the_page_parallel_ones_too(watch: Any, pages: Callable[[str], Path]) -> None:
    page = watch(pages("1000"))
    found = say(page, "[...Array(p.model.claims).keys()].map((e) => p.model.claimId(e))")
    assert sorted(found) == sorted(key for *_, key in made_graph(1000).edges(keys=True))


def test_clicking_an_edge_shows_its_claim(seed: Any) -> None:
    page = seed("view=graph&lang=zh-Hans&focus=e1")
    page.wait_for_timeout(150)
    free = """(() => { const box = p.canvasHolder.getBoundingClientRect();
        for (const e of p.canvas.scene.edges) {
          const [a, b] = [p.canvas.spotOf(e.from), p.canvas.spotOf(e.to)];
          const at = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
          const alone = p.canvas.network.getEdgeAt(at) === e.key && !p.canvas.network.getNodeAt(at);
          if (!e.bend && alone) return [e.e, [box.left + at.x, box.top + at.y]];
        } })()"""
    key, spot = say(page, free)
    page.mouse.click(*spot)
    assert page.locator(".card .sentence").inner_text().endswith(say(page, "p.words.claim(a)", key))


def test_dragging_and_hovering_do_no_harm(seed: Any) -> None:
    page = seed("view=graph&lang=en")
    for x in range(300, 900, 60):
        page.mouse.move(x, 450 + x / 20)
    page.mouse.down()
    page.mouse.move(500, 300, steps=8)
    page.mouse.up()
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(100)
    assert not say(page, NO_OVERLAP)
