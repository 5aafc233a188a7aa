"""What the claims of the seed's committed graph rest on."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from kg.vocabulary.ontology import read_ontology
from kg.vocabulary.place import default_ontology

EXPORT = Path(__file__).resolve().parents[1] / "exports" / "graph.json"


@pytest.fixture(scope="module")
def claims() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(EXPORT.read_text(encoding="utf-8"))["claims"]
    return found


def test_a_passage_is_quoted_once_for_a_claim(claims: list[dict[str, Any]]) -> None:
    for claim in claims:
        for one, other in combinations(claim["evidence"], 2):
            assert one["end"] <= other["start"] or other["end"] <= one["start"], claim["id"]


def test_two_names_do_not_stand_in_a_relation_both_ways(claims: list[dict[str, Any]]) -> None:
    """But for symmetric ones, which name their ends in one order only."""
    predicates = read_ontology(default_ontology()).schema.predicates
    said = {
        (claim["subject"], claim["predicate"], claim["object"], str(evidence["subject"]), str(evidence["object"]))
        for claim in claims
        for evidence in claim["evidence"]
    }
    assert any(predicates[predicate].symmetric for _, predicate, *_ in said)
    turned = {
        (obj, predicate, subject, at_object, at_subject) for subject, predicate, obj, at_subject, at_object in said
    }
    assert not said & turned
