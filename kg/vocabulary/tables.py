"""Tables and TOML files of the ontology folder, read strictly: every complaint names file and line."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import BadData


def read_text(path: Path) -> str:
    """The text of an ontology file. Raises BadData if it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadData(f"{path}: the ontology lacks this file", "kg ontology new DIR makes a complete folder") from error
    except UnicodeDecodeError as error:
        raise BadData(f"{path}: not UTF-8 (byte {error.start})", "save it as UTF-8") from error


def read_rows(path: Path, header: Sequence[str], delimiter: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by column, each with its line number; errors as those of :func:`read_cells`."""
    for line, cells in read_cells(path, header, delimiter):
        yield line, dict(zip(header, cells, strict=True))


def read_cells(path: Path, header: Sequence[str], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The cells of a table with exactly this ``header``, each row with its line number (1 is the header).

    Raises BadData if the header differs or a row has another number of cells.
    """
    lines = read_text(path).splitlines()
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE)
    for cells in reader:
        if not cells or cells[0].startswith("#"):
            continue
        if cells != list(header):
            raise BadData(f"{path}:{reader.line_num}: header is {','.join(cells)}", f"expected {','.join(header)}")
        break
    columns = len(header)
    for cells in reader:
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) != columns:
            raise BadData(f"{path}:{reader.line_num}: {len(cells)} cells instead of {len(header)}", "mend the row")
        yield reader.line_num, cells


def read_toml(path: Path) -> dict[str, Any]:
    """The value of a TOML file. Raises BadData, naming the line, if it is not TOML."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadData(f"{path}: not TOML: {error}", "mend the TOML at that line") from error


def line_of(path: Path, needle: str) -> int:
    """The first line (from 1) of a file that holds ``needle``; 1 if none does."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if needle in line:
            return number
    return 1
