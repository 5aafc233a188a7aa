"""Noise and contacts: anti-copy garbage, masks, and the addresses of people; both are patterns over one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model.aligned import Span
from kg.model.cleaning import Quarantine
from kg.model.damage import LineRule
from kg.text.lines import Line


def find_matches(lines: Iterable[Line], rules: Iterable[LineRule]) -> Iterator[Quarantine]:
    """Every match of ``rules`` in ``lines``, as raw spans; a group ``q`` narrows the span to what is to go."""
    rules = tuple(rules)
    for line in lines:
        for rule in rules:
            for match in rule.pattern.finditer(line.plain):
                start, end = match.span("q") if match.re.groupindex.get("q") else match.span()
                if start < 0:
                    start, end = match.span()
                if end > start:
                    yield Quarantine(Span(line.start + start, line.start + end), rule.kind, rule.id)
