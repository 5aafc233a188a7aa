"""How names are found by shape and which variants are one name (ontology/names.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.model import Span
from kg.vocabulary.tables import line_of, read_toml


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names of one type that show by their shape."""

    id: str
    type: str
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns, trimming and variants of names.

    ``plurals`` end and ``degrees`` begin a name without making it another one, whatever its type; ``self_words``
    name the article itself. ``brackets`` are opening and closing marks that stand in pairs.
    Names of the types ``exact`` are another thing with every character more.
    ``common_types`` are types whose lexicon names are mostly ordinary words too (数据, 公司): such a name counts only
    where the recognizer sees a name as well.
    """

    patterns: tuple[Pattern, ...]
    trim_left: tuple[str, ...]
    trim_right: tuple[str, ...]
    keep: tuple[str, ...]
    brackets: tuple[tuple[str, str], ...]
    variants: dict[str, tuple[str, ...]]
    abbreviation: re.Pattern[str]
    particles: tuple[str, ...]
    plurals: tuple[str, ...]
    degrees: tuple[str, ...]
    self_words: tuple[str, ...]
    common_types: frozenset[str]
    exact: frozenset[str]

    def trimmed(self, name: str) -> tuple[int, int]:
        """How many characters to take off the left and the right end of a mention's text."""
        start, end = 0, len(name)
        while name.startswith(self.trim_left, start, end) and not name.startswith(self.keep, start, end):
            left = next((w for w in self.trim_left if name.startswith(w, start) and start + len(w) < end), "")
            if not left:
                break
            start += len(left)
        while name.endswith(self.trim_right, start, end) and not name.endswith(self.keep, start, end):
            right = next((w for w in self.trim_right if name.endswith(w, start, end) and end - len(w) > start), "")
            if not right:
                break
            end -= len(right)
        return start, len(name) - end

    def paired(self, text: str, span: Span) -> Span:
        """A name's place in ``text`` with every bracket in pairs.

        What is missing is taken from just beyond the name; where it does not stand there, the name ends before the
        bracket, or begins behind it.
        """
        start, end = span
        for opening, closing in self.brackets:
            name = text[start:end]
            open_, closed = name.count(opening), name.count(closing)
            if open_ > closed:
                at = name.rindex(opening)
                if text.startswith(closing, end):
                    end += len(closing)
                elif at:
                    end = start + at
            elif closed > open_:
                at = name.index(closing) + len(closing)
                if text.endswith(opening, 0, start):
                    start -= len(opening)
                elif start + at < end:
                    start += at
        return Span(start, end)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


def read_names(path: Path) -> Names:
    """The patterns and variants of a file. Raises BadData naming file and line."""
    value = read_toml(path)
    patterns = []
    for row in value.get("pattern", ()):
        try:
            patterns.append(Pattern(row["id"], row["type"], re.compile(row["expression"])))
        except KeyError as error:
            raise BadData(f"{path}: a pattern lacks {error}", "each needs id, type and expression") from error
        except re.error as error:
            where = line_of(path, f'id = "{row["id"]}"')
            raise BadData(f"{path}:{where}: pattern {row['id']}: {error}", "mend the expression") from error
    trim = value.get("trim", {})
    expressions = value.get("abbreviation", {}).get("expressions", [])
    try:
        abbreviation = re.compile("|".join(f"(?:{e})" for e in expressions) or r"(?!)")
    except re.error as error:
        raise BadData(f"{path}:{line_of(path, '[abbreviation]')}: {error}", "mend the expression") from error
    return Names(
        tuple(patterns),
        _longest_first(trim.get("left", ())),
        _longest_first(trim.get("right", ())),
        tuple(trim.get("keep", ())),
        tuple((pair[0], pair[1]) for pair in trim.get("brackets", ())),
        {type_: _longest_first(words) for type_, words in value.get("variants", {}).items()},
        abbreviation,
        tuple(value.get("particles", {}).get("words", ())),
        tuple(value.get("plurals", {}).get("words", ())),
        tuple(value.get("degrees", {}).get("words", ())),
        tuple(value.get("self", {}).get("words", ())),
        frozenset(value.get("common", {}).get("types", ())),
        frozenset(value.get("exact", {}).get("types", ())),
    )
