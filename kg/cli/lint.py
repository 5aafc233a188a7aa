"""kg ontology lint: complaints about an ontology folder, each with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def lint(
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on standard output.")] = False,
) -> None:
    """Look for duplicates, names of two entities, wrong script, unknown types and broken files.

    Exit code 1 if something is found.
    """
    import json

    from kg.errors import CheckFailed, UsageError
    from kg.text.script import only_simplified, simplified
    from kg.vocabulary.lint import lint as lint_folder
    from kg.vocabulary.place import default_ontology

    folder = ontology or default_ontology()
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such ontology folder", "kg ontology new DIR makes one")
    findings = lint_folder(folder, simplified, only_simplified)
    if as_json:
        typer.echo(json.dumps([f._asdict() for f in findings], ensure_ascii=False, indent=1))
    for finding in findings if not as_json else []:
        typer.echo(f"{finding.where}: {finding.complaint}")
    if findings:
        raise CheckFailed(f"{folder}: {len(findings)} findings", "mend the lines named above")
    if not as_json:
        typer.echo(f"{folder}: nothing to complain of")
