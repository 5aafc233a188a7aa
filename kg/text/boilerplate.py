"""Boilerplate: what stands around an article. Rules are data; this file knows only how far a rule reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model.aligned import Span
from kg.model.cleaning import Quarantine
from kg.model.damage import CreditRule, LineRule
from kg.text.lines import Line
from kg.text.noise import find_matches

_TAIL_LINES = 15
_TAIL_LEAST = 8
_TAIL_SHARE = 0.3
_SHORT = 48
_SENTENCE_END = "。；;"


def find_boilerplate(
    lines: Sequence[Line], rules: Sequence[LineRule], credits: Sequence[CreditRule]
) -> Iterator[Quarantine]:
    """Quarantined raw spans of kind boilerplate. A line that says who published the article is left standing."""
    full = [line for line in lines if line.plain.strip()]
    if not full:
        return
    tail = _tail(full)
    inline = [rule for rule in rules if rule.reach == "match"]
    for line in full:
        wanted = [rule for rule in inline if rule.where == "anywhere" or line.number in tail]
        yield from find_matches([line], wanted)
    whole = [rule for rule in rules if rule.reach != "match"]
    stop = -1
    for at, line in enumerate(full):
        # The headline is a fact about the document, whatever it looks like.
        if at <= stop or at == 0 or _is_credit(line, credits):
            continue
        for rule in whole:
            if (rule.where == "tail" and line.number not in tail) or not rule.pattern.search(line.plain):
                continue
            stop = _last(full, at, rule.reach, credits)
            for inside in full[at : stop + 1]:
                yield Quarantine(_bare(inside), rule.kind, rule.id)
            break


def _tail(full: Sequence[Line]) -> set[int]:
    """Numbers of the lines at the end of a document: the last few, but never the first half of its lines."""
    total = sum(len(line.plain) for line in full)
    behind = 0
    numbers: set[int] = set()
    for line in reversed(full[1:]):
        behind += len(line.plain)
        few = len(numbers) < min(_TAIL_LEAST, len(full) // 2)
        if len(numbers) >= _TAIL_LINES or (behind > total * _TAIL_SHARE and not few):
            break
        numbers.add(line.number)
    return numbers


def _last(full: Sequence[Line], at: int, reach: str, credits: Sequence[CreditRule]) -> int:
    if reach == "rest":
        return len(full) - 1
    if reach == "block":
        while at + 1 < len(full):
            text = full[at + 1].plain.strip()
            if len(text) > _SHORT or text[-1] in _SENTENCE_END or _is_credit(full[at + 1], credits):
                break
            at += 1
    return at


def _is_credit(line: Line, credits: Sequence[CreditRule]) -> bool:
    if len(line.plain) >= 2 * _SHORT:
        return False
    rule = next((rule for rule in credits if rule.pattern.search(line.plain)), None)
    return rule is not None and rule.shown


def _bare(line: Line) -> Span:
    lead = len(line.plain) - len(line.plain.lstrip())
    return Span(line.start + lead, line.start + len(line.plain.rstrip()))
