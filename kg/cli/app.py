"""The command line: every command registered, every KgError turned into a message and an exit code."""

from __future__ import annotations

import gc
import os
import sys

import typer

from kg.cli import ontology
from kg.cli.ask import ask
from kg.cli.build import build
from kg.cli.diff import diff
from kg.cli.evaluate import evaluate
from kg.cli.explain import explain
from kg.cli.query import query
from kg.cli.serve import serve
from kg.cli.show import show
from kg.cli.suggest import suggest
from kg.cli.train import train
from kg.cli.validate import validate
from kg.cli.verify import verify
from kg.errors import KgError

app = typer.Typer(
    help="Chinese web articles into a knowledge graph that can be trusted.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.add_typer(ontology.app, name="ontology")
app.command()(build)
app.command()(explain)
app.command()(show)
app.command()(verify)
app.command()(evaluate)
app.command()(diff)
app.command()(suggest)
app.command()(train)
app.command()(validate)
app.command()(query)
app.command()(ask)
app.command()(serve)


def main() -> None:
    """Run the command line; ends the process with 0, 1 (a check failed), 2 (usage) or 3 (bad data)."""
    # Modules stay to the end: looking for garbage among them takes a tenth of starting and ending a short command.
    gc.freeze()
    try:
        app()
    except KgError as error:
        print(f"kg: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"    {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (kg show ... | head): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
