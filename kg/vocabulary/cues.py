"""Cues of polarity, modality, pronouns and coordination (ontology/cues.toml)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.errors import BadData
from kg.vocabulary.tables import read_toml


@dataclass(frozen=True, slots=True)
class CueSet:
    """Words that signal one thing; ``weak`` ones only where no stronger reading stands against them."""

    pattern: re.Pattern[str]
    weak: frozenset[str]

    def find(self, text: str, start: int, end: int) -> list[tuple[int, int, str]]:
        """The cues of a text that stand in ``text[start:end]`` as (start, end, word), left to right."""
        found = _cues_of(self.pattern, text)
        first = bisect_left(found, (start,))
        return [cue for cue in found[first : bisect_left(found, (end,), first)] if cue[1] <= end]


@lru_cache(maxsize=8)
def _cues_of(pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    """Every cue of a text; it is asked again for each pair of mentions."""
    return [(*m.span("cue"), m.group("cue")) for m in pattern.finditer(text) if m.group("cue") is not None]


def _cue_set(words: list[str], weak: list[str], not_in: list[str]) -> CueSet:
    # Masks come first, so that the longer word is passed over before a cue inside it can match.
    masked = "|".join(re.escape(w) for w in sorted(not_in, key=lambda w: (-len(w), w)))
    cues = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    # An empty alternative would be found everywhere.
    cue = f"(?P<cue>{cues or '(?!)'})"
    return CueSet(re.compile(f"(?:{masked})|{cue}" if masked else cue), frozenset(weak))


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of an ontology."""

    negation: CueSet
    possible: CueSet
    future: CueSet
    pronouns: re.Pattern[str]
    coordination: re.Pattern[str]
    coordination_same_type: re.Pattern[str]


def read_cues(path: Path) -> Cues:
    """The cues of a file. Raises BadData naming the file and the missing table or broken expression."""
    value = read_toml(path)
    try:
        negation, possible, future = [
            _cue_set(value[k]["words"], value[k].get("weak", []), value[k].get("not_in", []))
            for k in ("negation", "possible", "future")
        ]
        pronouns = sorted(value["pronouns"]["words"], key=lambda w: (-len(w), w))
        return Cues(
            negation,
            possible,
            future,
            re.compile("|".join(map(re.escape, pronouns)) or "(?!)"),
            re.compile(value["coordination"]["between"]),
            re.compile(value["coordination"]["same_type"]),
        )
    except KeyError as error:
        raise BadData(f"{path}: lacks the table or key {error}", "see the packaged ontology/cues.toml") from error
    except re.error as error:
        raise BadData(f"{path}: {error} in an expression of [coordination]", "mend the expression") from error
