"""Relation rules: what in a sentence licenses a claim (ontology/rules.toml, which explains its own form)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadData
from kg.vocabulary.tables import line_of, read_toml

ORDERS = ("S T O", "S O T", "T S O", "T O S", "O S T", "O T S", "S O", "O S")
CONTEXTS = ("headings", "heading-subject", "heading-object", "credit", "open")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``order`` holds the accepted arrangements without spaces (``STO``, ``OS``...).

    ``preferred_object`` is the first type its ``object`` lists. ``inherent``: its predicate says a negation already
    (X is not Y: they differ), so that cues do not negate it.
    """

    id: str
    predicate: str
    triggers: tuple[str, ...]
    order: frozenset[str]
    between: re.Pattern[str] | None
    context: str
    subject: frozenset[str]
    object: frozenset[str]
    inherent: bool = False
    preferred_object: str = ""


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, in its order. Raises BadData with every complaint at once, each naming file and line."""
    rules: list[Rule] = []
    complaints: list[str] = []
    seen: set[str] = set()
    for row in read_toml(path).get("rule", ()):
        id_ = str(row.get("id", ""))
        where = f"{path}:{line_of(path, f'id = {chr(34)}{id_}{chr(34)}')}"
        known = {
            "id",
            "predicate",
            "triggers",
            "order",
            "between",
            "context",
            "subject",
            "object",
            "example",
            "not",
            "inherent_negation",
        }
        if unknown := sorted(set(row) - known):
            complaints.append(f"{where}: rule {id_!r} has unknown keys {', '.join(unknown)}")
        if not id_ or id_ in seen:
            complaints.append(f"{where}: rule id {id_!r} is missing or used twice")
        if not row.get("predicate") or not row.get("example"):
            complaints.append(f"{where}: rule {id_!r} needs a predicate and an example")
        if sum(key in row for key in ("triggers", "between", "context")) != 1:
            complaints.append(f"{where}: rule {id_!r} needs exactly one of triggers, between, context")
        if bad := [o for o in row.get("order", ()) if o not in ORDERS]:
            complaints.append(f"{where}: rule {id_!r} has unknown order {bad[0]!r}; known: {', '.join(ORDERS)}")
        if row.get("context", CONTEXTS[0]) not in CONTEXTS:
            complaints.append(f"{where}: rule {id_!r} has unknown context; known: {', '.join(CONTEXTS)}")
        pattern = None
        try:
            pattern = re.compile(row["between"]) if "between" in row else None
        except re.error as error:
            complaints.append(f"{where}: rule {id_!r}: {error} in between")
        seen.add(id_)
        rules.append(
            Rule(
                id_,
                str(row.get("predicate", "")),
                tuple(row.get("triggers", ())),
                frozenset(o.replace(" ", "") for o in row.get("order", ())),
                pattern,
                str(row.get("context", "")),
                frozenset(row.get("subject", ())),
                frozenset(row.get("object", ())),
                bool(row.get("inherent_negation", False)),
                str(next(iter(row.get("object", ())), "")),
            )
        )
    if complaints:
        raise BadData("\n    ".join(complaints), "mend the rules named above")
    return tuple(rules)
