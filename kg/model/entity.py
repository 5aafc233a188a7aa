"""Entities, the names they go by, and the places where an article mentions them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.aligned import Span


class AliasKind(StrEnum):
    """How a name stands to its entity; hidden names are damaged spellings seen in a text."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an entity. ``language`` is ``zh-Hans``, ``zh-Hant``, ``zh`` (both), ``en`` or ``zh-x-spun``."""

    text: str
    kind: AliasKind
    language: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A node: its type, its canonical label in Simplified, and every name known or seen.

    ``id`` is minted once for lexicon entities and derived from type and label for all others.
    ``lexicon_id`` is the lexicon row, empty for a name nobody listed.
    """

    id: str
    type: str
    label: str
    aliases: tuple[Alias, ...] = ()
    lexicon_id: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once, the label first."""
        return tuple(dict.fromkeys([self.label, *(a.text for a in self.aliases)]))


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of clean text that names something. ``name`` is its Simplified, repaired spelling.

    ``source`` says what found it (``lexicon``, ``recognizer``, ``pattern``, ``document``), ``detail`` which row or
    pattern it was; ``confidence`` is the probability that these very characters are a name.
    """

    span: Span
    name: str
    type: str
    source: str
    detail: str = ""
    lexicon_id: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """A mention, the entity it stands for, and why."""

    mention: Mention
    entity: str
    reason: str
