"""Learning the weights of linear models, and writing them with the names of their features.

Training is deterministic: crfsuite's L-BFGS or perceptron from zero weights, over instances in a fixed order, on one
thread.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pycrfsuite

from kg.extract.linear import Features, LinearModel, model_arrays, model_file
from kg.text.codes import Codes

Parameters = Mapping[str, float | int | bool]
"""How crfsuite is to train: its penalties and when it stops."""
Keys = Sequence[int]
"""The keys of the features of one item."""


# Five of six weights of the scorer's log odds are smaller: without them no figure changes, and 16,000 are left that a
# person can look through.
_SMALLEST = 0.08


class Learned(NamedTuple):
    """Weights of (key, label), and of (label, label) for neighbours in a sequence; labels in alphabetical order."""

    labels: list[str]
    weights: dict[tuple[int, str], float]
    transitions: dict[tuple[str, str], float]


def learn(
    sequences: Iterable[tuple[Iterable[Keys], Sequence[str]]], parameters: Parameters, algorithm: str = "lbfgs"
) -> Learned:
    """The weights of a CRF taught by sequences of items with their labels; of a classifier where each has one item.

    ``parameters``: penalties L1 (``c1``) and L2 (``c2``) and the like. A sequence without items teaches nothing.
    """
    trainer = pycrfsuite.Trainer(algorithm=algorithm, verbose=False)
    trainer.set_params(parameters)
    spelled: dict[int, str] = {}  # crfsuite wants strings, and most keys come again
    for items, labels in sequences:
        rows = [[spelled.get(key) or spelled.setdefault(key, f"{key:x}") for key in keys] for keys in items]
        if rows:
            trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        told, labels = tagger.info(), sorted(tagger.labels())
        tagger.close()
    weights = {(int(key, 16), label): float(weight) for (key, label), weight in told.state_features.items()}
    return Learned(labels, weights, {cell: float(weight) for cell, weight in told.transitions.items()})


def log_odds(learned: Learned, label: str) -> Learned:
    """A model of yes and no as one of a single ``label`` with the log odds of yes; small weights are left out."""
    odds: dict[tuple[int, str], float] = defaultdict(float)
    for (key, answer), weight in learned.weights.items():
        odds[key, label] += weight if answer == "yes" else -weight
    return Learned([label], {cell: weight for cell, weight in odds.items() if abs(weight) >= _SMALLEST}, {})


def keys_by_owner(features: Features) -> list[list[int]]:
    """The keys of each thing."""
    order = np.argsort(features.owners, kind="stable")
    keys, ends = features.keys[order], np.searchsorted(features.owners[order], np.arange(1, features.size))
    return [part.tolist() for part in np.split(keys, ends)] if features.size else []


def linear_model(learned: Learned) -> LinearModel:
    """The model, ready to be used without being stored."""
    return LinearModel(*model_arrays(learned.labels, learned.weights, learned.transitions))


def named_file(learned: Learned, seen: Iterable[Features]) -> bytes:
    """The file of a model, with the name of each key as it stands in ``seen``, the features that taught it."""
    arrays = model_arrays(learned.labels, learned.weights, learned.transitions)
    return model_file(arrays, dict(_names(arrays.keys, seen)))


def _names(wanted: Codes, seen: Iterable[Features]) -> Iterator[tuple[int, str]]:
    open_ = wanted
    for features in seen:
        keys, first = np.unique(features.keys, return_index=True)
        new, at, _ = np.intersect1d(keys, open_, assume_unique=True, return_indices=True)
        yield from ((int(key), features.name(int(first[place]))) for key, place in zip(new, at, strict=True))
        open_ = np.setdiff1d(open_, new, assume_unique=True)
        if not len(open_):
            return


def store(path: Path, content: bytes) -> None:
    """Write a file whole beside its place, then rename it, so that a killed training leaves the last good weights."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
