"""Repair of spun text, before any segmentation: a lattice of candidates over characters, scored by context.

Two linear models weigh the signs: one looks at each place, one at what the first found in the whole document (does
the same swap hold at every place, do other swaps of the same thesaurus occur, how dense is the damage). A document
is repaired only if it shows damage enough; a clean one comes out as it went in.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.model.aligned import AlignedText, Edit, Span
from kg.model.cleaning import Restoration
from kg.model.damage import Damage, Pair
from kg.model.extraction import Rejection
from kg.text.candidates import Candidates, clipped, find_candidates
from kg.text.codes import CodedText, Flags, Ints, Reals, numbered
from kg.text.script import is_traditional, traditional

_FAR = -5.0  # the score of a reading that nothing offers
_LIKELY = 0.5  # a pair with this first score on average says which thesaurus it is


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
    if familiarity([candidates.pair(at) for at in chosen]) >= accept["familiar"]:
        least = accept["known"]
        chosen = best_path(candidates, scores, least)
    damaged = is_damaged(candidates, chosen, scores, len(plain), in_traditional, accept)
    rejections = _rejections(text, candidates, scores, chosen, least, damaged)
    if not damaged:
        return (), rejections
    if foreign is not None:
        rejections += _unexplained(text, foreign, [candidates.span(at) for at in chosen])
    others = best_other(scores, _places(candidates))
    repairs = []
    for at in chosen:
        span, pair, value = candidates.span(at), candidates.pair(at), float(scores[at])
        other = int(others[at])
        second = float(scores[other]) if other >= 0 else _FAR
        runner_up = candidates.pair(other).original if second > least else pair.spun
        restored = traditional(pair.original) if in_traditional else pair.original
        rule = f"pair-{pair.known}" + ("+script" if candidates.script[at] else "")
        rule += "+boundary" if _crosses(plain, span, pair, damage.counts) else ""
        pieces = _pieces(text, span, restored)
        if pieces is None:
            what = f"{pair.spun} → {pair.original}"
            rejections += (Rejection("repair", text.to_raw(span), what, "text-taken-out-inside"),)
            continue
        for part, piece in pieces:
            raw = text.to_raw(part)
            surface = text.raw[raw.start : raw.end]
            record = Restoration(raw, surface, piece, rule, runner_up, round(value - max(second, least), 2))
            repairs.append(Repair(Edit(part.start, part.end, piece), record))
    return tuple(repairs), rejections


def _pieces(text: AlignedText, span: Span, restored: str) -> list[tuple[Span, str]] | None:
    """The repair of ``span``, cut where quarantined text stands inside it, so that no piece quotes that text.

    None if it cannot be cut, since the repair has another length.
    """
    gaps = text.gaps(span)
    if not gaps:
        return [(span, restored)]
    if len(restored) != span.end - span.start:
        return None
    pieces = []
    for start, end in pairwise([span.start, *gaps, span.end]):
        piece = restored[start - span.start : end - span.start]
        if piece != text.clean[start:end]:
            pieces.append((Span(start, end), piece))
    return pieces


def _crosses(plain: str, span: Span, pair: Pair, known: Mapping[str, int]) -> bool:
    """Whether the tool swapped across a word boundary: the original makes a known word with its neighbour here."""
    start, end = span
    original, spun = pair.original, pair.spun
    left, right = plain[start - 1 : start], plain[end : end + 1]
    return (left + original[0] in known and left + spun[0] not in known) or (
        original[-1] + right in known and spun[-1] + right not in known
    )


def score(candidates: Candidates, length: int, weights: Mapping[str, Mapping[str, float]]) -> Reals:
    """The log-odds of every candidate, by the tables ``place`` and ``document`` of the model."""
    first = weighed(candidates.signs, weights["place"], len(candidates))
    return weighed(document_signs(candidates, first, length), weights["document"], len(candidates))


def weighed(signs: Mapping[str, Reals], weights: Mapping[str, float], size: int) -> Reals:
    """The sum of weighted signs for each of ``size`` candidates; a sign without a weight counts nothing."""
    total = np.full(size, weights["bias"])
    for name, values in signs.items():
        total += weights.get(name, 0.0) * values
    return total


def document_signs(candidates: Candidates, first: Reals, length: int) -> dict[str, Reals]:
    """What the first scores of a whole document say about each candidate, named as in the table ``document``."""
    # What holds for a pair at every place.
    number, of_pair = np.unique(candidates.number, return_inverse=True)
    pairs = [candidates.pairs[at] for at in number.tolist()]
    times = np.bincount(of_pair, minlength=len(pairs))
    mean = np.bincount(of_pair, first, len(pairs)) / times
    _, word = numbered([pair.spun for pair in pairs])
    other_mean = _values(mean, best_other(mean, word))
    # The likely originals, as of words none of whose readings is better, and the pages that have them.
    best = np.flatnonzero((mean > _LIKELY) & (mean >= other_mean)).tolist()
    likely = {pairs[at].spun: pairs[at].pages for at in best}
    on_page = Counter(page for found_on in likely.values() for page in found_on)
    shared = [
        max((math.log(1 + on_page[page] - (page in likely.get(pair.spun, ()))) for page in pair.pages), default=0.0)
        for pair in pairs
    ]
    density = math.log((len(likely) + 1) / (length / 1000 + 1))
    everywhere = clipped(mean, 5)
    # A spun word commoner than its original stands in the text on its own account too: places must differ.
    common = (candidates.signs["frequency"] < 0).astype(np.float64)
    here = clipped(first, 6)
    return {
        "everywhere": everywhere[of_pair],
        "better-everywhere": clipped(mean - other_mean, 4)[of_pair],
        "same-thesaurus": np.array(shared, np.float64)[of_pair],
        "density": np.full(len(candidates), density),
        "times": np.log(times)[of_pair],
        "seen": np.array([float(bool(pair.pages)) for pair in pairs], np.float64)[of_pair],
        "common": common,
        "common-everywhere": common * everywhere[of_pair],
        "here": here,
        "context": candidates.signs["context"],
        "better-here": clipped(first - _values(first, best_other(first, _places(candidates))), 4),
        "script": candidates.signs["script"],
        "common-here": common * here,
    }


def _places(candidates: Candidates) -> Ints:
    """The number of the place of each candidate."""
    size = int(candidates.end.max(initial=0)) + 1
    places: Ints = np.unique(candidates.start * size + candidates.end, return_inverse=True)[1]
    return places


def best_other(values: Reals, groups: Ints) -> Ints:
    """For each value the place of the best of the others in its group, of equals the last; -1 where it is alone.

    ``groups`` are numbered from 0 without gaps.
    """
    order = np.lexsort((np.arange(len(values)), values, groups))
    last = np.searchsorted(groups[order], np.arange(int(groups.max(initial=-1)) + 1), "right") - 1
    best = order[last]
    alone = np.bincount(groups) == 1
    second = np.where(alone, -1, order[last - 1])
    others: Ints = np.where(best[groups] == np.arange(len(values)), second[groups], best[groups])
    return others


def _values(values: Reals, at: Ints) -> Reals:
    """The values at these places; that of a reading that nothing offers where there is none."""
    return np.where(at >= 0, values[at], _FAR)


def is_damaged(
    candidates: Candidates,
    chosen: Sequence[int],
    scores: Reals,
    length: int,
    in_traditional: bool,
    accept: Mapping[str, float],
) -> bool:
    """Whether a document of ``length`` characters shows damage enough to be repaired at all.

    The scores of its different damaged words, none counted higher than ``most``, must add up to ``damage`` for every
    thousand characters. A Traditional text needs ``damage-hant``, as its ordinary words differ from those of the
    Simplified articles that were counted, unless ``script-words`` of its damaged words hold Simplified characters.
    """
    best: dict[str, float] = {}
    betrayed: set[str] = set()
    for at in chosen:
        pair, script = candidates.pair(at), bool(candidates.script[at])
        if script:
            betrayed.add(pair.spun)
        if script or not (in_traditional and pair.usual_in == "hant"):
            best[pair.spun] = max(float(scores[at]), best.get(pair.spun, 0.0))
    strict = in_traditional and len(betrayed) < accept["script-words"]
    shown = sum(min(value, accept["most"]) for value in best.values())
    least = accept["damage-hant"] if strict else accept["damage"]
    return len(best) >= accept["words"] and shown * 1000 >= least * max(length, accept["shortest"])


def familiarity(chosen: Sequence[Pair]) -> float:
    """The share (0 to 1) of the damaged words that stand in the thesaurus of one page.

    Where the thesaurus is known, what it does not hold is more probably the author's own word.
    """
    pages = {pair.spun: pair.pages for pair in chosen}
    counts = Counter(page for found_on in pages.values() for page in found_on)
    return max(counts.values(), default=0) / max(1, len(pages))


def best_path(candidates: Candidates, scores: Reals, least: float) -> list[int]:
    """Numbers of the candidates above ``least`` that do not overlap and whose scores over ``least`` add up highest."""
    order = np.flatnonzero(scores > least)
    # By end, start and score; of equals the original decides, by which candidates of a place are sorted.
    order = order[np.lexsort((order, scores[order], candidates.start[order], candidates.end[order]))]
    starts, ends = candidates.start[order].tolist(), candidates.end[order].tolist()
    totals = [0.0]
    came: list[int | None] = [None]
    for number, (start, gain) in enumerate(zip(starts, (scores[order] - least).tolist(), strict=True)):
        before = bisect_right(ends, start, 0, number)
        total = totals[before] + gain
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
            path.append(int(order[number - 1]))
            number = before_this
    return path[::-1]


def foreign_characters(written: str, plain: str) -> Flags | None:
    """Which are Simplified characters whose Traditional form stands elsewhere in the same Traditional text.

    None for a Simplified text; ``plain`` is the Simplified form of ``written``.
    """
    if not is_traditional(written, plain):
        return None
    one, other = CodedText(written).points, CodedText(plain).points
    same = one == other
    foreign: Flags = same & np.isin(other, other[~same])
    return foreign


def _unexplained(text: AlignedText, foreign: Flags, repaired: Sequence[Span]) -> tuple[Rejection, ...]:
    """Runs of Simplified characters in a damaged Traditional text that no pair accounts for."""
    left = foreign.copy()
    for span in repaired:
        left[span.start : span.end] = False
    edges = np.flatnonzero(np.diff(left.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    rule = "simplified-inside-traditional"
    runs = [Span(start, end) for start, end in edges.tolist()]
    return tuple(Rejection("repair", text.to_raw(run), text.clean[run.start : run.end], rule) for run in runs)


def _rejections(
    text: AlignedText,
    candidates: Candidates,
    scores: Reals,
    chosen: Sequence[int],
    least: float,
    damaged: bool,
) -> tuple[Rejection, ...]:
    """Candidates that came near: likelier than not, yet not taken."""
    rows = []
    made = {_core(candidates.span(at), candidates.pair(at)) for at in chosen} if damaged else set()
    for at in np.flatnonzero(scores > 0).tolist():
        span, pair = candidates.span(at), candidates.pair(at)
        if _core(span, pair) in made:
            continue
        rule = "document-shows-no-damage" if not damaged else "too-unsure" if scores[at] <= least else "another-reading"
        rows.append(Rejection("repair", text.to_raw(span), f"{pair.spun} → {pair.original}", rule))
    return tuple(rows)


def _core(span: Span, pair: Pair) -> tuple[int, int, str]:
    """What a candidate changes, without the characters that stay the same at either end."""
    (start, end), spun, original = span, pair.spun, pair.original
    while spun and original and spun[0] == original[0]:
        spun, original, start = spun[1:], original[1:], start + 1
    while spun and original and spun[-1] == original[-1]:
        spun, original, end = spun[:-1], original[:-1], end - 1
    return start, end, original
