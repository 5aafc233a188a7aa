"""A graph against gold: precision, recall and F1 of every stage, and the errors behind them.

The gold's schema is that of graph.json. Recall is over the gold items that are not optional; precision is over what
was predicted less what met an optional item.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kg.errors import BadData
from kg.evaluate.alignment import Json, align_entities, is_optional
from kg.text.script import simplified

SYMMETRIC = frozenset({"partnersWith", "competesWith", "differsFrom"})


@dataclass(frozen=True, slots=True)
class Score:
    """``found`` gold items of ``gold`` were among the ``predicted`` that count."""

    found: int
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        """Share of the counted predictions that are right; 1 where neither side has any."""
        if not self.predicted:
            return 0.0 if self.gold else 1.0
        return self.found / self.predicted

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 where the gold is empty."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: ``kind`` is e.g. ``missed claims``; ``start`` is where to look in the raw text, -1 if nowhere."""

    kind: str
    what: str
    start: int


@dataclass(slots=True)
class Evaluation:
    """The figures of one document by name, and its mistakes."""

    document: str
    same_text: bool
    scores: dict[str, Score] = field(default_factory=dict)
    modality: float | None = None
    evidence: float | None = None
    mistakes: list[Mistake] = field(default_factory=list)


def evaluate(gold: Json, predicted: Json) -> Evaluation:
    """Score the document of ``predicted`` that ``gold`` annotates.

    Raises BadData if the graph does not hold that document.
    """
    gold_document = gold["documents"][0]
    document = _document(predicted, gold_document["path"].rsplit("/", 1)[-1])
    result = Evaluation(gold_document["path"], gold_document["sha256"] == document["sha256"])
    mine = _Side(predicted, document["id"])
    ours = _Side(gold, gold_document["id"])
    result.scores["quarantined"] = _score(mine.quarantined, ours.quarantined)
    _restorations(result, mine, ours)
    aligned = align_entities(mine.entities, ours.entities)
    _entities(result, mine, ours, aligned)
    _claims(result, mine, ours, aligned)
    return result


class _Side:
    """One graph's view of one document."""

    def __init__(self, graph: Json, document: str) -> None:
        self.document = document
        self.quarantined = {
            at for q in graph["quarantined"] if q["document"] == document for at in range(q["start"], q["end"])
        }
        self.restorations = [r for r in graph["restorations"] if r["document"] == document]
        self.claims = [c for c in graph["claims"] if self.spans(c["evidence"])]
        ends = {c[end] for c in self.claims for end in ("subject", "object")}
        self.entities = [e for e in graph["entities"] if e["id"] in ends or self.spans(e["mentions"])]

    def spans(self, places: Iterable[Json]) -> list[tuple[int, int]]:
        return [(p["start"], p["end"]) for p in places if p["document"] == self.document]


def _document(graph: Json, name: str) -> Json:
    found = [d for d in graph["documents"] if d["path"].rsplit("/", 1)[-1] == name]
    if not found and len(graph["documents"]) == 1:
        found = graph["documents"]
    if not found:
        raise BadData(f"the graph has no document {name}", "build it from the article that the gold annotates")
    document: Json = found[0]
    return document


def _score(predicted: Iterable[Hashable], gold: Iterable[Hashable], optional: Iterable[Hashable] = ()) -> Score:
    predicted, gold, optional = set(predicted), set(gold), set(optional)
    found = len(predicted & gold)
    return Score(found, len(gold), found + len(predicted - gold - optional))


def _trimmed(restoration: Json) -> tuple[int, int, str]:
    start, end = restoration["start"], restoration["end"]
    surface, restored = simplified(restoration["surface"]), simplified(restoration["restored"])
    while surface and restored and surface[0] == restored[0]:
        surface, restored, start = surface[1:], restored[1:], start + 1
    while surface and restored and surface[-1] == restored[-1]:
        surface, restored, end = surface[:-1], restored[:-1], end - 1
    return start, end, restored


def _restorations(result: Evaluation, mine: _Side, ours: _Side) -> None:
    def counted(side: _Side) -> list[Json]:
        return [r for r in side.restorations if not set(range(r["start"], r["end"])) <= ours.quarantined]

    gold, predicted = counted(ours), counted(mine)
    core = [_trimmed(r) for r in gold if not is_optional(r)]
    optional = [_trimmed(r) for r in gold if is_optional(r)]
    result.scores["restorations"] = _score(map(_trimmed, predicted), core, optional)
    made = set(map(_trimmed, predicted))
    known = {*core, *optional}
    for kind, items in (
        ("missed restorations", [r for r in gold if not is_optional(r) and _trimmed(r) not in made]),
        ("spurious restorations", [r for r in predicted if _trimmed(r) not in known]),
    ):
        result.mistakes += [Mistake(kind, f"{r['surface']} → {r['restored']}", r["start"]) for r in items]


def _entities(result: Evaluation, mine: _Side, ours: _Side, aligned: dict[str, Json]) -> None:
    def key(entity: Json) -> str:
        return str(aligned[entity["id"]]["id"]) if entity["id"] in aligned else f"?{entity['id']}"

    def typed(entity: Json) -> tuple[str, str]:
        gold = aligned.get(entity["id"], {})
        right = gold and entity["type"] in (gold["type"], gold.get("also_type"))
        return key(entity), gold["type"] if right else entity["type"]

    core = [e for e in ours.entities if not is_optional(e)]
    optional = [e for e in ours.entities if is_optional(e)]
    met = {e["id"] for e in optional}
    result.scores["entities"] = _score(map(key, mine.entities), [e["id"] for e in core], met)
    forgiven = {typed(e) for e in mine.entities if aligned.get(e["id"], {}).get("id") in met}
    result.scores["entities_typed"] = _score(map(typed, mine.entities), [(e["id"], e["type"]) for e in core], forgiven)

    def places(side: _Side, entities: Iterable[Json], name: Any) -> set[tuple[str, int, int]]:
        return {(name(e), start, end) for e in entities for start, end in side.spans(e["mentions"])}

    result.scores["mentions"] = _score(
        places(mine, mine.entities, key),
        places(ours, core, lambda e: e["id"]),
        places(ours, optional, lambda e: e["id"]),
    )
    found = {e["id"] for e in aligned.values()}
    for kind, side, entities in (
        ("missed entities", ours, [e for e in core if e["id"] not in found]),
        ("spurious entities", mine, [e for e in mine.entities if e["id"] not in aligned]),
    ):
        for entity in entities:
            start = min((s for s, _ in side.spans(entity["mentions"])), default=-1)
            result.mistakes.append(Mistake(kind, f"{entity['label']} ({entity['type']})", start))
    for entity in mine.entities:
        gold = aligned.get(entity["id"])
        if gold and not is_optional(gold) and entity["type"] not in (gold["type"], gold.get("also_type")):
            start = min((s for s, _ in mine.spans(entity["mentions"])), default=-1)
            what = f"{entity['label']}: {entity['type']} instead of {gold['type']}"
            result.mistakes.append(Mistake("wrong types", what, start))


Triple = tuple[str, str, str, str]


def _claims(result: Evaluation, mine: _Side, ours: _Side, aligned: dict[str, Json]) -> None:
    def mine_end(id_: str) -> str:
        return str(aligned[id_]["id"]) if id_ in aligned else f"?{id_}"

    def triple(claim: Json, end: Any) -> Triple:
        subject, obj = end(claim["subject"]), end(claim["object"])
        if claim["predicate"] in SYMMETRIC and str(subject) > str(obj):
            subject, obj = obj, subject
        return subject, claim["predicate"], obj, claim["polarity"]

    predicted = {triple(c, mine_end): c for c in mine.claims}
    gold = {triple(c, lambda id_: id_): c for c in ours.claims}
    core = [t for t, c in gold.items() if not is_optional(c)]
    optional = [t for t, c in gold.items() if is_optional(c)]
    result.scores["claims"] = _score(predicted, core, optional)

    def pairs(triples: Iterable[Triple]) -> list[frozenset[str]]:
        return [frozenset((s, o)) for s, _, o, _ in triples]

    result.scores["pairs"] = _score(pairs(predicted), pairs(core), pairs(optional))
    met = [t for t in predicted if t in gold]
    if met:
        right = sum(predicted[t]["modality"] in (gold[t]["modality"], gold[t].get("also_modality")) for t in met)
        result.modality = right / len(met)
        result.evidence = sum(_overlap(mine, predicted[t], ours, gold[t]) for t in met) / len(met)
    labels = {e["id"]: e["label"] for e in ours.entities} | {f"?{e['id']}": f"{e['label']}?" for e in mine.entities}
    for kind, side, triples, claims in (
        ("missed claims", ours, [t for t in core if t not in predicted], gold),
        ("spurious claims", mine, [t for t in predicted if t not in gold], predicted),
    ):
        for t in triples:
            says = f"{'NOT ' if t[3] == 'negated' else ''}{labels.get(t[0], t[0])} {t[1]} {labels.get(t[2], t[2])}"
            start = min(s for s, _ in side.spans(claims[t]["evidence"]))
            result.mistakes.append(Mistake(kind, says, start))


def _overlap(mine: _Side, claim: Json, ours: _Side, gold: Json) -> bool:
    theirs = ours.spans(gold["evidence"])
    return any(a < d and c < b for a, b in mine.spans(claim["evidence"]) for c, d in theirs)
