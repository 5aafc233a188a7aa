"""kg validate: is an exported graph what its readers expect?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def validate(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that kg build wrote, or one RDF file.")] = Path(
        "exports"
    ),
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder with shapes.ttl and checks/.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on standard output.")] = False,
) -> None:
    """Check the RDF of an export against the SHACL shapes and the rules about the graph as a whole.

    Quotes are only held against their own positions here: that they stand in the raw texts is checked by kg verify.
    Exit code 1 if something is found.
    """
    import json
    from dataclasses import asdict

    from kg.errors import CheckFailed
    from kg.rdf.validate import validate_export
    from kg.vocabulary.place import default_ontology

    findings = validate_export(path, ontology or default_ontology())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    for finding in findings if not as_json else []:
        typer.echo(f"{finding.message}: {finding.focus}{f' ({finding.value})' if finding.value else ''}")
        typer.echo(f"    {finding.rule}, {finding.iri}")
    if findings:
        counted = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
        raise CheckFailed(f"{path}: {counted}", "each names its rule in shapes.ttl or checks/")
    if not as_json:
        typer.echo(f"{path}: valid")
