"""The nouns of the project: frozen, slotted, standard library only."""

from kg.model.aligned import AlignedText, Edit, Span, covered
from kg.model.article import Article, Clause, Section, Sentence
from kg.model.claim import Claim, Evidence, Modality, Polarity
from kg.model.cleaning import Quarantine, Restoration
from kg.model.entity import Alias, AliasKind, Entity, Mention, Resolution
from kg.model.extraction import Extraction, Rejection

__all__ = [
    "Alias",
    "AliasKind",
    "AlignedText",
    "Article",
    "Claim",
    "Clause",
    "Edit",
    "Entity",
    "Evidence",
    "Extraction",
    "Mention",
    "Modality",
    "Polarity",
    "Quarantine",
    "Rejection",
    "Resolution",
    "Restoration",
    "Section",
    "Sentence",
    "Span",
    "covered",
]
