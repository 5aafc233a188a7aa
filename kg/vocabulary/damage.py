"""Reads what ontology/ knows about damaged text: boilerplate.toml, spam.toml, spun.tsv and the counts behind repair."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from kg.errors import BadData
from kg.model.damage import CreditRule, Damage, LineRule, Pair, SpamGroup, Variant
from kg.vocabulary.tables import read_text, read_toml

_REACH = ("match", "line", "block", "rest")
_WHERE = ("anywhere", "tail")
_KNOWN = ("thesaurus", "rare", "reverse")


def read_damage(ontology: Path, names: Collection[str] = ()) -> Damage:
    """The damage knowledge of an ontology folder; a file that is not there is knowledge that is not there.

    ``names`` are the lexicon's names in Simplified. Raises BadData naming every fault with file and line.
    """
    faults: list[str] = []
    lines, noise, contacts, credits = _boilerplate(ontology / "boilerplate.toml", faults)
    spam, weak, tails = _spam(ontology / "spam.toml", faults)
    pairs = _pairs(ontology / "spun.tsv", faults)
    size, counts, contexts = _contexts(ontology / "models" / "contexts.tsv", faults)
    repair = _repair(ontology / "models" / "repair.toml", faults)
    variants = _variants(ontology / "variants.tsv", faults)
    if faults:
        raise BadData("\n".join(faults), "correct the lines named above")
    return Damage(
        lines=lines,
        noise=noise,
        contacts=contacts,
        credits=credits,
        spam=spam,
        spam_weak=weak,
        spam_tails=tails,
        pairs=pairs,
        counts=counts,
        contexts=contexts,
        size=size,
        repair=repair,
        variants=variants,
        names=frozenset(names),
    )


def _toml(path: Path, faults: list[str]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return read_toml(path)
    except BadData as error:
        faults.append(error.message)
        return {}


def _boilerplate(
    path: Path, faults: list[str]
) -> tuple[tuple[LineRule, ...], tuple[LineRule, ...], tuple[LineRule, ...], tuple[CreditRule, ...]]:
    table = _toml(path, faults)
    where = _places(path)
    kinds = {"line": "boilerplate", "noise": "noise", "contact": "contact"}
    rules: dict[str, list[LineRule]] = {name: [] for name in kinds}
    for name, kind in kinds.items():
        for row in table.get(name, []):
            place = where(row.get("id", ""))
            pattern = _pattern(row, place, faults)
            if row.get("reach", "match") not in _REACH or row.get("where", "anywhere") not in _WHERE:
                faults.append(f"{place}: reach is one of {', '.join(_REACH)}, where one of {', '.join(_WHERE)}")
            elif pattern is not None:
                rules[name].append(
                    LineRule(row["id"], kind, pattern, row.get("reach", "match"), row.get("where", "anywhere"))
                )
    credits = []
    for row in table.get("credit", []):
        place = where(row.get("id", ""))
        pattern = _pattern(row, place, faults)
        if pattern is not None and "name" not in pattern.groupindex:
            faults.append(f"{place}: a credit needs a group (?P<name>...)")
        elif pattern is not None:
            credits.append(CreditRule(row["id"], pattern, bool(row.get("shown", True))))
    return tuple(rules["line"]), tuple(rules["noise"]), tuple(rules["contact"]), tuple(credits)


def _places(path: Path) -> Any:
    """A function from a rule's id to file:line."""
    text = read_text(path).split("\n") if path.exists() else []
    at = {line.split('"')[1]: n for n, line in enumerate(text, 1) if line.startswith("id = ") and line.count('"') >= 2}
    return lambda name: f"{path}:{at.get(name, 1)}"


def _pattern(row: dict[str, Any], place: str, faults: list[str]) -> re.Pattern[str] | None:
    try:
        return re.compile(row["pattern"], _case(row["pattern"])) if row["id"] else None
    except KeyError as error:
        faults.append(f"{place}: a rule needs {error}")
    except re.error as error:
        faults.append(f"{place}: not a regular expression: {error}")
    return None


def _case(pattern: str) -> re.RegexFlag:
    """Case is ignored where a pattern names letters; elsewhere that would only make its compilation slow."""
    letters = re.search(r"[A-Za-z]", re.sub(r"\\[A-Za-z]|\(\?P<\w+>", "", pattern))
    return re.IGNORECASE if letters else re.NOFLAG


def _spam(path: Path, faults: list[str]) -> tuple[tuple[SpamGroup, ...], frozenset[str], tuple[str, ...]]:
    table = _toml(path, faults)
    groups = tuple(
        SpamGroup(name, tuple(group.get("words", ())), tuple(group.get("subject", ())))
        for name, group in table.items()
        if isinstance(group, dict)
    )
    known: set[str] = set()
    for group in groups:
        for word in group.words:
            if len(word) < 2 or " " in word:
                faults.append(f"{path}: {word!r} in {group.name} must be two characters or more, without spaces")
            if word in known:
                faults.append(f"{path}: {word!r} stands here twice")
            known.add(word)
    weak = frozenset(table.get("weak", ()))
    faults.extend(f"{path}: weak word {word!r} stands in no group" for word in sorted(weak - known))
    return groups, weak, tuple(table.get("tails", ()))


def _pairs(path: Path, faults: list[str]) -> tuple[Pair, ...]:
    pairs: dict[tuple[str, str], Pair] = {}
    for place, cells in _rows(path, "spun\t"):
        if len(cells) < 3:
            faults.append(f"{place}: needs spun, original and known, tab between")
            continue
        spun, original, known = cells[:3]
        pages = () if known in _KNOWN else tuple(known.split(","))
        if not spun or not original or spun == original or not known:
            faults.append(f"{place}: spun and original must be two different words, known must not be empty")
        elif (spun, original) in pairs:
            faults.append(f"{place}: {spun} for {original} stands here twice")
        else:
            how = known if not pages else "seen2" if len(pages) > 1 else "seen1"
            pairs[spun, original] = Pair(spun, original, how, pages, "".join(cells[3:4]))
    return tuple(pairs.values())


def _variants(path: Path, faults: list[str]) -> tuple[Variant, ...]:
    variants = []
    for place, cells in _rows(path, "written\t"):
        if len(cells) < 2 or len(cells[0]) != len(cells[1]) or not cells[0]:
            faults.append(f"{place}: needs written and read of the same length, tab between")
        else:
            variants.append(Variant(cells[0], cells[1], tuple(w for w in "".join(cells[2:3]).split("|") if w)))
    return tuple(variants)


def _rows(path: Path, head: str) -> Iterator[tuple[str, list[str]]]:
    """(file:line, cells) of a tab-separated file; comments and the head line are left out."""
    if path.exists():
        for number, line in enumerate(read_text(path).split("\n"), 1):
            if line and not line.startswith(("#", head)):
                yield f"{path}:{number}", line.split("\t")


def _repair(path: Path, faults: list[str]) -> dict[str, dict[str, float]]:
    """The tables of weights of the repair model; every value must be a number."""
    tables: dict[str, dict[str, float]] = {}
    for name, table in _toml(path, faults).items():
        if not isinstance(table, dict) or not all(isinstance(v, int | float) for v in table.values()):
            faults.append(f"{path}: {name} must be a table of numbers")
        else:
            tables[name] = {key: float(value) for key, value in table.items()}
    return tables


def _contexts(path: Path, faults: list[str]) -> tuple[int, dict[str, int], dict[str, str]]:
    """Size of what was counted, count of each word, and the unparsed neighbours of each word."""
    if not path.exists():
        return 1, {}, {}
    counts: dict[str, int] = {}
    contexts: dict[str, str] = {}
    size = 1
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition("\t")
        count, _, neighbours = rest.partition("\t")
        if not count.isdigit():
            faults.append(f"{path}:{number}: needs a word and its count, tab between")
        elif word == "":
            size = int(count)
        else:
            counts[word] = int(count)
            contexts[word] = neighbours
    return size, counts, contexts
