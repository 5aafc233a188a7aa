"""Claims: what an article says between two entities, and the words that say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.aligned import Span


class Polarity(StrEnum):
    """Whether the text says that it is so or that it is not."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Modality(StrEnum):
    """How sure the text is. The strongest hedge wins: possible over future over asserted."""

    ASSERTED = "asserted"
    FUTURE = "future"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The raw words behind a claim: ``span`` in raw code points, ``quote`` what stands there.

    ``section`` is the raw heading above them, ``rule`` the id of the rule that fired, ``subject`` and ``object`` the
    raw spans of the two mentions it joined (empty spans where the section's heading supplied one).
    """

    document: str
    span: Span
    quote: str
    section: str
    rule: str
    subject: Span
    object: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One subject, predicate and object, with polarity and modality and all the evidence for it.

    ``id`` hashes what is claimed, never where, so that corroboration is a merge of evidence.
    """

    id: str
    subject: str
    predicate: str
    object: str
    polarity: Polarity
    modality: Modality
    evidence: tuple[Evidence, ...]
