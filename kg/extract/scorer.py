"""The scorer: a multinomial logistic regression that judges what the rules propose.

A linear-chain CRF over sequences of length one is exactly that model, so the library that trains the recognizer
trains this one too, byte for byte the same on every run. Its features are those of ``pair_features``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from kg.errors import BadData

NONE = "none"
WEIGHTS = "scorer.crfsuite"
# Penalties compared on articles left out: from c2 0.3 to 5 the F1 of pairs moves by a point.
PARAMETERS: dict[str, float | int] = {"c1": 0.05, "c2": 1.0, "max_iterations": 80, "feature.minfreq": 2}


class Scorer:
    """Probabilities of the predicates between two mentions, given the pair's features."""

    def __init__(self, path: Path) -> None:
        """Raises BadData if the file is not a model of this library."""
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(path))
        except ValueError as error:
            raise BadData(f"{path}: {error}", "train the scorer again: kg train") from error
        self._labels = frozenset(self._tagger.labels())

    @classmethod
    def load(cls, models: Path) -> Scorer | None:
        """The scorer of an ontology's ``models`` folder; None if it has none, so that rules decide alone."""
        path = models / WEIGHTS
        return cls(path) if path.is_file() else None

    def probabilities(self, features: Sequence[str], predicates: Iterable[str]) -> dict[str, float]:
        """The probability of each of ``predicates`` (0 for one never seen in training)."""
        self._tagger.set([features])
        return {p: self._tagger.marginal(p, 0) if p in self._labels else 0.0 for p in predicates}


def train_scorer(rows: Iterable[tuple[Sequence[str], str]], path: Path) -> None:
    """Learn from ``(features, predicate or NONE)`` and write the weights to ``path``.

    L-BFGS with both penalties (``c1`` drops weights that earn nothing, which keeps the file small); deterministic.
    """
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    for features, label in rows:
        trainer.append([list(features)], [label])
    trainer.train(str(path))
