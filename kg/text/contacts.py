"""Contacts: telephone numbers, e-mail addresses, messenger accounts. They never leave the list of quarantined spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model.cleaning import Quarantine
from kg.model.damage import LineRule
from kg.text.lines import Line
from kg.text.noise import find_matches


def find_contacts(lines: Iterable[Line], rules: Iterable[LineRule]) -> Iterator[Quarantine]:
    """Quarantined raw spans of kind contact, wherever they stand: inside boilerplate too."""
    return find_matches(lines, rules)


def masked(text: str, contacts: Iterable[Quarantine]) -> str:
    """``text`` with every letter and digit of a contact replaced by ``*``; offsets stay.

    >>> from kg.model.aligned import Span
    >>> masked("tel 139-1", [Quarantine(Span(4, 9), "contact", "mobile-phone")])
    'tel ***-*'
    """
    chars = list(text)
    for item in contacts:
        if item.kind == "contact":
            for at in range(item.span.start, item.span.end):
                chars[at] = "*" if chars[at].isalnum() else chars[at]
    return "".join(chars)
