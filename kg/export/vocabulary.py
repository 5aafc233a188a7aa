"""The vocabulary as a page: every term in three languages, and a diagram of which types its predicates join."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.vocabulary.schema import Schema

# Of the diagram, in its own units: three columns of words, curves between them.
_ROW, _TOP, _WIDTH = 30.0, 24.0, 900.0
_LEFT, _MIDDLE, _RIGHT = 150.0, 450.0, 750.0
_HALF = 62.0  # half the room that a predicate takes in the middle column


@dataclass(frozen=True, slots=True)
class Word:
    """A term at its place in the diagram."""

    name: str
    label: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """Words and the curves between them; ``open`` marks the ends of predicates that take any type."""

    width: float
    height: float
    words: tuple[Word, ...]
    lines: tuple[str, ...]
    open: tuple[Word, ...]


def draw(schema: Schema) -> Diagram:
    """Entity types on the left and on the right, predicates between them, a curve for each type that one asks for."""
    height = _TOP * 2 + _ROW * (max(len(schema.predicates), len(schema.classes)) - 1)

    def rows(number: int) -> list[float]:
        step = (height - 2 * _TOP) / max(1, number - 1)
        return [round(_TOP + step * row, 1) for row in range(number)]

    at = dict(zip(schema.classes, rows(len(schema.classes)), strict=True))
    words = [
        Word(name, term.labels["en"], x, at[name] + 4, anchor)
        for x, anchor in ((_LEFT, "end"), (_RIGHT, "start"))
        for name, term in schema.classes.items()
    ]
    lines: list[str] = []
    free: list[Word] = []
    for y, (name, predicate) in zip(rows(len(schema.predicates)), schema.predicates.items(), strict=True):
        words.append(Word(name, predicate.labels["en"], _MIDDLE, y + 4, "middle"))
        lines += [_curve(_LEFT + 6, at[type_], _MIDDLE - _HALF, y) for type_ in predicate.domain]
        lines += [_curve(_MIDDLE + _HALF, y, _RIGHT - 6, at[type_]) for type_ in predicate.range]
        if not predicate.domain:
            free.append(Word(name, "", _MIDDLE - _HALF, y + 4, "end"))
        if not predicate.range:
            free.append(Word(name, "", _MIDDLE + _HALF, y + 4, "start"))
    return Diagram(_WIDTH, height, tuple(words), tuple(lines), tuple(free))


def write_vocabulary_page(schema: Schema) -> dict[str, bytes]:
    """ontology.html: one file that needs nothing else, with an anchor for each term's local name."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    parts = (
        ("Entity types", schema.classes.values()),
        ("Predicates", schema.predicates.values()),
        ("Claims, evidence and sources", schema.others.values()),
    )
    page = environment.get_template("vocabulary.html.jinja").render(
        schema=schema, about=schema.about, parts=parts, diagram=draw(schema)
    )
    return {"ontology.html": page.encode("utf-8")}


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}"
