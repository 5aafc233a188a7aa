"""kg explain: the whole way from raw characters to a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

# Proposals that were turned down with less than this are counted, not shown.
SHOWN_FROM = 0.02


def explain(
    target: Annotated[str, typer.Argument(metavar="TEXT-OR-CLAIM", help="Words, a whole text, or a claim's id.")],
    inputs: Annotated[
        list[Path] | None, typer.Argument(metavar="[INPUTS]...", help="Where it stands; default: the seed article.")
    ] = None,
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show also what was turned down at once.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Explain a sentence or a claim: what was taken out, mended, found, proposed and rejected, and by which rule.

    Words that stand in none of the texts are read as a text of their own.
    """
    import json

    from kg.corpus.explain import explain as explain_target
    from kg.vocabulary.place import default_ontology, packaged

    told = explain_target(target, inputs or [packaged("seeds")], ontology or default_ontology())
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    for number, value in enumerate(told):
        if number:
            console.print()
        for line in _lines(value, everything, escape):
            console.print(line)


def _lines(told: dict[str, Any], everything: bool, escape: Callable[[str], str]) -> Iterator[str]:
    """The explanation of one sentence as lines of rich's markup; ``escape`` protects what stands in articles."""

    def one(text: str) -> str:
        return escape(" ".join(text.split()))

    place = f"{told['document']}:{told['start']}-{told['end']}"
    yield f"[bold]{one(told['title'])}[/bold] [dim]{escape(place)}[/dim]"
    yield f"[cyan]raw[/cyan]         {one(told['raw'])}"
    for item in told["quarantined"]:
        yield f"[cyan]quarantined[/cyan] {one(item['text'])}  [dim]{item['kind']}, rule {escape(item['rule'])}[/dim]"
    for item in told["repairs"]:
        margin = f"by {item['margin']:.2f} over {one(item['runner_up'])}"
        yield (
            f"[cyan]repaired[/cyan]    {one(item['surface'])} → {one(item['restored'])}"
            f"  [dim]rule {escape(item['rule'])}, {margin}[/dim]"
        )
    if "clean" not in told:
        yield "[yellow]nothing of it is left: no claim comes from quarantined text[/yellow]"
    else:
        yield f"[cyan]clean[/cyan]       {one(told['clean'])}"
        under = f", under {one(told['section'])}" if told["section"] else ""
        asks = ", a question: it claims nothing" if told["question"] else ""
        yield f"            [dim]{told['kind']} sentence of {len(told['clauses'])} clauses{under}{asks}[/dim]"
        yield from (f"[cyan]mention[/cyan]     {_mention(item, one)}" for item in told["mentions"])
    for item in told["rejected"]:
        yield f"[red]rejected[/red]    {item['stage']}: {one(item['what'])}  [dim]{escape(item['rule'])}[/dim]"
    for item in told.get("structural", []):
        said = f"{one(item['subject'])} [bold]{item['predicate']}[/bold] {one(item['object'])}"
        yield f"[green]claim[/green]       {said}  [dim]{item['claim']}[/dim]"
        yield f"            [dim]rule {item['rule']}, from the form of the document[/dim]"
    yield from _proposals(told.get("proposals", []), everything, one)


def _mention(item: dict[str, Any], one: Callable[[str], str]) -> str:
    found = {
        "lexicon": f"lexicon {item['row'] or item['detail']}",
        "recognizer": f"recognizer, probability {item['detail']}",
        "pattern": f"pattern {item['detail']}",
        "document": item["detail"],
    }.get(item["source"], f"{item['source']} {item['detail']}")
    entity = f"{one(item['label'])} ({item['entity_type']}, {item['entity']})"
    return f"[bold]{one(item['name'])}[/bold] is {entity}  [dim]{one(found)}; {one(item['reason'])}[/dim]"


def _proposals(items: list[dict[str, Any]], everything: bool, one: Callable[[str], str]) -> Iterator[str]:
    hidden = 0
    for item in items:
        if not (item["accepted"] or everything or item["probability"] >= SHOWN_FROM):
            hidden += 1
            continue
        mark = "[green]claim[/green]      " if item["accepted"] else "[red]rejected[/red]   "
        marks = [m for m in (item["polarity"], item["modality"]) if m not in ("affirmed", "asserted")]
        status = f" [yellow]{', '.join(marks)}[/yellow]" if marks else ""
        yield (
            f"{mark} {one(item['subject'])} [bold]{item['predicate']}[/bold] {one(item['object'])}{status}"
            f"  [dim]probability {item['probability']:.2f} {item['claim']}[/dim]"
        )
        why = [f"rule {item['rule']}"]
        if item["trigger"]:
            why.append(f"trigger {one(item['trigger'])}")
        if item["context"]:
            why.append(f"context {item['context']}")
        why += [f"{name} cue {one('、'.join(words))}" for name, words in item["cues"].items() if words]
        yield f"            [dim]{'; '.join(why)}; in {one(item['clauses'])}[/dim]"
    if hidden:
        yield f"[dim]and {hidden} proposals turned down below {SHOWN_FROM:.2f}: --all shows them[/dim]"
