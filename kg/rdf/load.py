"""Reads an exported graph back: a folder or one file of it, in any of the RDF syntaxes."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import BadData, UsageError

# By preference: all hold the same triples, and the first ones are the fastest to read.
FILES = {
    "graph.nt": RdfFormat.N_TRIPLES,
    "graph.ttl": RdfFormat.TURTLE,
    "graph.trig": RdfFormat.TRIG,
    "graph.jsonld": RdfFormat.JSON_LD,
}
_SYNTAX = {Path(name).suffix: syntax for name, syntax in FILES.items()} | {".nq": RdfFormat.N_QUADS}


def find_graph(path: Path) -> Path:
    """The RDF file that ``path`` names, or the best one in the folder that it names.

    Raises UsageError if there is none.
    """
    if path.is_dir():
        found = next((path / name for name in FILES if (path / name).is_file()), None)
        if found is None:
            raise UsageError(f"{path}: no {' or '.join(FILES)} in this folder", f"build one: kg build --out {path}")
        return found
    if not path.is_file():
        raise UsageError(f"{path}: no such file or folder", "give a folder that kg build wrote")
    if path.suffix not in _SYNTAX:
        raise UsageError(f"{path}: not an RDF file", f"give one that ends in {', '.join(_SYNTAX)}")
    return path


def read_triples(path: Path) -> list[Triple]:
    """The triples of an RDF file, those of all its named graphs together.

    Raises BadData with file and line if it cannot be parsed.
    """
    try:
        quads = parse(path.read_bytes(), format=_SYNTAX[path.suffix])
        return list(dict.fromkeys(quad.triple for quad in quads))
    except SyntaxError as error:
        raise BadData(f"{path}:{error.lineno or 1}: {error.msg}", "export it again: kg build") from error
    except ValueError as error:
        raise BadData(f"{path}: {error}", "export it again: kg build") from error
