"""Markup: the marks of Markdown around words, which are neither text nor evidence against it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model.aligned import Edit
from kg.text.lines import Line

_MARKS = re.compile(
    r"^\s{0,3}(?P<head>#{1,6}\s+)|^\s{0,3}(?P<quote>(?:>\s?)+)|^\s{0,3}(?P<item>[-*+]\s+)(?=\S)"
    r"|(?P<bold>\*\*|__)(?=\S[^*_\n]{0,400}?(?P=bold))|(?<=\S)(?P<close>\*\*|__)"
)
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]{1,200})\](?=\()")


def find_markup(lines: tuple[Line, ...]) -> Iterator[Edit]:
    """Deletions of heading marks, quotation marks at a line's start, emphasis, and the brackets of links."""
    for line in lines:
        if not any(mark in line.plain for mark in "#>*_[-+"):
            continue
        for match in _MARKS.finditer(line.plain):
            start, end = match.span(match.lastgroup or 0)
            yield Edit(line.start + start, line.start + end, "")
        for match in _LINK.finditer(line.plain):
            yield Edit(line.start + match.start(), line.start + match.start() + 1, "")
            yield Edit(line.start + match.end() - 1, line.start + match.end(), "")
