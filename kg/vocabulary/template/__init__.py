"""A new ontology folder: what belongs to no domain from the one that ships, and room for what belongs to yours."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from kg.errors import KgError, UsageError
from kg.vocabulary.schema import Schema, read_schema
from kg.vocabulary.tables import read_toml

_HERE = Path(__file__).parent


def new_ontology(folder: Path, source: Path) -> list[Path]:
    """Make ``folder`` an ontology of general classes, predicates and rules, and return its files.

    ``source`` is the ontology to take what is general from. Raises UsageError if ``folder`` holds anything, KgError
    if it cannot be written; it is made whole or not at all.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is there already", "give the name of a folder that is not")
    general = read_toml(_HERE / "general.toml")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
            made = Path(beside) / "ontology"
            shutil.copytree(_HERE, made, ignore=shutil.ignore_patterns("*.py", "__pycache__", "general.toml"))
            for name in general["files"]:
                if (source / name).is_dir():
                    shutil.copytree(source / name, made / name)
                elif (source / name).is_file():
                    (made / name).parent.mkdir(exist_ok=True)
                    shutil.copyfile(source / name, made / name)
            text = (source / "schema.ttl").read_text(encoding="utf-8")
            keep = frozenset([*general["classes"], *general["predicates"]])
            general_terms = _general(text, read_schema(source / "schema.ttl"), keep)
            (made / "schema.ttl").write_text(general_terms, encoding="utf-8")
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OSError as error:
        raise KgError(f"{folder}: could not be made ({error.strerror or error})", "give another folder") from error
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _general(text: str, schema: Schema, keep: frozenset[str]) -> str:
    """A schema without the terms that are not in ``keep``. A term is a block of lines up to an empty one."""
    blocks = []
    for block in text.split("\n\n"):
        term = re.match(r"kg:(\w+) a ", block)
        if term and term.group(1) in {*schema.classes, *schema.predicates} - keep:
            continue
        # "The 17 entity types" is no longer true.
        blocks.append(re.sub(r"^(# --- The) \d+ ", r"\1 ", block, flags=re.MULTILINE))
    return "\n\n".join(blocks)
