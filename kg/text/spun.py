"""Repair of spun text, before any segmentation: a lattice of candidates over characters, scored by context.

Two linear models weigh the signs: one looks at each place, one at what the first found in the whole document (does
the same swap hold at every place, do other swaps of the same thesaurus occur, how dense is the damage). A document
is repaired only if it shows damage enough; a clean one comes out as it went in.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.model.aligned import AlignedText, Edit, Span
from kg.model.cleaning import Restoration
from kg.model.damage import Damage
from kg.model.extraction import Rejection
from kg.text.candidates import Candidate, find_candidates
from kg.text.script import is_traditional, traditional

_FAR = -5.0  # the score of a reading that nothing offers


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: the edit in clean code points, and its record in raw ones."""

    edit: Edit
    restoration: Restoration


def find_repairs(
    text: AlignedText, plain: str, quiet: Sequence[Span], damage: Damage
) -> tuple[tuple[Repair, ...], tuple[Rejection, ...]]:
    """Repairs of ``text`` and the candidates turned down, in order of place.

    ``plain`` is the Simplified form of ``text.clean``; ``quiet`` are clean spans that are never repaired.
    """
    if not damage.repair or not damage.pairs:
        return (), ()
    foreign = foreign_characters(text.clean, plain)
    in_traditional = foreign is not None
    candidates = find_candidates(plain, quiet, foreign, damage)
    scores = score(candidates, len(plain), damage.repair)
    accept = damage.repair["accept"]
    least = accept["new"]
    chosen = best_path(candidates, scores, least)
    if familiarity([candidates[at] for at in chosen]) >= accept["familiar"]:
        least = accept["known"]
        chosen = best_path(candidates, scores, least)
    damaged = is_damaged([(candidates[at], scores[at]) for at in chosen], len(plain), in_traditional, accept)
    rejections = _rejections(text, candidates, scores, set(chosen), least, damaged)
    if not damaged:
        return (), rejections
    rejections += _unexplained(text, foreign, [candidates[at].span for at in chosen])
    readings: dict[Span, list[tuple[float, str]]] = defaultdict(list)
    for candidate, value in zip(candidates, scores, strict=True):
        readings[candidate.span].append((value, candidate.pair.original))
    repairs = []
    for at in chosen:
        candidate, value = candidates[at], scores[at]
        other = max((r for r in readings[candidate.span] if r[1] != candidate.pair.original), default=(_FAR, ""))
        second = other if other[0] > least else (least, candidate.pair.spun)
        restored = traditional(candidate.pair.original) if in_traditional else candidate.pair.original
        rule = f"pair-{candidate.pair.known}" + ("+script" if candidate.script else "")
        rule += "+boundary" if _crosses(plain, candidate, damage.counts) else ""
        for span, piece in _pieces(text, candidate.span, restored):
            raw = text.to_raw(span)
            surface = text.raw[raw.start : raw.end]
            record = Restoration(raw, surface, piece, rule, second[1], round(value - second[0], 2))
            repairs.append(Repair(Edit(span.start, span.end, piece), record))
    return tuple(repairs), rejections


def _pieces(text: AlignedText, span: Span, restored: str) -> list[tuple[Span, str]]:
    """The repair of ``span``, cut where quarantined text stands inside it, so that no piece quotes that text."""
    gaps = [at for at in range(span.start + 1, span.end) if text.starts[at] != text.ends[at - 1]]
    if not gaps or len(restored) != span.end - span.start:
        return [(span, restored)]
    pieces = []
    for start, end in pairwise([span.start, *gaps, span.end]):
        piece = restored[start - span.start : end - span.start]
        if piece != text.clean[start:end]:
            pieces.append((Span(start, end), piece))
    return pieces


def _crosses(plain: str, candidate: Candidate, known: Mapping[str, int]) -> bool:
    """Whether the tool swapped across a word boundary: the original makes a known word with its neighbour here."""
    start, end = candidate.span
    original, spun = candidate.pair.original, candidate.pair.spun
    left, right = plain[start - 1 : start], plain[end : end + 1]
    return (left + original[0] in known and left + spun[0] not in known) or (
        original[-1] + right in known and spun[-1] + right not in known
    )


def score(candidates: Sequence[Candidate], length: int, weights: Mapping[str, Mapping[str, float]]) -> list[float]:
    """The log-odds of every candidate, by the tables ``place`` and ``document`` of the model."""
    place, document = weights["place"], weights["document"]
    first = [place["bias"] + sum(place.get(n, 0.0) * v for n, v in c.signs.items()) for c in candidates]
    return [
        document["bias"] + sum(document[name] * value for name, value in signs.items())
        for signs in document_signs(candidates, first, length)
    ]


def document_signs(candidates: Sequence[Candidate], first: Sequence[float], length: int) -> list[dict[str, float]]:
    """What the first scores of a whole document say about each candidate, named as in the table ``document``."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    at_place: dict[Span, list[tuple[float, str]]] = defaultdict(list)
    for candidate, value in zip(candidates, first, strict=True):
        values[candidate.pair.spun, candidate.pair.original].append(value)
        at_place[candidate.span].append((value, candidate.pair.original))
    by_word: dict[str, dict[str, float]] = defaultdict(dict)
    for (spun, original), found in values.items():
        by_word[spun][original] = sum(found) / len(found)
    best = {spun: max((mean, original) for original, mean in means.items()) for spun, means in by_word.items()}
    pages = {(c.pair.spun, c.pair.original): c.pair.pages for c in candidates}
    likely = {spun: pages[spun, original] for spun, (mean, original) in best.items() if mean > 0.5}
    on_page = Counter(page for found_on in likely.values() for page in found_on)
    density = math.log((len(likely) + 1) / (length / 1000 + 1))

    def everywhere(candidate: Candidate) -> dict[str, float]:
        """What holds for a pair at every place."""
        spun, original = candidate.pair.spun, candidate.pair.original
        mean = by_word[spun][original]
        other_mean = max((m for o, m in by_word[spun].items() if o != original), default=_FAR)
        mine = likely.get(spun, ())
        # A spun word commoner than its original stands in the text on its own account too: places must differ.
        common = float(candidate.signs["frequency"] < 0)
        return {
            "everywhere": _clipped(mean, 5),
            "better-everywhere": _clipped(mean - other_mean, 4),
            "same-thesaurus": max((math.log(1 + on_page[p] - (p in mine)) for p in candidate.pair.pages), default=0.0),
            "density": density,
            "times": math.log(len(values[spun, original])),
            "seen": float(bool(candidate.pair.pages)),
            "common": common,
            "common-everywhere": common * _clipped(mean, 5),
        }

    shared: dict[tuple[str, str], dict[str, float]] = {}
    rows = []
    for candidate, value in zip(candidates, first, strict=True):
        key = candidate.pair.spun, candidate.pair.original
        if key not in shared:
            shared[key] = everywhere(candidate)
        other_here = max((v for v, o in at_place[candidate.span] if o != key[1]), default=_FAR)
        here = _clipped(value, 6)
        rows.append(
            {
                **shared[key],
                "here": here,
                "context": candidate.signs["context"],
                "better-here": _clipped(value - other_here, 4),
                "script": float(candidate.script),
                "common-here": shared[key]["common"] * here,
            }
        )
    return rows


def is_damaged(
    chosen: Sequence[tuple[Candidate, float]], length: int, in_traditional: bool, accept: Mapping[str, float]
) -> bool:
    """Whether a document of ``length`` characters shows damage enough to be repaired at all.

    The scores of its different damaged words, none counted higher than ``most``, must add up to ``damage`` for every
    thousand characters. A Traditional text needs ``damage-hant``, as its ordinary words differ from those of the
    Simplified articles that were counted, unless ``script-words`` of its damaged words hold Simplified characters.
    """
    best: dict[str, float] = {}
    for candidate, value in chosen:
        if in_traditional and candidate.pair.usual_in == "hant" and not candidate.script:
            continue
        best[candidate.pair.spun] = max(value, best.get(candidate.pair.spun, 0.0))
    betrayed = len({candidate.pair.spun for candidate, _ in chosen if candidate.script})
    strict = in_traditional and betrayed < accept["script-words"]
    shown = sum(min(value, accept["most"]) for value in best.values())
    least = accept["damage-hant"] if strict else accept["damage"]
    return len(best) >= accept["words"] and shown * 1000 >= least * max(length, accept["shortest"])


def familiarity(chosen: Sequence[Candidate]) -> float:
    """The share (0 to 1) of the damaged words that stand in the thesaurus of one page.

    Where the thesaurus is known, what it does not hold is more probably the author's own word.
    """
    pages = {candidate.pair.spun: candidate.pair.pages for candidate in chosen}
    counts = Counter(page for found_on in pages.values() for page in found_on)
    return max(counts.values(), default=0) / max(1, len(pages))


def best_path(candidates: Sequence[Candidate], scores: Sequence[float], least: float) -> list[int]:
    """Numbers of the candidates above ``least`` that do not overlap and whose scores over ``least`` add up highest."""
    order = sorted(
        (at for at, value in enumerate(scores) if value > least),
        key=lambda at: (candidates[at].span.end, candidates[at].span.start, scores[at], candidates[at].pair.original),
    )
    ends = [candidates[at].span.end for at in order]
    totals = [0.0]
    came: list[int | None] = [None]
    for number, at in enumerate(order):
        before = bisect_right(ends, candidates[at].span.start, 0, number)
        total = totals[before] + scores[at] - least
        if total > totals[-1]:
            totals.append(total)
            came.append(before)
        else:
            totals.append(totals[-1])
            came.append(None)
    path = []
    number = len(order)
    while number:
        before_this = came[number]
        if before_this is None:
            number -= 1
        else:
            path.append(order[number - 1])
            number = before_this
    return path[::-1]


def foreign_characters(written: str, plain: str) -> frozenset[int] | None:
    """Offsets of Simplified characters whose Traditional form stands elsewhere in the same Traditional text.

    None for a Simplified text; ``plain`` is the Simplified form of ``written``.
    """
    if not is_traditional(written, plain):
        return None
    changed = {b for a, b in zip(written, plain, strict=True) if a != b}
    return frozenset(at for at, (a, b) in enumerate(zip(written, plain, strict=True)) if a == b and b in changed)


def _unexplained(text: AlignedText, foreign: frozenset[int] | None, repaired: Sequence[Span]) -> tuple[Rejection, ...]:
    """Runs of Simplified characters in a damaged Traditional text that no pair accounts for."""
    done = {at for span in repaired for at in range(span.start, span.end)}
    runs: list[Span] = []
    for at in sorted((foreign or frozenset()) - done):
        if runs and runs[-1].end == at:
            runs[-1] = Span(runs[-1].start, at + 1)
        else:
            runs.append(Span(at, at + 1))
    rule = "simplified-inside-traditional"
    return tuple(Rejection("repair", text.to_raw(run), text.clean[run.start : run.end], rule) for run in runs)


def _rejections(
    text: AlignedText,
    candidates: Sequence[Candidate],
    scores: Sequence[float],
    chosen: set[int],
    least: float,
    damaged: bool,
) -> tuple[Rejection, ...]:
    """Candidates that came near: likelier than not, yet not taken."""
    rows = []
    made = {_core(candidates[at]) for at in chosen} if damaged else set()
    for candidate, value in zip(candidates, scores, strict=True):
        if value <= 0 or _core(candidate) in made:
            continue
        rule = "document-shows-no-damage" if not damaged else "too-unsure" if value <= least else "another-reading"
        what = f"{candidate.pair.spun} → {candidate.pair.original}"
        rows.append(Rejection("repair", text.to_raw(candidate.span), what, rule))
    return tuple(rows)


def _core(candidate: Candidate) -> tuple[int, int, str]:
    """What a candidate changes, without the characters that stay the same at either end."""
    (start, end), spun, original = candidate.span, candidate.pair.spun, candidate.pair.original
    while spun and original and spun[0] == original[0]:
        spun, original, start = spun[1:], original[1:], start + 1
    while spun and original and spun[-1] == original[-1]:
        spun, original, end = spun[:-1], original[:-1], end - 1
    return start, end, original


def _clipped(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))
