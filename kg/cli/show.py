"""kg show: one entity and what the articles claim about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from kg.graph import Graph


def show(
    entity: Annotated[str, typer.Argument(help="Any of its names in either script, its pinyin, or its id.")],
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="The folder kg build wrote, or a graph.json.")
    ] = Path("exports"),
    quotes: Annotated[int, typer.Option(metavar="N", help="Quotes for each claim.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Show an entity: its names, where it is mentioned, and every claim about it with the words that say it."""
    import json

    from kg.errors import UsageError
    from kg.graph import read_graph
    from kg.graph.lookup import find_entities, suggest_entities

    path = folder / "graph.json" if folder.is_dir() or not folder.suffix else folder
    graph = read_graph(path)
    found = find_entities(graph, entity)
    if not found:
        near = [f"{graph.nodes[id_]['label']} ({id_})" for id_ in suggest_entities(graph, entity)]
        raise UsageError(
            f"{path}: no entity is called {entity!r}", f"near: {', '.join(near)}" if near else "see nodes.csv for all"
        )
    if as_json:
        typer.echo(json.dumps([_value(graph, id_) for id_ in found], ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for number, id_ in enumerate(found):
        if number:
            console.print()
        _print(console, graph, id_, quotes)


def _value(graph: Graph, id_: str) -> dict[str, Any]:
    claims = [
        {"id": key, "subject": s, "predicate": data["predicate"], "object": o} | data
        for s, o, key, data in _claims(graph, id_)
    ]
    return {"id": id_, **graph.nodes[id_], "claims": claims}


def _claims(graph: Graph, id_: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Claims with the entity as subject first, then those with it as object; the best supported first."""
    said = {key: (s, o, key, data) for s, o, key, data in graph.out_edges(id_, keys=True, data=True)}
    said |= {key: (s, o, key, data) for s, o, key, data in graph.in_edges(id_, keys=True, data=True)}
    return sorted(said.values(), key=lambda c: (c[0] != id_, c[3]["predicate"], -len(c[3]["evidence"]), c[2]))


def _print(console: Console, graph: Graph, id_: str, quotes: int) -> None:
    from rich.markup import escape

    data = graph.nodes[id_]
    titles = {d["id"]: d["title"] for d in graph.graph["documents"]}
    others = [name for name in data["names"] if name != data["label"]]
    console.print(f"[bold]{escape(data['label'])}[/bold]  {escape(data['type'])}  [dim]{escape(id_)}[/dim]")
    if others:
        console.print(f"  also: {escape(', '.join(name.replace(chr(10), ' ') for name in others))}")
    documents = list(dict.fromkeys(m["document"] for m in data["mentions"]))
    console.print(f"  {len(data['mentions'])} mentions in {len(documents)} of {len(titles)} articles")
    claims = _claims(graph, id_)
    if not claims:
        console.print("  no claim is made about it")
    for subject, obj, key, claim in claims:
        ends = [f"[bold]{escape(graph.nodes[end]['label'])}[/bold]" for end in (subject, obj)]
        marks = [mark for mark in (claim["polarity"], claim["modality"]) if mark not in ("affirmed", "asserted")]
        status = f" [yellow]{', '.join(marks)}[/yellow]" if marks else ""
        console.print(f"\n  {ends[0]} {escape(claim['predicate'])} {ends[1]}{status}  [dim]{key}[/dim]")
        for evidence in claim["evidence"][:quotes]:
            quote = " ".join(evidence["quote"].split())
            console.print(f"      “{escape(quote)}” [dim]{escape(titles[evidence['document']])}[/dim]")
        if len(claim["evidence"]) > quotes:
            console.print(f"      and {len(claim['evidence']) - quotes} more")
