"""kg diff: what changed between two builds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A graph.json, or the folder it is in.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit code 1 if there is a difference.")] = False,
) -> None:
    """Compare two graphs: entities and claims added (+), removed (-) and changed (~)."""
    import json
    from dataclasses import asdict

    from kg.errors import CheckFailed
    from kg.graph import read_graph
    from kg.graph.difference import difference

    graphs = [read_graph(path / "graph.json" if path.is_dir() else path) for path in (old, new)]
    changes = difference(*graphs)
    if as_json:
        typer.echo(json.dumps(asdict(changes), ensure_ascii=False, indent=1))
    else:
        for kind in ("entities", "claims"):
            for mark, name in (("-", "removed"), ("+", "added"), ("~", "changed")):
                for change in getattr(changes, f"{kind}_{name}"):
                    typer.echo(f"{mark} {change['what']}  {change['id']}")
                    for line in _changed(change):
                        typer.echo(f"      {line}")
        counts = {name: len(items) for name, items in asdict(changes).items() if items}
        summary = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
        typer.echo(summary or "no difference", err=True)
    if check and changes:
        raise CheckFailed(f"{old} and {new} differ")


def _changed(change: dict[str, object]) -> list[str]:
    """What is gone and what is new in something that has changed."""
    before, after = change.get("before"), change.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        lines = [f"{k}: {before[k]} > {after[k]}" for k in ("type", "label") if before[k] != after[k]]
        before, after = before["names"], after["names"]
    else:
        lines = []
    if isinstance(before, list) and isinstance(after, list):
        lines += [f"- {text}" for text in before if text not in after]
        lines += [f"+ {text}" for text in after if text not in before]
    return [" ".join(line.split()) for line in lines]
