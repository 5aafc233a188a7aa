"""The ontology folder as one object: everything the domain expert edits, read once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.model.damage import Damage
from kg.vocabulary.cues import Cues, read_cues
from kg.vocabulary.damage import read_damage
from kg.vocabulary.lexicon import LexiconRow, read_lexicon
from kg.vocabulary.names import Names, read_names
from kg.vocabulary.registry import read_registry
from kg.vocabulary.rules import Rule, read_rules
from kg.vocabulary.schema import Schema, read_schema


@dataclass(frozen=True, slots=True)
class Ontology:
    """What ``read_ontology`` found in ``folder``. ``minted`` maps lexicon ids to the ids of their entities."""

    folder: Path
    schema: Schema
    lexicon: tuple[LexiconRow, ...]
    minted: dict[str, str]
    rules: tuple[Rule, ...]
    cues: Cues
    names: Names
    damage: Damage


def read_ontology(folder: Path) -> Ontology:
    """Everything in an ontology folder.

    Raises UsageError if there is no such folder, BadData (file and line, all complaints of a file at once) if one of
    its files cannot be used.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such ontology folder", "kg ontology new DIR makes one")
    lexicon = read_lexicon(folder / "lexicon")
    return Ontology(
        folder,
        read_schema(folder / "schema.ttl"),
        lexicon,
        read_registry(folder / "registry.tsv"),
        read_rules(folder / "rules.toml"),
        read_cues(folder / "cues.toml"),
        read_names(folder / "names.toml"),
        read_damage(folder, [name for row in lexicon for name in (row.hans, *row.aliases)]),
    )


def ontology_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of an ontology folder, by its path inside it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
