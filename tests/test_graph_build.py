"""Articles into one graph: evidence merges, claims that differ stay parallel, contacts are masked everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.graph import Graph
from kg.graph.build import MASK, build_graph
from kg.graph.document import graph_from_json, graph_to_json
from kg.model import (
    Alias,
    AliasKind,
    AlignedText,
    Article,
    Claim,
    Entity,
    Evidence,
    Extraction,
    Mention,
    Modality,
    Polarity,
    Quarantine,
    Resolution,
    Span,
)
from kg.model.ids import claim_id
from kg.text.read import article_from_text

TEXT = "甲网推出乙付。\n电话13900000000，甲网推出乙付。\n"


def entity(id_: str, label: str, *aliases: str) -> Entity:
    preferred = Alias(label, AliasKind.PREFERRED, "zh-Hans")
    return Entity(
        id_, "Marketplace", label, (preferred, *(Alias(a, AliasKind.ALTERNATIVE, "zh-Hans") for a in aliases))
    )


def claim(
    article: Article,
    *spans: tuple[int, int],
    predicate: str = "offers",
    polarity: Polarity = Polarity.AFFIRMED,
    modality: Modality = Modality.ASSERTED,
) -> Claim:
    evidence = tuple(
        Evidence(article.id, Span(*s), article.text[slice(*s)], "", "offers.launch", Span(s[0], s[0] + 2), Span(0, 0))
        for s in spans
    )
    return Claim(claim_id("a", predicate, "b", polarity, modality), "a", predicate, "b", polarity, modality, evidence)


def extraction(name: str, *claims: tuple[str, Polarity, Modality], aliases: tuple[str, ...] = ()) -> Extraction:
    article = article_from_text(TEXT, Path(f"{name}.txt"))
    phone = TEXT.index("139")
    said = claims or (("offers", Polarity.AFFIRMED, Modality.ASSERTED),)
    # The first claim quotes the telephone number, too.
    spans = [(phone - 2, phone + 20)] + [(0, 6)] * len(said)
    return Extraction(
        article,
        AlignedText.of(TEXT),
        (Quarantine(Span(phone, phone + 11), "contact", "mobile-phone"),),
        (),
        (),
        (),
        (entity("a", "甲网", *aliases), entity("b", "乙付")),
        (
            Resolution(Mention(Span(0, 2), "甲网", "Marketplace", "lexicon"), "a", ""),
            Resolution(Mention(Span(4, 6), "乙付", "Marketplace", "lexicon"), "b", ""),
        ),
        tuple(
            claim(article, spans[n], predicate=p, polarity=polarity, modality=modality)
            for n, (p, polarity, modality) in enumerate(said)
        ),
    )


def edges(graph: Graph) -> list[tuple[str, str, str, int]]:
    return [(d["predicate"], d["polarity"], d["modality"], len(d["evidence"])) for _, _, d in graph.edges(data=True)]


def test_the_same_claim_of_two_articles_is_one_edge_with_both_quotes() -> None:
    graph = build_graph([extraction("one"), extraction("two")])
    assert edges(graph) == [("offers", "affirmed", "asserted", 2)]
    (data,) = (d for _, _, d in graph.edges(data=True))
    assert [e["document"] for e in data["evidence"]] == ["one", "two"]
    assert len(graph.nodes["a"]["mentions"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        ("offers", Polarity.NEGATED, Modality.ASSERTED),
        ("offers", Polarity.AFFIRMED, Modality.POSSIBLE),
        ("sells", Polarity.AFFIRMED, Modality.ASSERTED),
    ],
)
def test_claims_that_differ_in_anything_stay_parallel(other: tuple[str, Polarity, Modality]) -> None:
    plain = ("offers", Polarity.AFFIRMED, Modality.ASSERTED)
    graph = build_graph([extraction("one", plain, other)])
    assert edges(graph) == [(*map(str, plain), 1), (*map(str, other), 1)]
    assert list(graph.edges(keys=True)) == [("a", "b", claim_id("a", *_said(c))) for c in (plain, other)]


def _said(said: tuple[str, Polarity, Modality]) -> tuple[str, str, Polarity, Modality]:
    return said[0], "b", said[1], said[2]


def test_contacts_are_masked_wherever_the_text_goes() -> None:
    graph = build_graph([extraction("one")])
    assert "139" not in json.dumps(graph_to_json(graph), ensure_ascii=False)
    (document,), (contact,) = graph.graph["documents"], graph.graph["quarantined"]
    assert document["text"] == TEXT.replace("13900000000", MASK * 11)
    assert contact["text"] == MASK * 11
    ((quote,),) = ([e["quote"] for e in d["evidence"]] for _, _, d in graph.edges(data=True))
    assert MASK in quote
    assert (contact["start"], contact["end"]) == (TEXT.index("139"), TEXT.index("139") + 11), "masking moves nothing"


def test_an_entity_met_again_adds_the_names_it_did_not_have() -> None:
    graph = build_graph([extraction("one", aliases=("甲",)), extraction("two", aliases=("甲", "甲甲"))])
    assert graph.nodes["a"]["names"] == ["甲网", "甲", "甲甲"]
    assert [a["text"] for a in graph.nodes["a"]["aliases"]] == ["甲网", "甲", "甲甲"]


def test_graph_json_holds_the_graph() -> None:
    graph = build_graph([extraction("one"), extraction("two")])
    again = graph_from_json(graph_to_json(graph), {d["id"]: d["text"] for d in graph.graph["documents"]})
    assert (again.graph, dict(again.nodes(data=True))) == (graph.graph, dict(graph.nodes(data=True)))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
