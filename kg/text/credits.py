"""Credits: who published an article, read from its reprint line, its agency bracket or its footer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model.aligned import Span
from kg.model.damage import CreditRule
from kg.text.lines import Line

_LONGEST = 120  # characters of a line that can be a credit; an agency bracket may open any paragraph


def find_credits(lines: Sequence[Line], title: Span, rules: Sequence[CreditRule]) -> Iterator[tuple[str, Span, bool]]:
    """(name in Simplified, raw span of the credit, whether it is a line of its own kind) in order of the text.

    Credits stand in the first and last lines; the headline is none, and a "source" that repeats it names nobody.
    """
    full = [line for line in lines if line.plain.strip() and not line.start <= title.start < title.end <= line.end]
    headline = next((line.plain for line in lines if line.start <= title.start < title.end <= line.end), "")
    for line in (*full[:3], *full[max(3, len(full) - 8) :]):
        for rule in rules:
            match = rule.pattern.search(line.plain)
            if match is None or (len(line.plain) > _LONGEST and match.start() > 2):
                continue
            name = match.group("name").strip()
            if len(name) > 1 and not headline.strip("# ").startswith(name):
                yield name, Span(line.start + match.start(), line.start + match.end()), rule.shown
            break


def published_by(found: Sequence[tuple[str, Span, bool]]) -> tuple[str, ...]:
    """The publishers' names, each once, in order of the text."""
    return tuple(dict.fromkeys(name for name, _, _ in found))
