"""The lexicon: one row an entity, in ontology/lexicon/*.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.vocabulary.tables import read_cells

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
    if not cell:  # most cells are, and a lexicon has tens of thousands
        return ()
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def lexicon_row(cells: Mapping[str, str], where: str) -> LexiconRow:
    """The row that the ``cells`` of one line make, by column; a row without a Traditional name takes the other one."""
    return _row([cells[column] for column in HEADER], where)


def _row(cells: Sequence[str], where: str) -> LexiconRow:
    id_, type_, hans, hant, en, aliases, when, unless, note = map(str.strip, cells)
    return LexiconRow(id_, type_, hans, hant or hans, en, _split(aliases), _split(when), _split(unless), note, where)


def read_lexicon(folder: Path) -> tuple[LexiconRow, ...]:
    """All rows of a folder's tables, by file name and line.

    Raises BadData with every complaint at once (an id twice, a row without id, type or name), each with file:line.
    """
    rows: list[LexiconRow] = []
    seen: dict[str, str] = {}
    complaints: list[str] = []
    for path in sorted(folder.glob("*.csv")):
        name = str(path)
        for line, cells in read_cells(path, HEADER):
            row = _row(cells, f"{name}:{line}")
            if not (row.id and row.type and row.hans):
                complaints.append(f"{row.where}: a row needs id, type and hans")
            if row.id in seen:
                complaints.append(f"{row.where}: id {row.id} stands already at {seen[row.id]}")
            seen.setdefault(row.id, row.where)
            rows.append(row)
    if complaints:
        raise BadData("\n    ".join(complaints), "mend the rows named above")
    return tuple(rows)
