"""Relation rules against the case files a linguist writes (tests/cases/*.txt), without and with the scorer.

A case is a paragraph of the file::

    > a sentence, or several; each such line is a line of an article
    # a heading of that article, between the lines it stands between
    name = Type                        every mention of that name
    name = Type : other name           another name of the same entity
    + subject predicate object         a claim it must give; behind it negated, possible or future where it is so
    - subject predicate object         a claim it must not give; * stands for anything
    ? subject predicate object         a claim the rules propose but do not trust themselves to make
    ~ subject predicate object         a claim that the rules give too, and that the scorer must find less likely

Text and names may be in either script. Lines that begin with ``//`` say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from kg.extract.claims import ClaimMaker
from kg.extract.rulebook import RuleBook
from kg.extract.scorer import Scorer
from kg.extract.syntax import Frame, Placed, TriggerIndex, build_frames
from kg.model import AlignedText
from kg.text.script import plain_form, simplified
from kg.text.sentences import split_sections, split_sentences
from kg.vocabulary.ontology import Ontology, read_ontology
from kg.vocabulary.place import default_ontology

FOLDER = Path(__file__).parent / "cases"
CLAIMS = {"+": "wanted", "?": "proposed", "-": "unwanted", "~": "unlikely"}
MARKS = {"affirmed", "asserted"}


@dataclass
class Case:
    """One paragraph of a case file; ``names`` maps a name to the name of its entity and the type."""

    where: str
    text: str = ""
    headings: list[int] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    wanted: list[tuple[str, ...]] = field(default_factory=list)
    unwanted: list[tuple[str, ...]] = field(default_factory=list)
    proposed: list[tuple[str, ...]] = field(default_factory=list)
    unlikely: list[tuple[str, ...]] = field(default_factory=list)


def read_cases(path: Path) -> Iterator[Case]:
    case = Case(f"{path.stem}:1")
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        mark, _, rest = line.partition(" ")
        if not line.strip():
            if case.text:
                assert case.names and (case.wanted or case.unwanted or case.proposed), (
                    f"{case.where}: a case without mentions or claims"
                )
                yield case
            case = Case(f"{path.stem}:{number + 1}")
        elif mark in (">", "#"):
            if mark == "#":
                case.headings.append(len(case.text))
            case.text += rest + "\n"
        elif mark in CLAIMS:
            getattr(case, CLAIMS[mark]).append(tuple(rest.split()))
        elif mark != "//":
            name, type_, same = re.fullmatch(r"(.+?) = (\w+)(?: : (.+))?", line).groups()  # type: ignore[union-attr]
            case.names[name] = (same or name, type_)


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read_cases(path)]


@cache
def ontology() -> Ontology:
    return read_ontology(default_ontology())


@cache
def scorer() -> Scorer:
    loaded = Scorer.load(default_ontology() / "models")
    assert loaded is not None, "the weights that ship are gone"
    return loaded


def read_sentences(case: Case, judge: Scorer | None) -> tuple[ClaimMaker, list[Frame], AlignedText]:
    """A case as the pipeline sees it behind its recognizer, whose place the case's own mentions take."""
    schema, text = ontology().schema, plain_form(case.text)
    accepts = {p.name: (frozenset(p.domain), frozenset(p.range)) for p in schema.predicates.values()}
    symmetric = frozenset(p.name for p in schema.predicates.values() if p.symmetric)
    book = RuleBook(ontology().rules, accepts)
    entities = {plain_form(name): entity for name, entity in case.names.items()}
    longest_first = "|".join(sorted(map(re.escape, entities), key=lambda name: -len(name)))
    placed = [Placed(*m.span(), *entities[m.group()]) for m in re.finditer(longest_first, text)]
    missing = set(entities) - {text[m.start : m.end] for m in placed}
    assert not missing, f"{case.where}: {missing} stands nowhere in the sentence"
    sentences = split_sentences(text, split_sections(text, None, case.headings), None)
    frames = build_frames(text, sentences, placed, TriggerIndex(book.triggers), ontology().cues)
    return ClaimMaker(book, judge, ontology().cues, symmetric), frames, AlignedText.of(case.text).recoded(text)


def claims_of(case: Case) -> set[tuple[str, ...]]:
    """Subject, predicate, object and what is not plain about it, for each claim the rules alone make of a case."""
    maker, frames, text = read_sentences(case, None)
    found = set()
    for claim in maker.claims(frames, text, "case", ())[0]:
        assert all(case.text[e.span.start : e.span.end] == e.quote for e in claim.evidence)
        rest = [mark for mark in (str(claim.polarity), str(claim.modality)) if mark not in MARKS]
        found.add((claim.subject, claim.predicate, claim.object, *rest))
        if ontology().schema.predicates[claim.predicate].symmetric:
            found.add((claim.object, claim.predicate, claim.subject, *rest))
    return found


def fits(pattern: tuple[str, ...], claim: tuple[str, ...]) -> bool:
    """Whether a claim is one that ``pattern`` names; without marks, a pattern means all of them."""
    return all(wanted in ("*", got) for wanted, got in zip(pattern, claim, strict=False)) and (
        len(pattern) == 3 or sorted(pattern[3:]) == sorted(claim[3:])
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_case(case: Case) -> None:
    found = claims_of(case)
    lacking = [wanted for wanted in case.wanted if wanted not in found]
    wrong = [claim for unwanted in case.unwanted for claim in found if fits(unwanted, claim)]
    assert (lacking, wrong) == ([], []), f"{case.text}gives {sorted(found)}"


def judged(case: Case, judge: Scorer | None) -> dict[tuple[str, ...], float]:
    """The highest probability of each claim that the rules propose."""
    maker, frames, text = read_sentences(case, judge)
    likely: dict[tuple[str, ...], float] = {}
    for each in maker.judged(frames, text):
        claim = (each.proposal.subject.entity, each.predicate, each.proposal.object.entity)
        likely[claim] = max(each.probability, likely.get(claim, 0.0))
    return likely


@pytest.mark.parametrize("case", [case for case in CASES if case.proposed], ids=lambda case: case.where)
def test_what_is_left_to_the_scorer(case: Case) -> None:
    likely = judged(case, None)
    assert {claim: likely.get(claim) for claim in case.proposed} == dict.fromkeys(case.proposed, 0.0)


@pytest.mark.parametrize("case", [case for case in CASES if case.unlikely], ids=lambda case: case.where)
def test_what_the_scorer_makes_of_it(case: Case) -> None:
    likely = judged(case, scorer())
    worst = min(likely[wanted[:3]] for wanted in case.wanted)
    assert all(likely[claim] < worst for claim in case.unlikely), likely


def test_every_predicate_has_cases() -> None:
    wanted = [claim[1] for case in CASES for claim in case.wanted]
    unwanted = [claim[1] for case in CASES for claim in (*case.unwanted, *case.unlikely)]
    for name in ontology().schema.predicates:
        assert (name, wanted.count(name) >= 2, unwanted.count(name) >= 1) == (name, True, True)
    assert any(case.text != simplified(case.text) for case in CASES), "no case in Traditional"
