"""Repair of spun text, before any segmentation: a lattice of candidates over characters, scored by context."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.aligned import AlignedText, Edit
from kg.model.cleaning import Restoration
from kg.model.damage import Damage
from kg.model.extraction import Rejection


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: the edit in clean code points, and its record in raw ones."""

    edit: Edit
    restoration: Restoration


def find_repairs(text: AlignedText, plain: str, damage: Damage) -> tuple[tuple[Repair, ...], tuple[Rejection, ...]]:
    """Repairs of ``text`` and the candidates turned down; ``plain`` is its Simplified form."""
    return (), ()
