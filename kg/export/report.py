"""report.md: what was taken out, mended, found and left, for an analyst who decides how far to trust the graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.export.integrity import GRADES, Integrity
from kg.graph import Graph
from kg.vocabulary.schema import Schema

EXAMPLES = 8  # of each kind of quarantine, and of masks
REPAIRS = 40
STRONGEST = 20
ARTICLES = 50
LONGEST = 80  # characters of an example

_KINDS = {
    "spam": "advertisements inserted into the text",
    "noise": "anti-copy garbage and masking characters",
    "boilerplate": "navigation, related links, copyright and contact lines",
    "duplicate": "a passage that stands elsewhere in the same article",
    "contact": "telephone numbers, addresses and accounts, masked here and everywhere",
}
_STAGES = {"repair": "Repairs", "mentions": "Mentions", "claims": "Claims"}


def write_report(
    graph: Graph, schema: Schema, articles: Sequence[Integrity], left_out: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The report on a build as Markdown in UTF-8.

    ``articles`` has the figures of every document of ``graph``; ``left_out`` are files that were not read and why.
    """
    documents = graph.graph["documents"]
    title = documents[0]["title"] if len(documents) == 1 else f"{len(documents):,} articles"
    lines = [f"# Report: {_cell(title)}", ""]
    lines += _summary(graph, articles, left_out)
    lines += ["", "## How whole the text is", "", *_grades(graph, articles)]
    lines += ["", "## Quarantined: text that no claim comes from", "", *_quarantined(graph, articles)]
    lines += ["", "## Repaired: damaged spellings given back", "", *_repaired(graph)]
    lines += ["", "## Found", "", *_entities(graph, schema), "", *_claims(graph, schema)]
    lines += ["", f"### Strongest claims (of {graph.number_of_edges():,})", "", *_strongest(graph, schema)]
    lines += ["", "## Left: what could not be settled", "", *_left(graph, articles)]
    if left_out:
        lines += ["", "## Not read", "", *(f"- `{path}`: {_cell(reason)}" for path, reason in left_out)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _summary(graph: Graph, articles: Sequence[Integrity], left_out: Sequence[object]) -> Iterator[str]:
    said = Counter(_status(data) for _, _, data in graph.edges(data=True))
    kept, characters = sum(a.kept for a in articles), sum(a.characters for a in articles)
    yield from _table(
        ("what", "how much"),
        [
            ("Articles read", f"{len(articles):,}" + (f" ({len(left_out):,} left out)" if left_out else "")),
            ("Characters", f"{characters:,}, of which {kept:,} ({_share(kept, characters)}) are used"),
            ("Repairs", f"{sum(a.repairs for a in articles):,}"),
            ("Entities", f"{graph.number_of_nodes():,}"),
            (
                "Claims",
                f"{graph.number_of_edges():,}: " + ", ".join(f"{n:,} {name}" for name, n in sorted(said.items())),
            ),
        ],
    )


def _grades(graph: Graph, articles: Sequence[Integrity]) -> Iterator[str]:
    steps = ", ".join(f"{name} from {least:.0%}" for name, least in GRADES[:-1])
    yield "The grade is the share of sentences that stand as their author wrote them: nothing inserted (spam, noise),"
    yield f"nothing masked, nothing mended. {steps}, {GRADES[-1][0]} below. What stands around the text (boilerplate,"
    yield "contacts, repeated passages) is taken out and does not count against it."
    yield ""
    titles = {d["id"]: d["title"] for d in graph.graph["documents"]}
    worst = sorted(articles, key=lambda a: (a.share, a.document))
    rows = [
        (
            f"**{a.grade}**",
            _cell(titles[a.document]),
            f"{a.untouched:,} of {a.sentences:,}",
            f"{a.repairs:,}",
            f"{a.quarantined.get('spam', 0):,}",
            f"{a.masks:,}",
        )
        for a in worst[:ARTICLES]
    ]
    yield from _table(("grade", "article", "sentences untouched", "repairs", "spam characters", "masks"), rows)
    if len(worst) > ARTICLES:
        rest = Counter(a.grade for a in worst[ARTICLES:])
        yield ""
        yield f"And {len(worst) - ARTICLES:,} more: " + ", ".join(
            f"{n:,} of grade {g}" for g, n in sorted(rest.items())
        )


def _quarantined(graph: Graph, articles: Sequence[Integrity]) -> Iterator[str]:
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in graph.graph["quarantined"]:
        by_kind[item["kind"]].append(item)
    if not by_kind:
        yield "Nothing."
        return
    total = sum(a.characters for a in articles)
    characters = {kind: sum(a.quarantined.get(kind, 0) for a in articles) for kind in by_kind}
    yield from _table(
        ("kind", "what it is", "places", "characters", "share"),
        [
            (kind, _KINDS.get(kind, ""), f"{len(items):,}", f"{characters[kind]:,}", _share(characters[kind], total))
            for kind, items in sorted(by_kind.items())
        ],
    )
    for kind, items in sorted(by_kind.items()):
        examples = dict.fromkeys((item["rule"], _short(item["text"])) for item in items)
        yield ""
        yield f"{kind.capitalize()}:"
        yield ""
        yield from (f"- {_quote(text)} (`{rule}`)" for rule, text in list(examples)[:EXAMPLES])
        if len(examples) > EXAMPLES:
            yield f"- and {len(examples) - EXAMPLES:,} more in graph.json"


def _repaired(graph: Graph) -> Iterator[str]:
    swaps: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for item in graph.graph["restorations"]:
        swaps[item["surface"], item["restored"]].append(item)
    if not swaps:
        yield "Nothing: no article showed damage."
        return
    yield "The margin says how much likelier the repair was than the runner-up (natural-log units, the lowest of all"
    yield "places): look at the small ones first. Quotes are as the file has them, the damaged place in bold."
    yield ""
    texts = {d["id"]: d["text"] for d in graph.graph["documents"]}
    order = sorted(swaps.items(), key=lambda swap: (-len(swap[1]), swap[0]))
    rows = []
    for (surface, restored), items in order[:REPAIRS]:
        first = items[0]
        margin = min(item["margin"] for item in items)
        context = _context(texts[first["document"]], first["start"], first["end"], 8)
        swap = f"{_cell(surface)} → {_cell(restored)}"
        rows.append((swap, str(len(items)), f"`{first['rule']}`", _cell(first["runner_up"]), f"{margin:.2f}", context))
    yield from _table(("repair", "times", "rule", "runner-up", "margin", "where"), rows)
    if len(order) > REPAIRS:
        yield ""
        yield f"And {len(order) - REPAIRS:,} more in graph.json."


def _entities(graph: Graph, schema: Schema) -> Iterator[str]:
    by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _, data in graph.nodes(data=True):
        by_type[data["type"]].append(data)
    rows = []
    for type_, entities in sorted(by_type.items(), key=lambda item: (-len(item[1]), item[0])):
        first = sorted(entities, key=lambda e: (-len(e["mentions"]), e["label"]))[:6]
        listed = sum(bool(e["lexicon"]) for e in entities)
        names = ", ".join(f"{_cell(e['label'])} ({len(e['mentions'])})" for e in first)
        rows.append((_label(schema.classes, type_), f"{len(entities):,}", f"{listed:,}", names))
    yield from _table(("entities", "number", "in the lexicon", "most mentioned (times)"), rows)


def _claims(graph: Graph, schema: Schema) -> Iterator[str]:
    by_predicate: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, data in graph.edges(data=True):
        by_predicate[data["predicate"]][_status(data)] += 1
    columns = ("asserted", "possible", "future", "negated")
    rows = [
        (_label(schema.predicates, name), f"{all_.total():,}", *(f"{all_[c]:,}" if all_[c] else "" for c in columns))
        for name, all_ in sorted(by_predicate.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    yield from _table(("claims", "number", *columns), rows)


def _strongest(graph: Graph, schema: Schema) -> Iterator[str]:
    plain = [
        (subject, obj, key, data["predicate"], _places(data["evidence"]))
        for subject, obj, key, data in graph.edges(keys=True, data=True)
        if _status(data) == "asserted"
    ]
    if not plain:
        yield "None: nothing was both affirmed and asserted."
        return

    def strength(claim: tuple[str, str, str, str, list[dict[str, Any]]]) -> tuple[int, int, int, str]:
        subject, obj, key, _, places = claim
        known = len(graph.nodes[subject]["mentions"]) + len(graph.nodes[obj]["mentions"])
        return -len({e["document"] for e in places}), -len(places), -known, key

    yield "Affirmed and asserted, those said in most articles and most places first."
    yield ""
    for subject, obj, key, name, places in sorted(plain, key=strength)[:STRONGEST]:
        label = schema.predicates[name].labels["en"] if name in schema.predicates else name
        times = f"{len(places)} places" if len(places) > 1 else "1 place"
        ends = [_cell(graph.nodes[end]["label"]) for end in (subject, obj)]
        yield f"- **{ends[0]}** {label} **{ends[1]}** ({times}, `{key}`)"
        quotes = list(dict.fromkeys(_short(place["quote"]) for place in places))
        yield from (f"  - {_quote(quote)}" for quote in quotes[:2])


def _places(evidence: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places that say a claim, in order. Of quotes that overlap, one place, the shortest that names both stays."""

    def order(item: dict[str, Any]) -> tuple[int, int, str, int]:
        start, end = item["start"], item["end"]
        named = sum(bool(item[who]) and start <= item[who][0] and item[who][1] <= end for who in ("subject", "object"))
        return -named, end - start, item["document"], start

    kept: list[dict[str, Any]] = []
    for item in sorted(evidence, key=order):
        if not any(
            item["document"] == other["document"] and item["start"] < other["end"] and other["start"] < item["end"]
            for other in kept
        ):
            kept.append(item)
    return sorted(kept, key=lambda e: (e["document"], e["start"]))


def _left(graph: Graph, articles: Sequence[Integrity]) -> Iterator[str]:
    texts = {d["id"]: d["text"] for d in graph.graph["documents"]}
    masks = [q for q in graph.graph["quarantined"] if q["rule"] == "mask"]
    if masks:
        yield f"{len(masks):,} masks: characters are gone there and cannot be known again."
        yield ""
        yield from (f"- {_context(texts[q['document']], q['start'], q['end'], 8)}" for q in masks[:EXAMPLES])
        yield ""
    alone = sum(1 for _, degree in graph.degree() if degree == 0)
    yield f"{alone:,} of {graph.number_of_nodes():,} entities are mentioned without a claim about them."
    rejected: Counter[tuple[str, str]] = Counter()
    for article in articles:
        rejected.update(article.rejected)
    if rejected:
        yield ""
        yield "Candidates that were looked at and turned down (`kg explain` shows them, sentence by sentence):"
        yield ""
        order = sorted(rejected.items(), key=lambda item: (item[0][0], -item[1], item[0]))
        rows = [(_STAGES.get(stage, stage), f"`{rule}`", f"{times:,}") for (stage, rule), times in order]
        yield from _table(("stage", "turned down by", "times"), rows)


def _status(data: dict[str, Any]) -> str:
    return "negated" if data["polarity"] == "negated" else str(data["modality"])


def _label(terms: Any, name: str) -> str:
    return f"{terms[name].labels['en']} {terms[name].labels['zh-Hans']}" if name in terms else name


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _context(text: str, start: int, end: int, width: int) -> str:
    """A place in a text with ``width`` characters on either side."""
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return f"{_cell(before)}**{_cell(text[start:end])}**{_cell(after)}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _quote(text: str) -> str:
    return f"“{_cell(text)}”"


def _cell(text: str) -> str:
    """Text from an article as Markdown that shows it and does nothing else."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0%"
