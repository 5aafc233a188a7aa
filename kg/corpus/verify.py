"""Every span of a graph against the raw files: does each quote stand where it is said to stand?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from kg.graph import Graph
from kg.graph.build import mask
from kg.model import Article, covered
from kg.text.script import traditional


class Mismatch(NamedTuple):
    """Something the graph says about ``document`` at ``start`` that its raw text does not bear out."""

    document: str
    start: int
    what: str


class Verified(NamedTuple):
    """How many spans were looked at, and those that do not hold."""

    spans: int
    mismatches: tuple[Mismatch, ...]


def verify(graph: Graph, articles: Iterable[Article], stand_ins: Iterable[str] = ()) -> Verified:
    """Slice every span of ``graph`` from the raw texts again: mentions, quotes, quarantined text, repairs.

    A document's text is found by its hash; where no text has it, that is a mismatch and the text of the same name is
    looked at. Contact details are compared as they are exported: masked. ``stand_ins`` are words by which an article
    may mean something without naming it ("this article").
    """
    articles = list(articles)
    by_hash = {a.sha256: a for a in articles}
    by_name = {a.path: a for a in articles}
    spans = 0
    mismatches: list[Mismatch] = []
    checks = _checks(graph, tuple(_both_scripts(stand_ins)))
    for document in graph.graph["documents"]:
        id_ = document["id"]
        article = by_hash.get(document["sha256"])
        if article is None:
            article = by_name.get(document["path"])
            there = "the text has changed" if article else "no input is this article"
            mismatches.append(Mismatch(id_, 0, f"SHA-256 {document['sha256'][:12]}…: {there}"))
        if article is None:
            continue
        texts = (mask(article.text, _within(article, graph, id_, "contact")), article.text)
        gone = covered(_within(article, graph, id_), len(article.text))
        for start, end, what, expected in checks[id_]:
            spans += 1
            found = [text[start:end] for text in texts]
            if what.startswith(_MENTION):
                found.append("".join(compress(article.text[start:end], (not out for out in gone[start:end]))))
            mismatches += _compared(id_, found, start, end, len(article.text), what, expected)
    return Verified(spans, tuple(sorted(set(mismatches))))


# Where a span stands, what it is, and the texts it may hold; none: any text that is not empty.
_Check = tuple[int, int, str, Sequence[str]]
_MENTION = "mention"  # its name is what stands there but for what was taken out of its middle


def _checks(graph: Graph, stand_ins: tuple[str, ...]) -> dict[str, list[_Check]]:
    """The spans of every document."""
    checks: dict[str, list[_Check]] = defaultdict(list)
    for item in graph.graph["quarantined"]:
        checks[item["document"]].append((item["start"], item["end"], f"quarantined {item['kind']}", [item["text"]]))
    for item in graph.graph["restorations"]:
        checks[item["document"]].append((item["start"], item["end"], "repair", [item["surface"]]))
    for id_, data in graph.nodes(data=True):
        names = (*data["names"], *stand_ins)
        for mention in data["mentions"]:
            checks[mention["document"]].append((mention["start"], mention["end"], f"{_MENTION} of {id_}", names))
    for _, _, key, data in graph.edges(keys=True, data=True):
        for item in data["evidence"]:
            document = item["document"]
            checks[document].append((item["start"], item["end"], f"quote of claim {key}", [item["quote"]]))
            for end in ("subject", "object"):
                if item[end]:
                    checks[document].append((*item[end], f"{end} of claim {key}", []))
    return checks


def _both_scripts(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, traditional(word))]


def _compared(
    document: str, found: Sequence[str], start: int, end: int, length: int, what: str, expected: Sequence[str]
) -> Iterator[Mismatch]:
    """``found`` is what stands there, masked and raw: an export holds the first, a gold file may hold the second."""
    if not 0 <= start < end <= length:
        yield Mismatch(document, start, f"{what}: {start}:{end} is outside a text of {length} characters")
        return
    # A name that runs over a line end is not among an entity's names, which are one line each.
    if expected and not set(found) & set(expected) and "\n" not in found[0]:
        wanted = repr(expected[0]) if len(expected) == 1 else f"one of its {len(expected)} names"
        yield Mismatch(document, start, f"{what}: {found[0]!r} stands there, not {wanted}")


def _within(article: Article, graph: Graph, document: str, kind: str = "") -> list[tuple[int, int]]:
    """The quarantined spans of a document (of one ``kind``, if given), as far as they lie inside the text."""
    spans: list[tuple[int, int]] = []
    for item in graph.graph["quarantined"]:
        if item["document"] == document and kind in ("", item["kind"]):
            spans.append((max(0, item["start"]), min(item["end"], len(article.text))))
    return spans
