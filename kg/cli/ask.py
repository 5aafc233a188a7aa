"""kg ask: what is around an entity, what joins two and what tells them apart, by any of their names."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.rdf.ask import Side

_ARROWS = {"out": "→", "in": "←", "both": "↔"}


def ask(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME [NAME]", help="One or two entities: any name in either script, pinyin, or the id."
        ),
    ],
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="The folder kg build wrote, or a graph.json.")
    ] = Path("exports"),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
) -> None:
    """Ask without SPARQL: the neighbours of one entity, or the path between two and how they compare."""
    from kg.errors import UsageError
    from kg.graph import read_graph
    from kg.rdf.ask import meant
    from kg.vocabulary.place import default_ontology
    from kg.vocabulary.schema import read_schema

    if len(names) > 2:
        raise UsageError(f"{len(names)} names", "ask about one entity or two; quote a name that has spaces")
    graph = read_graph(folder / "graph.json" if folder.is_dir() or not folder.suffix else folder)
    schema = read_schema((ontology or default_ontology()) / "schema.ttl")
    symmetric = schema.symmetric
    ids = []
    for name, beside in zip(names, reversed(names), strict=True):
        found = meant(graph, name, beside if len(names) > 1 else "")
        ids.append(found.id)
        if found.others or not found.exact:
            also = ", ".join(graph.nodes[id_]["label"] for id_ in found.others[:5])
            label = graph.nodes[found.id]["label"]
            print(f"{name}: {label}{f' (not {also})' if also else ''}", file=sys.stderr)
    value = _neighbours(graph, ids[0], symmetric) if len(ids) == 1 else _two(graph, ids[0], ids[1], symmetric)
    if as_json:
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        _print(value)


def _neighbours(graph: Graph, id_: str, symmetric: frozenset[str]) -> dict[str, Any]:
    from kg.rdf.ask import neighbours

    rows = [_row(graph, side, id_, key) for side, key in neighbours(graph, id_, symmetric)]
    return {"entity": _entity(graph, id_), "neighbours": rows}


def _two(graph: Graph, one: str, other: str, symmetric: frozenset[str]) -> dict[str, Any]:
    from kg.rdf.ask import claims_by_id, compare, paths

    chains = paths(graph, one, other)
    compared = compare(graph, one, other, symmetric)
    claims = claims_by_id(graph, [*compared.between, *(key for chain in chains for key in chain)])

    def said(keys: Any) -> list[dict[str, Any]]:
        return [_claim(graph, key, *claims[key]) for key in keys]

    return {
        "entities": [_entity(graph, one), _entity(graph, other)],
        "between": said(compared.between),
        "paths": [said(chain) for chain in chains],
        "shared": [_row(graph, side) for side in compared.shared],
        "only": [[_row(graph, side) for side in sides] for sides in compared.only],
        "opposed": [_row(graph, side) for side in compared.opposed],
        "disputed": [
            {"subject": _entity(graph, s), "predicate": p, "object": _entity(graph, o)} for s, p, o in compared.disputed
        ],
    }


def _entity(graph: Graph, id_: str) -> dict[str, str]:
    return {"id": id_, "label": graph.nodes[id_]["label"], "type": graph.nodes[id_]["type"]}


def _claim(graph: Graph, key: str, subject: str, predicate: str, object_: str) -> dict[str, Any]:
    data = graph.edges[subject, object_, key]
    ends = {"subject": _entity(graph, subject), "predicate": predicate, "object": _entity(graph, object_)}
    return {"claim": key, **ends, "polarity": data["polarity"], "modality": data["modality"]}


def _row(graph: Graph, side: Side, id_: str = "", key: str = "") -> dict[str, Any]:
    direction, predicate, other = side
    row: dict[str, Any] = {"direction": direction, "predicate": predicate, "other": _entity(graph, other)}
    if key:
        data = graph.get_edge_data(id_, other, key) or graph.get_edge_data(other, id_, key)
        row |= {"claim": key, "polarity": data["polarity"], "modality": data["modality"]}
    return row


def _print(value: dict[str, Any]) -> None:
    if "entity" in value:
        print(_title(value["entity"]))
        for row in value["neighbours"]:
            print(f"  {_said(row)}")
        if not value["neighbours"]:
            print("  no claim is made about it")
        return
    one, other = value["entities"]
    print(f"{_title(one)}  /  {_title(other)}")
    blocks = [
        ("said of the two", [_line(claim) for claim in value["between"]]),
        ("joined by", ["; ".join(_line(claim) for claim in chain) for chain in value["paths"]]),
        ("shared", [_said(row) for row in value["shared"]]),
        (f"only {one['label']}", [_said(row) for row in value["only"][0]]),
        (f"only {other['label']}", [_said(row) for row in value["only"][1]]),
        ("affirmed of one, denied of the other", [_said(row) for row in value["opposed"]]),
        ("both affirmed and denied", [_line(statement) for statement in value["disputed"]]),
    ]
    for title, lines in blocks:
        print(f"\n{title}:")
        for line in lines or ["-"]:
            print(f"  {line}")


def _title(entity: dict[str, str]) -> str:
    return f"{entity['label']} ({entity['type']}, {entity['id']})"


def _said(row: dict[str, Any]) -> str:
    return f"{_ARROWS[row['direction']]} {row['predicate']} {row['other']['label']}{_marks(row)}"


def _line(claim: dict[str, Any]) -> str:
    return f"{claim['subject']['label']} {claim['predicate']} {claim['object']['label']}{_marks(claim)}"


def _marks(row: dict[str, Any]) -> str:
    marks = [row.get(key, "") for key in ("polarity", "modality")]
    told = [mark for mark in marks if mark not in ("", "affirmed", "asserted")]
    return f" [{', '.join(told)}]" if told else ""
