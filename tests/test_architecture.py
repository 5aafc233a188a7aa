"""The architecture as two tables: which layer may import which, and the one door of every third-party package."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kg"

# From the top down. Imports run downwards only; rooms on one line do not import each other.
LAYERS = (
    ("cli",),
    ("corpus",),
    ("pipeline",),
    ("export", "evaluate"),
    ("rdf",),
    ("graph", "extract"),
    ("text", "vocabulary"),
    ("model",),
    ("errors",),
)

# Where each third-party package may be imported: a module, or a room with everything below it.
DOORS = {
    "ahocorasick_rs": ("extract", "text"),
    "charset_normalizer": ("text.read",),
    "jieba": ("text.segment",),
    "jinja2": ("export", "rdf.server"),
    "networkx": ("graph", "export", "rdf.ask"),
    "numpy": ("extract", "text"),
    "opencc": ("text.script",),
    "pyarrow": ("export.arrow",),
    "pycrfsuite": ("extract.train_linear",),
    "pyoxigraph": ("rdf", "vocabulary.schema"),
    "pyparsing": ("rdf.guard",),
    "pypinyin": ("vocabulary", "export.html.names"),
    "pyshacl": ("rdf.validate",),
    "shacl": ("rdf.validate",),
    "pyvis": ("export.html",),
    "rdflib": ("rdf",),
    "rich": ("cli",),
    "scipy": ("extract.train_classes",),
    "sklearn": ("extract.train_classes",),
    "starlette": ("rdf.server",),
    "typer": ("cli",),
    "uvicorn": ("rdf.server",),
}

RANK = {room: depth for depth, line in enumerate(LAYERS) for room in line}
FILES = [pytest.param(path, id=path.relative_to(PACKAGE).as_posix()) for path in sorted(PACKAGE.rglob("*.py"))]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module a file imports, at its top or inside a function, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports name the whole way, kg.room.module"
            yield str(node.module), node.lineno


@pytest.mark.parametrize("path", FILES)
def test_imports(path: Path) -> None:
    own = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
    room = own.partition(".")[0]
    wrong = []
    for module, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
        top, _, rest = module.partition(".")
        target = rest.partition(".")[0]
        if top == "kg" and target and target != room and RANK[room] >= RANK[target]:
            wrong.append(f"line {line}: {room} must not import {target}")
        if top != "kg" and top not in sys.stdlib_module_names:
            doors = DOORS.get(top, ())
            if not any(own == door or own.startswith(f"{door}.") for door in doors):
                wrong.append(f"line {line}: {top} may be imported in {doors or 'no room yet'} only")
    assert not wrong


@pytest.mark.parametrize("path", FILES)
def test_no_word_of_chinese_in_code(path: Path) -> None:
    """What is known about a language stands in ontology/; docstrings may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    wrong = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in statements
        # A range of code points, such as one from the first to the last Han character, is no word.
        and re.search(r"[\u4e00-\u9fff]", re.sub(r"[\u4e00\u3400]-[\u9fff\u9fa5]", "", node.value))
        and node.value not in ("\u4e00", "\u9fff")
    ]
    assert not wrong


def test_every_door_is_used() -> None:
    used = {
        module.partition(".")[0] for param in FILES for module, _ in imports(ast.parse(param.values[0].read_text()))
    }
    assert set(DOORS) <= used, "a package left the project: close its door"
