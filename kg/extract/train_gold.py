"""Gold graphs as training material: the clean text an article should become, with its mentions in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadData, UsageError
from kg.model import AlignedText, Edit, Polarity, Span


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One entity of a gold graph: every right answer for its type, the names it may be found by, its clean spans."""

    id: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    spans: tuple[Span, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One claim of a gold graph by the ids of its entities; ``spans`` are the clean places that say it, or deny it."""

    subject: str
    predicate: str
    object: str
    spans: tuple[Span, ...]
    optional: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article's ideal clean text (spam out, damage mended, in plain form) and what its gold finds there."""

    name: str
    text: AlignedText
    entities: tuple[GoldEntity, ...]
    sha256: str
    claims: tuple[GoldClaim, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether two annotations were merged: then what only one of them has is marked as optional."""
        return any(e.optional for e in self.entities) or any(c.optional for c in self.claims)

    def mentions(self) -> tuple[tuple[Span, str], ...]:
        """Non-overlapping (span, type), in text order; of overlapping mentions the longest stays."""
        every = sorted(
            {(span, entity.types[0]) for entity in self.entities for span in entity.spans},
            key=lambda m: (m[0].start - m[0].end, m[0], m[1]),
        )
        kept: list[tuple[Span, str]] = []
        taken: set[int] = set()
        for span, type_ in every:
            inside = range(*span)
            if taken.isdisjoint(inside):
                taken.update(inside)
                kept.append((span, type_))
        return tuple(sorted(kept))


def read_gold(gold_folder: Path, text_folder: Path, to_plain: Callable[[str], str]) -> tuple[GoldArticle, ...]:
    """Every ``*.graph.json`` of ``gold_folder`` with its text from ``text_folder``, sorted by name.

    ``to_plain`` gives the form that is learned from, of the same length. Raises UsageError if a folder holds nothing
    or a text is missing, BadData if a text is not the one that was annotated.
    """
    paths = sorted(gold_folder.glob("*.graph.json"))
    if not paths:
        raise UsageError(f"{gold_folder}: no *.graph.json here", "give the folder that holds the gold files")
    articles = []
    for path in paths:
        try:
            graph = json.loads(path.read_text(encoding="utf-8"))
            document = graph["documents"][0]
            source = text_folder / document["path"]
        except (ValueError, KeyError, IndexError) as error:
            raise BadData(f"{path}: not a gold graph ({error!r})", "compare it with tests/gold/") from error
        if not source.exists():
            raise UsageError(f"{source}: the text of {path.name} is missing", "give the folder of the texts")
        raw = source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        digest = hashlib.sha256(raw.encode("utf-8")).hexdigest()
        if digest != document["sha256"]:
            raise BadData(f"{source}: differs from the text that {path.name} annotates", "restore the text")
        articles.append(gold_article(path.name.removesuffix(".graph.json"), graph, raw, to_plain))
    return tuple(articles)


def gold_article(name: str, graph: dict[str, Any], raw: str, to_plain: Callable[[str], str]) -> GoldArticle:
    """The article of one gold graph: ``raw`` without its quarantined spans, restored and in plain form."""
    quarantined = sorted((q["start"], q["end"]) for q in graph["quarantined"])
    edits = [Edit(start, end, "") for start, end in _merged(quarantined)]
    removed = {i for edit in edits for i in range(edit.start, edit.end)}
    taken: set[int] = set()
    for r in sorted(graph["restorations"], key=lambda r: (r["start"], r["end"])):
        span = range(r["start"], r["end"])
        if removed.isdisjoint(span) and taken.isdisjoint(span):
            edits.append(Edit(r["start"], r["end"], r["restored"]))
            taken.update(span)
    text = AlignedText.of(raw).edited(edits)
    text = text.recoded(to_plain(text.clean))
    entities = tuple(
        GoldEntity(
            id=e["id"],
            types=(e["type"], *([e["also_type"]] if e.get("also_type") else [])),
            names=tuple(dict.fromkeys([e["label"], *e["names"]] if "label" in e else _surfaces(raw, e["mentions"]))),
            spans=tuple(
                sorted({s for m in e["mentions"] if (s := _clean_span(text, m["start"], m["end"])) is not None})
            ),
            optional=e.get("tier") == "optional",
        )
        for e in graph["entities"]
    )
    claims = tuple(
        GoldClaim(
            subject=c["subject"],
            predicate=c["predicate"],
            object=c["object"],
            spans=tuple(s for e in c["evidence"] if (s := _clean_span(text, e["start"], e["end"])) is not None),
            optional=c.get("tier") == "optional",
            negated=c.get("polarity") == Polarity.NEGATED,
        )
        for c in graph["claims"]
    )
    return GoldArticle(name, text, entities, hashlib.sha256(raw.encode("utf-8")).hexdigest(), claims)


def _surfaces(raw: str, mentions: Iterable[dict[str, Any]]) -> list[str]:
    """What stands at the mentions: the names of an entity in annotations that are kept without the text's words."""
    return [raw[m["start"] : m["end"]] for m in mentions]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans with overlapping ones joined."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _clean_span(text: AlignedText, start: int, end: int) -> Span | None:
    """The clean characters that stand for raw ``start:end``; None if none is left."""
    inside = [i for i, (a, b) in enumerate(zip(text.starts, text.ends, strict=True)) if a < end and b > start]
    return Span(inside[0], inside[-1] + 1) if inside else None
