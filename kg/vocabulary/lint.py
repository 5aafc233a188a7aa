"""Looks through an ontology folder for what its readers accept and its users would regret."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.vocabulary.cues import read_cues
from kg.vocabulary.damage import read_damage
from kg.vocabulary.lexicon import HEADER, LexiconRow, lexicon_row
from kg.vocabulary.names import read_names
from kg.vocabulary.registry import read_registry
from kg.vocabulary.rules import read_rules
from kg.vocabulary.schema import Schema, read_schema
from kg.vocabulary.tables import line_of, read_rows

HEADS = ("head", "type", "note")

Convert = Callable[[str], str]


class Finding(NamedTuple):
    """A complaint and where: ``file:line``."""

    where: str
    complaint: str


def lint(folder: Path, simplify: Convert, only_simplified: Callable[[str], bool]) -> list[Finding]:
    """Every complaint about an ontology folder, by file and line.

    ``simplify`` turns Traditional into Simplified, character for character; ``only_simplified`` says whether a
    character stands in no Traditional text.
    """
    findings: list[Finding] = []
    schema: Schema | None = None
    try:
        schema = read_schema(folder / "schema.ttl")
    except KgError as error:
        findings += _told(error)
    rows = _lexicon_rows(folder / "lexicon", findings)
    types = frozenset(schema.classes) if schema else frozenset(row.type for row in rows)
    findings += _rows(rows, types, simplify, only_simplified)
    findings += _names(rows, simplify)
    findings += _heads(folder / "heads.csv", types, simplify)
    findings += _rules(folder / "rules.toml", types, schema, simplify)
    findings += _shapes(folder / "names.toml", types)
    for read in (
        lambda: read_cues(folder / "cues.toml"),
        lambda: read_registry(folder / "registry.tsv"),
        lambda: read_damage(folder),
    ):
        try:
            read()
        except KgError as error:
            findings += _told(error)
    return sorted(set(findings), key=_place)


def _place(finding: Finding) -> tuple[str, int, str]:
    path, _, line = finding.where.rpartition(":")
    return (path, int(line), finding.complaint) if line.isdigit() else (finding.where, 0, finding.complaint)


def _told(error: KgError) -> Iterator[Finding]:
    """What a reader complained of, one finding a line."""
    for line in error.message.split("\n"):
        found = re.match(r"\s*(\S.*?:\d+): (.*)", line) or re.match(r"\s*(\S[^:]*): (.*)", line)
        yield Finding(found.group(1), found.group(2)) if found else Finding("", line.strip())


def _lexicon_rows(folder: Path, findings: list[Finding]) -> list[LexiconRow]:
    rows: list[LexiconRow] = []
    if not folder.is_dir():
        findings.append(Finding(f"{folder}", "the ontology has no lexicon folder"))
    for path in sorted(folder.glob("*.csv")):
        try:
            for line, cells in read_rows(path, HEADER):
                rows.append(lexicon_row(cells, f"{path}:{line}"))
        except KgError as error:
            findings += _told(error)
    return rows


def _rows(
    rows: Sequence[LexiconRow], types: frozenset[str], simplify: Convert, only_simplified: Callable[[str], bool]
) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for row in rows:
        if not row.id or not row.hans:
            yield Finding(row.where, "a row needs an id and a Simplified name")
        elif not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row.id):
            yield Finding(row.where, f"id {row.id!r}: lower-case letters and digits, joined by single hyphens")
        if row.id in seen:
            yield Finding(row.where, f"id {row.id} stands already at {seen[row.id]}")
        seen.setdefault(row.id, row.where)
        if row.type not in types:
            yield Finding(row.where, f"{row.hans}: {row.type!r} is no class of schema.ttl")
        for column, names in (
            ("hans", [row.hans]),
            ("aliases", row.aliases),
            ("when", row.when),
            ("unless", row.unless),
        ):
            for name in names:
                if simplify(name) != name:
                    yield Finding(row.where, f"{column} {name}: not Simplified, {simplify(name)} is")
        if wrong := [character for character in row.hant if only_simplified(character)]:
            yield Finding(row.where, f"hant {row.hant}: {''.join(wrong)} is not Traditional")
        names = [row.hans, *row.aliases]
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield Finding(row.where, f"{row.hans}: the name {name} stands here twice")


def _names(rows: Sequence[LexiconRow], simplify: Convert) -> Iterator[Finding]:
    """Names of two entities. The first row whose conditions hold gets a name, so all but the last need conditions."""
    owners: dict[str, list[LexiconRow]] = defaultdict(list)
    for row in rows:
        for name in dict.fromkeys(simplify(name).casefold() for name in row.names):
            owners[name].append(row)
    for name, sharing in owners.items():
        for row in sharing[:-1]:
            if not row.when and not row.unless:
                others = ", ".join(f"{r.hans} ({r.where})" for r in sharing if r is not row)
                yield Finding(row.where, f"{row.hans}: {name} is a name of {others} too; say when or unless")


def _heads(path: Path, types: frozenset[str], simplify: Convert) -> Iterator[Finding]:
    if not path.is_file():
        return
    seen: dict[str, int] = {}
    try:
        for line, cells in read_rows(path, HEADS):
            head = cells["head"]
            if cells["type"] not in types:
                yield Finding(f"{path}:{line}", f"{head}: {cells['type']!r} is no class of schema.ttl")
            if simplify(head) != head:
                yield Finding(f"{path}:{line}", f"head {head}: not Simplified, {simplify(head)} is")
            if head in seen:
                yield Finding(f"{path}:{line}", f"head {head} stands already at line {seen[head]}")
            seen.setdefault(head, line)
    except KgError as error:
        yield from _told(error)


def _rules(path: Path, types: frozenset[str], schema: Schema | None, simplify: Convert) -> Iterator[Finding]:
    try:
        rules = read_rules(path)
    except KgError as error:
        yield from _told(error)
        return
    for rule in rules:
        where = f"{path}:{line_of(path, f'id = {chr(34)}{rule.id}{chr(34)}')}"
        if schema and rule.predicate not in schema.predicates:
            yield Finding(where, f"rule {rule.id}: {rule.predicate!r} is no predicate of schema.ttl")
        for type_ in sorted((rule.subject | rule.object) - types):
            yield Finding(where, f"rule {rule.id}: {type_!r} is no class of schema.ttl")
        for word in rule.triggers:
            if simplify(word) != word:
                yield Finding(where, f"rule {rule.id}: trigger {word} is not Simplified, {simplify(word)} is")
        for word in sorted({w for w in rule.triggers if rule.triggers.count(w) > 1}):
            yield Finding(where, f"rule {rule.id}: trigger {word} stands there twice")


def _shapes(path: Path, types: frozenset[str]) -> Iterator[Finding]:
    try:
        names = read_names(path)
    except KgError as error:
        yield from _told(error)
        return
    for pattern in names.patterns:
        if pattern.type not in types:
            where = f"{path}:{line_of(path, f'id = {chr(34)}{pattern.id}{chr(34)}')}"
            yield Finding(where, f"pattern {pattern.id}: {pattern.type!r} is no class of schema.ttl")
    for type_ in sorted(set(names.variants) - types):
        yield Finding(f"{path}:{line_of(path, f'{type_} =')}", f"variants: {type_!r} is no class of schema.ttl")
    for table, listed in (("common", names.common_types), ("exact", names.exact)):
        for type_ in sorted(listed - types):
            yield Finding(f"{path}:{line_of(path, f'[{table}]')}", f"{table}: {type_!r} is no class of schema.ttl")
