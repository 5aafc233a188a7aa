"""Learns the weights of repair from clean articles, which it damages itself, and from damaged ones with gold.

A gold text is learned from as if its page (as named in spun.tsv) had never been seen, five times over. The same input
gives the same weights; four fifths of the articles are counted, one fifth is spun.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from kg.model.aligned import AlignedText, Span
from kg.model.damage import Damage, Pair
from kg.text.candidates import Candidates, find_candidates
from kg.text.clean import prepare
from kg.text.codes import Reals
from kg.text.contexts import count_contexts
from kg.text.logistic import fit
from kg.text.read import read_article
from kg.text.script import simplified
from kg.text.spin import forgotten, imagined_tool, spin, without_page
from kg.text.spun import document_signs, foreign_characters, weighed

PLACE = [
    "seen2",
    "seen1",
    "thesaurus",
    "rare",
    "frequency",
    "many",
    "original-missing",
    "original-nowhere",
    "rare-and-nowhere",
    "long",
    "context",
    "same-neighbours",
    "script",
    "names",
]
DOCUMENT = [
    "here",
    "context",
    "everywhere",
    "better-here",
    "better-everywhere",
    "same-thesaurus",
    "density",
    "times",
    "script",
    "seen",
    "common",
    "common-here",
    "common-everywhere",
]
_LONGEST = 5000  # characters of an article that are spun
_EVERY_OTHER = 6  # of the candidates that are none, one in so many is learned from, weighing as much as all
_GOLD_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class _Document:
    candidates: Candidates
    right: list[bool]
    weights: list[float]
    length: int


def train(
    damage: Damage, articles: Iterable[str], gold: Sequence[tuple[Path, Path, str]]
) -> dict[str, dict[str, float]]:
    """The tables ``place`` and ``document`` of the model; ``gold`` are (text, graph.json, page) of damaged articles."""
    random = Random(7)
    texts = [simplified(text) for text in articles]
    words = {word for pair in damage.pairs for word in pair[:2]}
    counted = parsed(count_contexts((text for n, text in enumerate(texts) if n % 5), words))
    spun = replace(damage, counts=counted[1], contexts=counted[2], size=counted[0])
    documents = [_spun_document(text[:_LONGEST], spun, random) for text in texts[::5] * 2]
    documents += [_gold_document(*row, damage, random) for row in gold]
    found = [document.candidates.signs for document in documents]
    place = _learn(documents, PLACE, found)
    first = [weighed(signs, place, len(d.candidates)) for d, signs in zip(documents, found, strict=True)]
    found = [document_signs(d.candidates, values, d.length) for d, values in zip(documents, first, strict=True)]
    document = _learn(documents, DOCUMENT, found)
    return {"place": place, "document": document}


def parsed(lines: Iterable[str]) -> tuple[int, dict[str, int], dict[str, str]]:
    """Size, counts and contexts from the lines of ``count_contexts``, as the reader of the file gives them."""
    size, counts, contexts = 1, {}, {}
    for line in lines:
        word, count, rest = line.split("\t", 2)
        if word:
            counts[word], contexts[word] = int(count), rest
        else:
            size = int(count)
    return size, counts, contexts


def _spun_document(text: str, damage: Damage, random: Random) -> _Document:
    title = text.find("\n")
    body = title if 0 < title < 60 else 0
    swaps = imagined_tool(damage.pairs, random)
    damaged, made = spin(text, swaps, body, random)
    known = replace(damage, pairs=forgotten(damage.pairs, swaps, random))
    candidates = find_candidates(damaged, [Span(0, body)] if body else [], None, known)
    truth = {_trimmed(s.start, s.end, damaged[s.start : s.end], s.original) for s in made}
    edits = [_trimmed(*candidates.span(at), *candidates.pair(at)[:2]) for at in range(len(candidates))]
    right = [edit in truth for edit in edits]
    return _Document(candidates, right, [1.0] * len(right), len(damaged))


def _gold_document(text: Path, graph: Path, page: str, damage: Damage, random: Random) -> _Document:
    ready = prepare(read_article(text), damage)
    known = replace(damage, pairs=without_page(damage.pairs, page, random))
    candidates = find_candidates(ready.plain, ready.quiet, foreign_characters(ready.text.clean, ready.plain), known)
    core: set[tuple[int, int, str]] = set()
    optional: set[tuple[int, int, str]] = set()
    for row in json.loads(graph.read_text(encoding="utf-8"))["restorations"]:
        edit = _trimmed(row["start"], row["end"], simplified(row["surface"]), simplified(row["restored"]))
        (optional if row.get("tier") == "optional" else core).add(edit)
    edits = [_raw_edit(ready.text, candidates.span(at), candidates.pair(at)) for at in range(len(candidates))]
    weights = [0.0 if edit in optional - core else _GOLD_WEIGHT for edit in edits]
    return _Document(candidates, [edit in core for edit in edits], weights, len(ready.plain))


def _raw_edit(text: AlignedText, span: Span, pair: Pair) -> tuple[int, int, str]:
    start, end = text.to_raw(span)
    return _trimmed(start, end, simplified(text.raw[start:end]), pair.original)


def _trimmed(start: int, end: int, surface: str, restored: str) -> tuple[int, int, str]:
    """An edit without what its two sides share at either end."""
    while surface and restored and surface[0] == restored[0]:
        surface, restored, start = surface[1:], restored[1:], start + 1
    while surface and restored and surface[-1] == restored[-1]:
        surface, restored, end = surface[:-1], restored[:-1], end - 1
    return start, end, restored


def _learn(
    documents: Sequence[_Document], names: Sequence[str], signs: Sequence[Mapping[str, Reals]]
) -> dict[str, float]:
    """The weights of one model; ``signs`` are those of the candidates of each document."""
    rows = []
    for document, found in zip(documents, signs, strict=True):
        one, none = np.ones(len(document.candidates)), np.zeros(len(document.candidates))
        rows.append(np.stack([one, *(found.get(name, none) for name in names)], axis=1).tolist())
    return dict(zip(["bias", *names], fit(_examples(documents, rows)), strict=True))


def _examples(
    documents: Sequence[_Document], rows: Sequence[Sequence[list[float]]]
) -> Iterator[tuple[list[float], bool, float]]:
    for document, found in zip(documents, rows, strict=True):
        every = list(zip(found, document.right, document.weights, strict=True))
        yield from (example for example in every if example[1])
        wrong = (example for example in every if not example[1])
        yield from ((row, False, weight * _EVERY_OTHER) for row, _, weight in islice(wrong, 0, None, _EVERY_OTHER))


def written(tables: dict[str, dict[str, float]], before: str) -> str:
    """The model file ``before`` with its tables ``place`` and ``document`` replaced."""
    # Comments may speak of a table: only a line that is its head counts.
    head = before[: before.index("\n[place]\n") + 1]
    tail = before[before.index("\n[accept]\n") + 1 :]
    lines = [f"[{name}]\n" + "".join(f"{k} = {v:.3f}\n" for k, v in table.items()) for name, table in tables.items()]
    return head + "\n".join([*lines, tail])
