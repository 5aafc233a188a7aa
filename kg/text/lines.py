"""Lines of a raw text with their offsets and their Simplified form, which all patterns are written for."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One line without its newline: number from 0, raw start, its Simplified characters."""

    number: int
    start: int
    plain: str

    @property
    def end(self) -> int:
        """The raw offset behind the line's last character."""
        return self.start + len(self.plain)


def split_lines(plain: str) -> tuple[Line, ...]:
    """The lines of ``plain``, blank ones included."""
    lines: list[Line] = []
    at = 0
    for number, text in enumerate(plain.split("\n")):
        lines.append(Line(number, at, text))
        at += len(text) + 1
    return tuple(lines)
