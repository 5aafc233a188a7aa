"""How names are found by shape and which variants are one name (ontology/names.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.vocabulary.tables import line_of, read_toml


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names of one type that show by their shape."""

    id: str
    type: str
    expression: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Names:
    """Patterns, trimming and variants of names."""

    patterns: tuple[Pattern, ...]
    trim_left: tuple[str, ...]
    trim_right: tuple[str, ...]
    keep: frozenset[str]
    variants: dict[str, tuple[str, ...]]
    abbreviation: re.Pattern[str]
    self_words: tuple[str, ...]

    def trimmed(self, name: str) -> tuple[int, int]:
        """How many characters to take off the left and the right end of a mention's text."""
        start, end = 0, len(name)
        while start < end and name[start:end] not in self.keep and not self._kept(name, start, end):
            left = next((w for w in self.trim_left if name.startswith(w, start) and start + len(w) < end), "")
            if not left:
                break
            start += len(left)
        while start < end and name[start:end] not in self.keep:
            if any(name.endswith(k, start, end) for k in self.keep):
                break
            right = next((w for w in self.trim_right if name.endswith(w, start, end) and end - len(w) > start), "")
            if not right:
                break
            end -= len(right)
        return start, len(name) - end

    def _kept(self, name: str, start: int, end: int) -> bool:
        return any(name.startswith(k, start, end) for k in self.keep)


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
    longest = lambda words: tuple(sorted(words, key=lambda w: (-len(w), w)))  # noqa: E731
    trim = value.get("trim", {})
    expressions = value.get("abbreviation", {}).get("expressions", [])
    try:
        abbreviation = re.compile("|".join(f"(?:{e})" for e in expressions) or r"(?!)")
    except re.error as error:
        raise BadData(f"{path}:{line_of(path, '[abbreviation]')}: {error}", "mend the expression") from error
    return Names(
        tuple(patterns),
        longest(trim.get("left", ())),
        longest(trim.get("right", ())),
        frozenset(trim.get("keep", ())),
        {type_: longest(words) for type_, words in value.get("variants", {}).items()},
        abbreviation,
        tuple(value.get("self", {}).get("words", ())),
    )
