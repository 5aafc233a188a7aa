"""kg evaluate: a graph against gold, or the same articles changed in ways that must not matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kg.evaluate.scores import Evaluation, Mistake


def evaluate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="GOLD GRAPH", help="Two graph.json files; with --robustness articles instead."),
    ] = None,
    errors: Annotated[int, typer.Option(metavar="N", help="Quote N errors of each kind.")] = 0,
    texts: Annotated[
        list[Path] | None,
        typer.Option("--text", metavar="PATH", help="Where the articles are that errors are quoted from."),
    ] = None,
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Change articles in ways that must not matter; report lost claims.")
    ] = False,
    ontology: Annotated[Path | None, typer.Option(metavar="DIR", help="The ontology folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
) -> None:
    """Score a graph against gold: precision, recall and F1 of every stage, and the errors behind them."""
    from kg.errors import UsageError

    if robustness:
        _robustness(paths or [], ontology, as_json)
        return
    if not paths or len(paths) != 2:
        raise UsageError("kg evaluate takes two files: GOLD and GRAPH", "or articles: kg evaluate --robustness")
    from kg.evaluate.files import read_json_graph
    from kg.evaluate.scores import evaluate as score

    gold, graph = (read_json_graph(path / "graph.json" if path.is_dir() else path) for path in paths)
    result = score(gold, graph)
    if as_json:
        import json

        typer.echo(json.dumps(_value(result, errors), ensure_ascii=False, indent=1))
        return
    if not result.same_text:
        typer.echo("the graph was built from another text than the gold annotates: offsets do not compare", err=True)
    for name, figures in result.scores.items():
        typer.echo(
            f"{name:16} P {figures.precision:.3f}  R {figures.recall:.3f}  F1 {figures.f1:.3f}   "
            f"{figures.found} of {figures.gold} gold, {figures.predicted} predicted"
        )
    for name, share in (("modality right", result.modality), ("evidence right", result.evidence)):
        typer.echo(f"{name:16} {'-' if share is None else format(share, '.3f')}")
    if errors:
        _quote_errors(result, gold, errors, texts)


def _value(result: Evaluation, errors: int) -> dict[str, Any]:
    value: dict[str, Any] = {"document": result.document, "same_text": result.same_text}
    for name, figures in result.scores.items():
        value[name] = {
            "p": round(figures.precision, 4),
            "r": round(figures.recall, 4),
            "f1": round(figures.f1, 4),
            "found": figures.found,
            "gold": figures.gold,
            "predicted": figures.predicted,
        }
    value["modality_right"] = None if result.modality is None else round(result.modality, 4)
    value["evidence_right"] = None if result.evidence is None else round(result.evidence, 4)
    if errors:
        value["errors"] = {
            kind: [{"what": m.what, "start": m.start} for m in mistakes]
            for kind, mistakes in _by_kind(result, errors).items()
        }
    return value


def _by_kind(result: Evaluation, errors: int) -> dict[str, list[Mistake]]:
    kinds: dict[str, list[Mistake]] = {}
    for mistake in result.mistakes:
        kinds.setdefault(mistake.kind, []).append(mistake)
    return {kind: mistakes[:errors] for kind, mistakes in kinds.items()}


def _quote_errors(result: Evaluation, gold: dict[str, Any], errors: int, texts: list[Path] | None) -> None:
    from kg.corpus.inputs import input_files, read_articles
    from kg.corpus.sentences import sentence_at
    from kg.vocabulary.place import packaged

    articles, _ = read_articles(input_files(texts or [packaged("seeds")]))
    wanted = gold["documents"][0]["sha256"]
    text = next((article.text for article in articles if article.sha256 == wanted), "")
    if not text:
        typer.echo(f"name the folder of {gold['documents'][0]['path']} with --text to see sentences", err=True)
    totals = {m.kind: sum(other.kind == m.kind for other in result.mistakes) for m in result.mistakes}
    for kind, mistakes in _by_kind(result, errors).items():
        typer.echo(f"\n{kind} ({totals[kind]})")
        for mistake in mistakes:
            typer.echo(f"  {mistake.what}" + (f"  @{mistake.start}" if mistake.start >= 0 else ""))
            if quote := sentence_at(text, mistake.start):
                typer.echo(f"      {quote}")


def _robustness(paths: list[Path], ontology: Path | None, as_json: bool) -> None:
    import json
    from dataclasses import asdict

    from kg.cli.progress import ProgressBar
    from kg.corpus.robustness import measure
    from kg.vocabulary.place import default_ontology, packaged

    with ProgressBar() as progress:
        rows = measure(paths or [packaged("seeds")], ontology or default_ontology(), progress)
    if as_json:
        typer.echo(
            json.dumps([asdict(row) | {"drop": round(row.drop, 4)} for row in rows], ensure_ascii=False, indent=1)
        )
        return
    typer.echo(f"{'change':26}{'claims':>7}{'kept':>7}{'lost':>7}{'new':>7}{'drop':>8}  article")
    for row in rows:
        typer.echo(f"{row.change:26}{row.claims:7}{row.kept:7}{row.lost:7}{row.new:7}{row.drop:8.1%}  {row.article}")
    if len({row.article for row in rows}) > 1:
        for change in dict.fromkeys(row.change for row in rows):
            same = [row for row in rows if row.change == change]
            claims, kept, new = (sum(getattr(row, n) for row in same) for n in ("claims", "kept", "new"))
            drop = (claims - kept) / claims if claims else 0.0
            typer.echo(f"{change:26}{claims:7}{kept:7}{claims - kept:7}{new:7}{drop:8.1%}  all {len(same)}")
