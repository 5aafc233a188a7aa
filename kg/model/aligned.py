"""Text that remembers, character by character, where in the raw file it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of Unicode code points: start inclusive, end exclusive."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def covered(spans: Iterable[tuple[int, int]], size: int = 0) -> bytearray:
    """1 for each position that one of ``spans`` covers; as long as the last of them, and as ``size``."""
    spans = list(spans)
    marks = bytearray(max([size, *(end for _, end in spans)]))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


class Edit(NamedTuple):
    """Replace the characters ``[start, end)`` of a text by ``text`` (empty: delete them)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A cleaned text with the raw range behind every one of its characters.

    ``starts[i]`` and ``ends[i]`` bound the raw code points that clean character ``i`` stands for.
    Stages compose: each one takes an AlignedText and returns ``edited(...)`` of it.
    """

    raw: str
    clean: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, raw: str) -> AlignedText:
        """The text itself, nothing cleaned yet."""
        return cls(raw, raw, tuple(range(len(raw))), tuple(range(1, len(raw) + 1)))

    def edited(self, edits: Iterable[Edit]) -> AlignedText:
        """The text after ``edits``, given in clean code points of this text.

        A replacement of equal length is aligned character by character; in one of another length every new
        character stands for the whole replaced range. Raises ValueError if edits overlap or leave the text, or if
        an edit inserts where nothing stood (such characters would have no raw origin).
        """
        clean: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, text in sorted(edits):
            if start < at or end > len(self.clean) or start > end:
                raise ValueError(f"edit {start}:{end} overlaps another or leaves the text")
            if start == end and text:
                raise ValueError(f"edit at {start} inserts characters that the raw text does not have")
            clean.append(self.clean[at:start])
            starts.extend(self.starts[at:start])
            ends.extend(self.ends[at:start])
            clean.append(text)
            if len(text) == end - start:
                starts.extend(self.starts[start:end])
                ends.extend(self.ends[start:end])
            else:
                starts.extend([self.starts[start]] * len(text))
                ends.extend([self.ends[end - 1]] * len(text))
            at = end
        clean.append(self.clean[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return AlignedText(self.raw, "".join(clean), tuple(starts), tuple(ends))

    def recoded(self, text: str) -> AlignedText:
        """The same characters in another script: ``text`` must have the length of ``clean``.

        Raises ValueError if it has not.
        """
        if len(text) != len(self.clean):
            raise ValueError(f"{len(text)} characters cannot stand for {len(self.clean)}")
        return AlignedText(self.raw, text, self.starts, self.ends)

    def to_raw(self, span: Span) -> Span:
        """The raw range from the first to the last character of a non-empty clean ``span``.

        Whatever was removed between the two lies inside it. Raises ValueError if the span is empty or outside.
        """
        if not 0 <= span.start < span.end <= len(self.clean):
            raise ValueError(f"span {span.start}:{span.end} is empty or outside the text")
        return Span(self.starts[span.start], self.ends[span.end - 1])

    def quote(self, span: Span) -> str:
        """The raw characters behind a clean ``span``, exactly as the file has them."""
        start, end = self.to_raw(span)
        return self.raw[start:end]

    def spelled(self, span: Span) -> str:
        """The raw characters behind a non-empty clean ``span``, without what was taken out between them."""
        cuts = [span.start, *self.gaps(span), span.end]
        return "".join(self.quote(Span(start, end)) for start, end in pairwise(cuts))

    def gaps(self, span: Span) -> list[int]:
        """The clean places inside ``span`` before which raw characters were taken out."""
        return [at for at in range(span.start + 1, span.end) if self.starts[at] > self.ends[at - 1]]
