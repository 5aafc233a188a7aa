"""The command line: every command registered, every KgError turned into a message and an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import kg
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
from kg.errors import KgError, UsageError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kg {kg.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Chinese web articles into a knowledge graph that can be trusted."""


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
    if sys.stdout is None:  # closed by the shell
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show Chinese shows what it can.
            stream.reconfigure(errors="backslashreplace")
    try:
        _refuse_broken(sys.argv[1:])
        app()
    except KgError as error:
        print(f"kg: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"    {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    except SystemExit as end:
        # The libraries that write for us end the process themselves where nothing can be written.
        if not isinstance(end.__context__, OSError):
            raise
        _unwritten(end.__context__)
    except OSError as error:
        _unwritten(error)


def _refuse_broken(arguments: Sequence[str]) -> None:
    """Raises UsageError for an argument that is no text, unless it names a file."""
    for argument in arguments:
        if not argument.isprintable() and not Path(argument).exists():
            try:
                argument.encode("utf-8")
            except UnicodeEncodeError as error:
                raise UsageError(f"{argument!a}: not UTF-8", "give the text in UTF-8") from error


def _unwritten(error: OSError) -> NoReturn:
    """Ends the process after output that could not be written: well if its reader went away, else with 3."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        sys.exit(0)
    print(f"kg: {error.filename or 'the output'}: {error.strerror}", file=sys.stderr)
    sys.exit(3)
