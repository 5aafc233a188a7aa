"""Frames, pairs, licences and the scope of cues: the shallow syntax below the relation rules."""

from __future__ import annotations

import numpy as np
import pytest

from kg.extract.claims import ClaimMaker
from kg.extract.linear import LinearModel, model_arrays
from kg.extract.modality import modality_of
from kg.extract.pairs import Pair, Pairs, Places, document_pairs
from kg.extract.polarity import DENIED, Sayings, negated
from kg.extract.proposals import Proposals
from kg.extract.rulebook import OPEN, RuleBook
from kg.extract.scorer import Scorer
from kg.extract.syntax import Frame, Placed, TriggerIndex, build_frames
from kg.model import AlignedText
from kg.text.codes import Vocabulary, keys_of, numbers
from kg.text.sentences import split_sections, split_sentences
from kg.vocabulary.cues import read_cues
from kg.vocabulary.place import default_ontology
from kg.vocabulary.rules import Rule

CUES = read_cues(default_ontology() / "cues.toml")
# Names of these tests are single capital letters, all of one type but T, which is a time.
TYPES = {"T": "Time"}


def rule(predicate: str, *triggers: str, order: str = "STO", inherent: bool = False) -> Rule:
    empty: frozenset[str] = frozenset()
    return Rule(predicate, predicate, triggers, frozenset({order}), None, "", empty, empty, inherent)


def frames(text: str, *triggers: str, headings: tuple[int, ...] = ()) -> list[Frame]:
    placed = [Placed(i, i + 1, c, TYPES.get(c, "Marketplace")) for i, c in enumerate(text) if "A" <= c <= "Z"]
    sentences = split_sentences(text, split_sections(text, None, headings), None)
    return build_frames(text, sentences, placed, TriggerIndex([*triggers, "触发"]), CUES)


def groups(text: str) -> list[str]:
    return ["".join(m.entity for m in group.members) for frame in frames(text) for group in frame.groups]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A、B和C都上线。", ["ABC"]),
        ("A以及B。", ["AB"]),
        ("“A”、“B”也是。", ["AB"]),
        ("A推出B。", ["A", "B"]),
        ("A，B。", ["A", "B"]),
        ("A、B，C也是。", ["ABC"]),
        ("A、B，T也是。", ["AB", "T"]),
        ("A和A。", ["A", "A"]),
        ("A。B。", ["A", "B"]),
    ],
)
def test_lists_are_told_by_what_stands_between(text: str, expected: list[str]) -> None:
    assert groups(text) == expected


def test_triggers_are_the_longest_and_outside_every_name() -> None:
    index = TriggerIndex(["推", "推出"])
    assert [t.word for t in index.find("推出了，推给")] == ["推出", "推"]
    text = "A推出B"
    sentences = split_sentences(text, split_sections(text, None), None)
    name = Placed(0, 2, "A推", "Marketplace")
    (frame,) = build_frames(text, sentences, [name, Placed(3, 4, "B", "Product")], index, CUES)
    assert frame.triggers == ()


def pairs(text: str, made: list[Frame]) -> Pairs:
    words = dict.fromkeys((t.word for frame in made for t in frame.triggers), 0)
    return document_pairs(Places(text, made, words))


def names(pair: Pair) -> tuple[str, str, str]:
    subject, obj = ("".join(m.entity for m in g.members) for g in (pair.subject, pair.object))
    return subject, obj, pair.context


def test_pairs_stand_both_ways_and_members_of_a_list_among_each_other() -> None:
    text = "A和B用C。"
    made = frames(text)
    assert {names(pair) for pair in pairs(text, made)} == {
        ("AB", "C", ""),
        ("C", "AB", ""),
        ("A", "B", "list"),
        ("B", "A", "list"),
    }
    book = RuleBook([rule("does", "用")], {})
    proposals = Proposals(frames(text, "用"), text, book)
    members = [(p.subject.entity, p.object.entity) for p in proposals if not p.pair.context]
    assert members == [("A", "C"), ("B", "C")]


def test_far_clauses_make_no_pair() -> None:
    text = "A来了，" + "大家看看，" * 8 + "B走了。"
    assert len(pairs(text, frames(text))) == 0


def test_the_subject_before_is_carried_into_the_next_sentence() -> None:
    text = "A很大。推出了B。"
    found = {names(p) for p in pairs(text, frames(text))}
    assert ("A", "B", "previous") in found
    assert ("B", "A", "previous") not in found


def test_a_heading_supplies_subject_or_object_until_the_next_one() -> None:
    text = "A时期\n这一时期出现了B。\nC时期\n这一时期出现了D。\n"
    found = {names(p) for p in pairs(text, frames(text, headings=(0, text.index("C"))))}
    assert {("B", "A", "heading/object"), ("D", "C", "heading/object")} <= found
    assert not any({"A", "D"} == {subject, obj} for subject, obj, _ in found)


def test_the_stretch_of_a_pair_is_its_clauses() -> None:
    text = "大家都说，A推出B，很好。"
    found = pairs(text, frames(text))
    assert text[found.start[0] : found.end[0]] == "A推出B"


@pytest.mark.parametrize(
    ("order", "text", "subject", "obj"),
    [
        ("STO", "A触发B。", "A", "B"),
        ("OST", "A由B触发。", "B", "A"),
        ("SOT", "A把B触发。", "A", "B"),
        ("OTS", "A触发B。", "B", "A"),
        ("TOS", "触发A的B。", "B", "A"),
        ("TSO", "触发A有B。", "A", "B"),
    ],
)
def test_a_rule_licenses_its_order_and_no_other(order: str, text: str, subject: str, obj: str) -> None:
    book = RuleBook([rule("does", "触发", order=order)], {})
    assert {(p.subject.entity, p.object.entity) for p in Proposals(frames(text), text, book)} == {(subject, obj)}


def test_of_two_rules_for_one_predicate_the_nearer_trigger_is_told() -> None:
    far, near = rule("does", "早就"), rule("does", "推出")
    near = Rule("near", *(getattr(near, f) for f in near.__slots__[1:]))
    text = "A很早就想推出B。"
    (proposal,) = Proposals(frames(text, "早就", "推出"), text, RuleBook([far, near], {}))
    ((found, trigger),) = proposal.licences.values()
    assert (found.id, trigger and trigger.word) == ("near", "推出")


def test_an_open_rule_offers_its_predicate_where_another_rule_joins_the_two() -> None:
    anything: frozenset[str] = frozenset()
    opened = [Rule(f"{name}.open", name, (), anything, None, OPEN, anything, kinds)
              for name, kinds in (("uses", anything), ("sells", anything), ("dated", frozenset({"Time"})))]  # fmt: skip
    book = RuleBook([rule("uses", "使用"), *opened], {})
    text = "A使用B，C来了。"
    made = frames(text, "使用")
    proposals = Proposals(made, text, book)
    number = next(n for n, p in enumerate(proposals) if (p.subject.entity, p.object.entity) == ("A", "B"))
    openings = proposals.openings()
    offered = openings.rule[openings.starts[number] : openings.starts[number + 1]].tolist()
    assert [book.rules[at].id for at in offered] == ["sells.open"]
    assert Proposals(frames(text), text, book).openings().pair.tolist() == []

    def believed(*scores: tuple[str, float]) -> set[tuple[str, str, str]]:
        _, members = proposals.features()
        weights = {(int(key), name): score for key in set(members.keys.tolist()) for name, score in scores}
        even = [{(key, label): 0.0 for key, _ in weights} for label in ("related", DENIED)]
        taught = ((["related"], even[0]), (["sells", "uses"], weights), ([DENIED], even[1]))
        models = [LinearModel(*model_arrays(labels, values, {})) for labels, values in taught]
        maker = ClaimMaker(book, Scorer(*models), CUES, frozenset())
        judged = maker.judged(made, AlignedText.of(text))
        return {(j.proposal.subject.entity, j.predicate, j.rule.id) for j in judged if j.accepted}

    assert ("A", "sells", "sells.open") in believed(("sells", 0.5), ("uses", 0.1))
    assert ("A", "uses", "uses") in believed(("sells", 0.1), ("uses", 0.5))


def test_types_are_those_of_the_rule_and_of_the_predicate() -> None:
    place, time = frozenset({"Place"}), frozenset({"Time"})
    narrow = Rule("narrow", "dated", ("在",), frozenset({"STO"}), None, "", place, frozenset(), False)
    book = RuleBook([rule("dated", "在"), narrow], {"dated": (frozenset(), time)})
    assert book.fits(0, "Marketplace", "Time")
    assert not book.fits(0, "Marketplace", "Place")
    assert not book.fits(1, "Marketplace", "Time")


def judged(text: str, inherent: bool = False, model: LinearModel | None = None) -> tuple[str, str]:
    """Polarity and modality of "A uses B" in a sentence, by the trigger 使用."""
    book = RuleBook([rule("uses", "使用", inherent=inherent)], {})
    proposals = Proposals(frames(text, "使用"), text, book)
    number = next(n for n, p in enumerate(proposals) if (p.subject.entity, p.object.entity) == ("A", "B"))
    flags = negated(Sayings(proposals, proposals.licences, book, CUES.negation), model)
    denied = flags[proposals.licences.starts[number]]
    return "negated" if denied else "affirmed", str(modality_of(proposals[number].pair, text, CUES))


@pytest.mark.parametrize(
    ("text", "polarity", "modality"),
    [
        ("A使用B。", "affirmed", "asserted"),
        ("A不使用B。", "negated", "asserted"),
        ("A没有使用B。", "negated", "asserted"),
        ("A不仅使用B。", "affirmed", "asserted"),
        ("A不怕天下麻烦地使用B。", "affirmed", "asserted"),
        ("A并非不使用B。", "affirmed", "asserted"),
        ("大家不喜欢热闹，A使用B。", "affirmed", "asserted"),
        ("A使用B，C却不使用D。", "affirmed", "asserted"),
        ("A可能使用B。", "affirmed", "possible"),
        ("也许A使用B。", "affirmed", "possible"),
        ("A将使用B。", "affirmed", "future"),
        ("今后A将会使用B。", "affirmed", "future"),
        ("A今后可能使用B。", "affirmed", "possible"),
        ("A可能不使用B。", "negated", "possible"),
        ("A的社会使用B。", "affirmed", "asserted"),
        ("A使用B，也许很好。", "affirmed", "asserted"),
    ],
)
def test_the_scope_of_negation_and_hedges(text: str, polarity: str, modality: str) -> None:
    assert judged(text) == (polarity, modality)


def test_a_predicate_that_says_the_negation_is_not_negated() -> None:
    assert judged("A不使用B。", inherent=True) == ("affirmed", "asserted")


def test_a_negation_inside_a_name_denies_nothing() -> None:
    placed = [Placed(0, 1, "A", "Marketplace"), Placed(1, 4, "不老店", "Marketplace"), Placed(6, 7, "B", "Marketplace")]
    text = "A不老店使用B。"
    book = RuleBook([rule("uses", "使用")], {})
    sentences = split_sentences(text, split_sections(text, None), None)
    proposals = Proposals(build_frames(text, sentences, placed, TriggerIndex(["使用"]), CUES), text, book)
    sayings = Sayings(proposals, proposals.licences, book, CUES.negation)
    assert len(sayings) and not negated(sayings, None).any()


def test_weights_decide_over_the_rule() -> None:
    predicate, told = Vocabulary(["uses"]).column(np.array([0])), numbers(np.array([1]))
    (sure,) = keys_of("told,predicate", [told, predicate]).tolist()
    (bias,) = keys_of("bias", []).tolist()
    weights = {(bias, DENIED): -3.0, (sure, DENIED): 2.0}
    unsure = LinearModel(*model_arrays([DENIED], weights, {}))
    certain = LinearModel(*model_arrays([DENIED], {**weights, (sure, DENIED): 4.0}, {}))
    for text in ("A使用B。", "A不使用B。"):
        assert judged(text, model=unsure)[0] == "affirmed"
        assert judged(text, model=certain) == judged(text)
