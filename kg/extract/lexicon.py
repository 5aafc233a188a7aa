"""Lexicon names in a clean text: one pass over its characters, whatever the size of the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from kg.model import Span
from kg.vocabulary.lexicon import LexiconRow


class Hit(NamedTuple):
    """A lexicon name in the text: clean code points, and the row it belongs to."""

    start: int
    end: int
    row: LexiconRow


def fold(text: str) -> str:
    """Lower case without any change of length (a character whose lower case is longer stays)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class LexiconIndex:
    """All names of a lexicon in Simplified and lower case, ready to be matched."""

    def __init__(self, rows: Sequence[LexiconRow], to_simplified: Callable[[str], str]) -> None:
        """``to_simplified`` must keep the length of what it converts."""
        by_name: dict[str, list[LexiconRow]] = defaultdict(list)
        names = [(name, row) for row in rows for name in row.names]
        folded = fold(to_simplified("\n".join(name for name, _ in names))).split("\n") if names else []
        for name, (_, row) in zip(folded, names, strict=True):
            rows_of_name = by_name[name]
            if row not in rows_of_name:
                rows_of_name.append(row)
        self._names = sorted(by_name)
        self._rows = [by_name[name] for name in self._names]
        self.by_name = dict(by_name)
        self._automaton = AhoCorasick(
            self._names, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    @property
    def names(self) -> Iterable[str]:
        """Every name, Simplified and in lower case."""
        return self._names

    def find(self, text: str, sentences: Sequence[Span]) -> list[Hit]:
        """Every hit in ``text``, overlapping ones too, by start and then the longer first.

        A Latin name must not stand inside a longer Latin word. A row with ``when`` counts only in a text that holds
        one of those words, a row with ``unless`` not in a sentence that holds one of those.
        """
        folded = fold(text)
        spans = iter(sorted(sentences))
        current = next(spans, Span(0, len(text)))
        hits: list[Hit] = []
        found = sorted(self._automaton.find_matches_as_indexes(folded, overlapping=True), key=lambda m: (m[1], -m[2]))
        for index, start, end in found:
            if inside_latin(folded, start, end):
                continue
            while start >= current[1]:
                following = next(spans, None)
                if following is None:
                    break
                current = following
            sentence = folded[current[0] : current[1]]
            for row in self._rows[index]:
                if row.when and not any(fold(word) in folded for word in row.when):
                    continue
                if row.unless and any(fold(word) in sentence for word in row.unless):
                    continue
                hits.append(Hit(start, end, row))
                break
        return hits


def inside_latin(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` begins or ends inside a longer Latin word or number."""

    def latin(at: int) -> bool:
        return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()

    return (latin(start) and latin(start - 1)) or (latin(end - 1) and latin(end))
