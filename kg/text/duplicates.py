"""Duplicates: a passage that stands word for word elsewhere in the same article; one copy stays."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.aligned import Span
from kg.model.cleaning import Quarantine

_SEED = 24  # characters two passages must share before they are compared further
_LEAST = 40  # characters a passage must have to be worth removing: shorter ones are quotations and refrains
_ENDS = "。！？!?；;\n"


def find_duplicates(plain: str, title_end: int) -> Iterator[Quarantine]:
    """Quarantined raw spans of kind duplicate; ``plain`` is the whole text, ``title_end`` where its headline ends.

    The later copy goes, except that a teaser (a copy of part of a later paragraph in the first paragraph) goes
    itself, since the later one has the context. Passages are whole sentences or longer.
    """
    if (copy := _second_half(plain)) is not None:
        yield Quarantine(copy, "duplicate", "doubled-text")
        plain = plain[: copy.start]
    taken = bytearray(len(plain))
    teaser_end = _first_paragraph_end(plain, title_end)
    for first, second, length in _repeats(plain):
        head = plain[first : first + length]
        is_teaser = first < teaser_end and "\n" not in head.strip("\n") and second >= teaser_end
        start = first if is_teaser else second
        span = _trimmed(plain, start, length)
        if span is None or any(taken[span.start : span.end]):
            continue
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
        yield Quarantine(span, "duplicate", "repeated-teaser" if is_teaser else "repeated-passage")


def _second_half(plain: str) -> Span | None:
    """The second copy where a text of any length is wholly one text twice."""
    whole = plain.rstrip("\n")
    half = len(whole) // 2
    first, second = whole[:half].rstrip("\n"), whole[half:].lstrip("\n")
    if "\n" not in first or first != second:
        return None
    return Span(len(whole) - len(second), len(whole))


def _repeats(plain: str) -> Iterator[tuple[int, int, int]]:
    """Maximal repeated passages (first start, second start, length), the first copy before the second."""
    seen: dict[str, int] = {}
    at = 0
    while at + _SEED <= len(plain):
        key = plain[at : at + _SEED]
        first = seen.get(key)
        if first is None or first + _SEED > at or len(key.strip()) < _SEED - 4:
            seen.setdefault(key, at)
            at += 1
            continue
        length = _SEED
        while at + length < len(plain) and first + length < at and plain[first + length] == plain[at + length]:
            length += 1
        back = 0
        while first - back > 0 and plain[first - back - 1] == plain[at - back - 1] and first + length - back < at:
            back += 1
        if length + back >= _LEAST:
            yield first - back, at - back, length + back
        at += length


def _first_paragraph_end(plain: str, title_end: int) -> int:
    at = title_end
    while at < len(plain) and plain[at] == "\n":
        at += 1
    end = plain.find("\n", at)
    return len(plain) if end < 0 else end


def _trimmed(plain: str, start: int, length: int) -> Span | None:
    """The passage cut to whole sentences: neither half a sentence at its start nor at its end."""
    end = start + length
    if start and plain[start - 1] not in _ENDS + "】]":
        cut = min((plain.find(stop, start, end) for stop in _ENDS if plain.find(stop, start, end) >= 0), default=-1)
        if cut < 0:
            return None
        start = cut + 1
    if end < len(plain) and plain[end] not in "\n<" and plain[end - 1] not in _ENDS:
        cut = max(plain.rfind(stop, start, end) for stop in _ENDS)
        end = cut + 1
    while start < end and plain[start] == "\n":
        start += 1
    while end > start and plain[end - 1] == "\n":
        end -= 1
    return Span(start, end) if end - start >= _LEAST else None
