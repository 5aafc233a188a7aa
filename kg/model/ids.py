"""Ids that depend on what a thing is, never on where or when it was found."""

from __future__ import annotations

import hashlib


def digest(text: str, length: int) -> str:
    """The first ``length`` hexadecimal digits of the SHA-256 of ``text`` as UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


def entity_id(slug: str, type_: str, label: str) -> str:
    """``slug-xxxxxx``: the slug is for readers, six hexadecimal digits of type and label tell homophones apart."""
    return f"{slug}-{digest(f'{type_}|{label}', 6)}" if slug else f"e-{digest(f'{type_}|{label}', 6)}"


def claim_id(subject: str, predicate: str, object_: str, polarity: str, modality: str) -> str:
    """Twelve hexadecimal digits of the five things a claim is made of."""
    return digest("|".join((subject, predicate, object_, polarity, modality)), 12)
