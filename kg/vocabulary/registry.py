"""The registry: ids of lexicon entities, minted once and never changed (ontology/registry.tsv)."""

from __future__ import annotations

from pathlib import Path

from kg.vocabulary.tables import read_rows

HEADER = ("lexicon", "id")


def read_registry(path: Path) -> dict[str, str]:
    """Minted entity ids by lexicon id; empty if the ontology has no registry yet. Raises BadData with file:line."""
    if not path.is_file():
        return {}
    return {cells["lexicon"]: cells["id"] for _, cells in read_rows(path, HEADER, delimiter="\t")}
