"""The lexicon: one row an entity, in ontology/lexicon/*.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.vocabulary.tables import read_rows

HEADER = ("id", "type", "hans", "hant", "en", "aliases", "when", "unless", "note")


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One entity of the lexicon.

    ``when``: the row counts only in a document that holds one of these words; ``unless``: a mention does not count in
    a sentence that holds one of these. ``where`` is file:line.
    """

    id: str
    type: str
    hans: str
    hant: str
    en: str
    aliases: tuple[str, ...]
    when: tuple[str, ...]
    unless: tuple[str, ...]
    note: str
    where: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the entity once, the Simplified one first."""
        return tuple(dict.fromkeys(n for n in (self.hans, self.hant, self.en, *self.aliases) if n))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def lexicon_row(cells: Mapping[str, str], where: str) -> LexiconRow:
    """The row that the ``cells`` of one line make, by column; a row without a Traditional name takes the other one."""
    cells = {key: cell.strip() for key, cell in cells.items()}
    return LexiconRow(
        cells["id"],
        cells["type"],
        cells["hans"],
        cells["hant"] or cells["hans"],
        cells["en"],
        _split(cells["aliases"]),
        _split(cells["when"]),
        _split(cells["unless"]),
        cells["note"],
        where,
    )


def read_lexicon(folder: Path) -> tuple[LexiconRow, ...]:
    """All rows of a folder's tables, by file name and line.

    Raises BadData with every complaint at once (an id twice, a row without id, type or name), each with file:line.
    """
    rows: list[LexiconRow] = []
    seen: dict[str, str] = {}
    complaints: list[str] = []
    for path in sorted(folder.glob("*.csv")):
        for line, cells in read_rows(path, HEADER):
            where = f"{path}:{line}"
            cells = {key: cell.strip() for key, cell in cells.items()}
            if not (cells["id"] and cells["type"] and cells["hans"]):
                complaints.append(f"{where}: a row needs id, type and hans")
            if cells["id"] in seen:
                complaints.append(f"{where}: id {cells['id']} stands already at {seen[cells['id']]}")
            seen.setdefault(cells["id"], where)
            rows.append(lexicon_row(cells, where))
    if complaints:
        raise BadData("\n    ".join(complaints), "mend the rows named above")
    return tuple(rows)
