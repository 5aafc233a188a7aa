"""What one article gives: the unit of parallel work, of checkpoints and of merging."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.aligned import AlignedText, Span
from kg.model.article import Article, Section, Sentence
from kg.model.claim import Claim
from kg.model.cleaning import Quarantine, Restoration
from kg.model.entity import Entity, Resolution


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate that did not make it: ``stage`` names the stage, ``rule`` what turned it down.

    ``span`` is in raw code points; ``what`` is readable by a person.
    """

    stage: str
    span: Span
    what: str
    rule: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article with everything found in it. ``text`` is the clean, repaired, Simplified text with its origins."""

    article: Article
    text: AlignedText
    quarantined: tuple[Quarantine, ...]
    restorations: tuple[Restoration, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    resolutions: tuple[Resolution, ...]
    claims: tuple[Claim, ...]
    rejections: tuple[Rejection, ...] = ()
