"""Spans: which stretches of words may be names, what is seen of them, and which of them stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.features import WordView
from kg.extract.linear import named_weights
from kg.extract.recognizer import SPANS, read_knowledge
from kg.extract.spans import LEAST, NAME, Stretches, best, span_features, stretches
from kg.extract.tagger import Tagger
from kg.model import Span
from kg.text.codes import CodedText, Ints
from kg.text.segment import cut
from kg.vocabulary.place import default_ontology

MODELS = default_ontology() / "models"
LABELS = ("B", "E", "I", "O", "S")
NOTHING: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def found(shares: Sequence[Sequence[float]], row: Sequence[int], names: tuple[Ints, Ints] = NOTHING) -> Stretches:
    return stretches(LABELS, np.array(shares, np.float64).reshape(-1, 5), np.array(row, np.int64), names)


def test_a_stretch_is_as_likely_as_its_least_likely_word() -> None:
    spans = found(
        [(0.7, 0, 0, 0.1, 0.2), (0.1, 0.2, 0.6, 0.1, 0), (0, 0.5, 0, 0.3, 0.2)],
        [0, 0, 0],
        (np.array([0]), np.array([2])),
    )
    assert list(zip(spans.first.tolist(), spans.last.tolist(), strict=True)) == [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2)]
    assert spans.probability.tolist() == [0.2, 0.2, 0.5, 0.1, 0.2]
    assert spans.likeliest.tolist() == [False, False, True, False, False]
    whole = [column[2] for column in spans[2:8]]
    assert whole == pytest.approx([0.5, 0.9, 0.7, 0.3, 0.2, 0.2])


def test_a_stretch_stays_in_its_sentence() -> None:
    spans = found([(0.5, 0, 0, 0, 0.5), (0, 0.5, 0, 0, 0.5)], [0, 1])
    assert list(zip(spans.first.tolist(), spans.last.tolist(), strict=True)) == [(0, 0), (1, 1)]


@given(
    st.lists(st.tuples(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.booleans()), max_size=12),
)
def test_as_trying_every_stretch(words: list[tuple[list[int], bool]]) -> None:
    shares = [[(share + 0.01) / (sum(each) + 0.05) for share in each] for each, _ in words]
    row = np.cumsum([new for _, new in words], dtype=np.int64).tolist()
    spans = found(shares, row)
    expected = {}
    for first in range(len(words)):
        for last in range(first, min(len(words), first + 9)):
            if row[first] != row[last]:
                break
            begin, end, single = shares[first][0], shares[last][1], shares[first][4]
            inside = [shares[at][2] for at in range(first + 1, last)]
            likely = single if first == last else min([begin, end, *inside])
            if likely >= LEAST:
                opened = [shares[at][0] + shares[at][4] for at in range(first + 1, last + 1)]
                closed = [shares[at][1] + shares[at][4] for at in range(first, last)]
                out = max(shares[at][3] for at in range(first, last + 1))
                expected[first, last] = [likely, out, max(opened, default=0), max(closed, default=0)]
    told = zip(spans.probability, spans.outside, spans.opens_inside, spans.closes_inside, strict=True)
    ends = list(zip(spans.first.tolist(), spans.last.tolist(), strict=True))
    assert ends == sorted(expected)
    for each, figures in zip(ends, told, strict=True):
        assert [float(figure) for figure in figures] == pytest.approx(expected[each])


def test_a_model_that_knows_no_long_names() -> None:
    shares = np.array([[0.4, 0.1, 0.2, 0.3], [0.1, 0.4, 0.2, 0.3]])
    spans = stretches(("B", "E", "O", "S"), shares, np.array([0, 0]), NOTHING)
    assert (0, 1) in set(zip(spans.first.tolist(), spans.last.tolist(), strict=True))


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4), st.floats(0, 1)), max_size=15, unique_by=lambda s: s[:2])
)
def test_of_stretches_that_overlap_the_likeliest_stands(rows: list[tuple[int, int, float]]) -> None:
    rows.sort()
    first = np.array([start for start, _, _ in rows], np.int64)
    last = np.array([start + size for start, size, _ in rows], np.int64)
    nothing = np.zeros(len(rows))
    spans = Stretches(first, last, *[nothing] * 6, np.zeros(len(rows), np.bool_))
    kept = best(spans, np.array([share for *_, share in rows], np.float64)).tolist()
    assert kept == sorted(kept)
    for at, (start, size, share) in enumerate(rows):
        over = [k for k in kept if k != at and first[k] <= start + size and last[k] >= start]
        assert (at in kept) == (
            not any((rows[k][2], -first[k], -last[k]) > (share, -start, -(start + size)) for k in over)
        )


def test_what_is_seen_of_a_stretch() -> None:
    text = "社群电商需要信任,社群电商"
    words = Tagger.load(MODELS / "recognizer.tagger.npz", cut).tag(CodedText(text), [Span(0, len(text))])
    view = WordView(words, [], read_knowledge(MODELS))
    at = {start: place for place, start in enumerate(words.start.tolist())}
    first, last = np.array([at[0], at[9]]), np.array([words.end.tolist().index(4), words.end.tolist().index(13)])
    figures = [np.full(2, share) for share in (0.5, 0.9, 0.9, 0.1, 0.0, 0.0)]
    features = span_features(view, Stretches(first, last, *figures, np.array([True, False])))
    names = [features.name(place) for place in range(len(features.keys))]
    assert names.count("name=社群电商") == names.count("times=2") == 2
    assert {"probability=9", "probability,likeliest=9,1", "probability,likeliest=9,0", "opens inside=0"} <= set(names)


def test_the_weights_that_ship_can_be_read() -> None:
    weights = named_weights(MODELS / SPANS)
    assert weights["probability=18", NAME] > 0 > weights["probability=3", NAME]
