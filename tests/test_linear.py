"""Linear models over hashed features, and the chains they make: what is added up, looked up and decoded."""

from __future__ import annotations

import math
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadData
from kg.extract.chain import NEVER, lay_out, likeliest, marginals
from kg.extract.linear import UNIT, Features, LinearModel, model_arrays, model_file, named_weights
from kg.extract.train_linear import Learned, keys_by_owner, learn, linear_model, named_file
from kg.text.codes import CodedText, Column, Vocabulary, codes_of, keys_of, numbers, ranges

TEXTS = st.text("微信用户圈a1。 \U0001f600", max_size=12)


@given(TEXTS, st.data())
def test_a_stretch_has_the_code_of_the_string_it_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    coded = CodedText(text)
    assert coded.codes(np.array([start]), np.array([end])) == codes_of([text[start:end]])
    assert coded.column(np.array([start]), np.array([end])).name(0) == text[start:end]


@given(st.lists(TEXTS, unique=True, max_size=40))
def test_different_strings_have_different_codes(strings: list[str]) -> None:
    assert len(set(codes_of(strings).tolist())) == len(strings)
    assert len(set(codes_of([]).tolist())) == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_ranges_are_laid_end_to_end(bounds: list[tuple[int, int]]) -> None:
    starts, ends = np.array(bounds, np.int64).reshape(-1, 2).T
    at, owners = ranges(starts, ends)
    wanted = [(place, owner) for owner, (a, b) in enumerate(bounds) for place in range(a, b)]
    assert list(zip(at.tolist(), owners.tolist(), strict=True)) == wanted


def test_a_feature_is_told_by_its_template_its_values_and_their_order() -> None:
    one, two = numbers(np.array([1])), numbers(np.array([2]))
    templates = ["w0", "K0", "p-1", "w-1,0", "x"]
    keys = {
        int(keys_of(template, columns)[0])
        for template in templates
        for columns in ([], [one], [two], [one, two], [two, one])
    }
    assert len(keys) == 5 * len(templates)


def some_features(size: int = 3) -> Features:
    """Each thing has ``n``, all but the first ``odd``, the last ``extra`` twice."""
    features = Features(size)
    features.add("bias")
    features.add("n", numbers(np.arange(size)))
    features.add("odd", numbers(np.arange(size)), only=np.arange(size) > 0)
    features.add("extra", Vocabulary(["x", "y"]).column(np.array([0, 1])), owners=np.array([size - 1, size - 1]))
    return features


def test_features_have_owners_and_names() -> None:
    features = some_features()
    names = [(int(owner), features.name(at)) for at, owner in enumerate(features.owners)]
    assert sorted(names) == [
        (0, "bias"),
        (0, "n=0"),
        (1, "bias"),
        (1, "n=1"),
        (1, "odd=1"),
        (2, "bias"),
        (2, "extra=x"),
        (2, "extra=y"),
        (2, "n=2"),
        (2, "odd=2"),
    ]
    with pytest.raises(IndexError):
        features.name(len(features.keys))
    whole = [len(keys) for keys, _, whole in features.chunks() if whole]
    assert sum(whole) == 6 and sum(len(keys) for keys, _, _ in features.chunks()) == len(features.keys)
    assert [len(keys) for keys in keys_by_owner(features)] == [2, 3, 5]


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 2**64 - 1), st.sampled_from("abc")), st.integers(-60_000, 60_000), max_size=60
    ),
    st.lists(st.integers(1, 2**64 - 1), max_size=20),
    st.booleans(),
)
def test_sums_are_those_of_a_dictionary(weights: dict[tuple[int, str], int], others: list[int], crowded: bool) -> None:
    # Crowded keys share their first bits, so that they stand side by side.
    shift = 40 if crowded else 0
    weights = {(max(key >> shift, 1), label): weight for (key, label), weight in weights.items()}
    model = LinearModel(*model_arrays("abc", {cell: weight / UNIT for cell, weight in weights.items()}, {}))
    asked = [*dict.fromkeys(key for key, _ in weights), *others]
    features = Features(2)
    column = Column(np.array(asked, np.uint64), str)
    owners = np.arange(len(asked)) % 2
    features._parts.append(("made", (column,), column.codes, owners))
    wanted = [[sum(weights.get((key, label), 0) for key in asked[owner::2]) for label in "abc"] for owner in (0, 1)]
    assert model.sums(features).tolist() == wanted
    assert model.sums(features, np.array([False, True])).tolist() == [[0, 0, 0], wanted[1]]


def test_whole_columns_add_up_like_single_features() -> None:
    features = some_features(5)
    weights = {(int(key), label): at % 7 - 3.0 for at, key in enumerate(features.keys) for label in "ab"[: 1 + at % 2]}
    model = LinearModel(*model_arrays("ab", weights, {}))
    wanted = np.zeros((5, 2))
    for key, owner in zip(features.keys.tolist(), features.owners.tolist(), strict=True):
        for column, label in enumerate("ab"):
            wanted[owner, column] += weights.get((key, label), 0.0)
    assert model.scores(features).tolist() == wanted.tolist()


def test_nothing_is_said_without_weights_and_of_nothing() -> None:
    assert LinearModel(*model_arrays("ab", {}, {})).sums(some_features()).tolist() == [[0, 0]] * 3
    nothing = Features(0)
    nothing.add("bias")
    assert LinearModel(*model_arrays("ab", {(1, "a"): 1.0}, {})).sums(nothing).shape == (0, 2)


def test_a_file_gives_the_model_and_the_names_back(tmp_path: Path) -> None:
    features = some_features()
    keys = features.keys.tolist()
    learned = Learned(["a", "b"], {(keys[0], "a"): 0.1234, (keys[-1], "a"): 1e-9}, {("a", "b"): 1.5})
    content = named_file(learned, [features])
    assert content == named_file(learned, [some_features(), features])
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    assert named_weights(path) == {("bias", "a"): 0.123}
    loaded = LinearModel.load(path)
    assert (loaded.labels, loaded.transitions.tolist()) == (("a", "b"), [[0, 1500], [0, 0]])
    assert loaded.sums(features).tolist() == linear_model(learned).sums(features).tolist()
    path.write_bytes(content[:-30])
    with pytest.raises(BadData, match=r"model\.npz"):
        LinearModel.load(path)
    path.write_bytes(model_file(model_arrays("ab", {}, {}), {}))
    assert named_weights(path) == {}


def test_learning_tells_labels_apart() -> None:
    rows = [([[1, 2]], ["yes"]), ([[1, 3]], ["no"]), ([], [])] * 20
    learned = learn(rows, {"c2": 0.1, "max_iterations": 50})
    assert learned == learn(rows, {"c2": 0.1, "max_iterations": 50})
    assert learned.labels == ["no", "yes"]
    features = Features(2)
    features.add("made", Column(np.array([2, 3], np.uint64), str))
    features._parts[0] = ("made", (), np.array([2, 3], np.uint64), features._parts[0][3])
    assert linear_model(learned).scores(features).argmax(1).tolist() == [1, 0]


@given(st.lists(st.integers(0, 4), max_size=4), st.integers(0, 2**32 - 1), st.booleans())
def test_decoding_agrees_with_trying_every_labelling(lengths: list[int], seed: int, barred: bool) -> None:
    random = np.random.default_rng(seed)
    width = 3
    sums = random.integers(-900, 900, (sum(lengths), width)).astype(np.int32)
    transitions = random.integers(-900, 900, (width, width)).astype(np.int32)
    if barred:
        transitions[0, 1] = transitions[1, 2] = NEVER  # only two labels may come before these
    layout = lay_out(np.array(lengths, np.int64))
    chosen, shares = likeliest(sums, transitions, layout), marginals(sums, transitions, layout)
    at = 0
    for length in lengths:
        here = sums[at : at + length].astype(int)

        def total(path: tuple[int, ...], here: np.ndarray = here) -> int:
            steps = sum(int(transitions[a, b]) for a, b in pairwise(path))
            return sum(int(here[i, label]) for i, label in enumerate(path)) + steps

        paths = list(product(range(width), repeat=length))
        assert total(tuple(chosen[at : at + length].tolist())) == max(map(total, paths))
        weights = {path: math.exp(total(path) / UNIT) for path in paths}
        for step, label in product(range(length), range(width)):
            share = sum(weight for path, weight in weights.items() if path[step] == label) / sum(weights.values())
            assert shares[at + step, label] == pytest.approx(share)
        at += length
