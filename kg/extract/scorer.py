"""The scorer: two linear models that judge what the rules propose.

The first, a logistic regression, says how likely two mentions are related at all; the second, a multinomial one, which
predicate then joins them. Each has its own penalty: whether two names are related is learned from few positive pairs
among very many, and overfits soonest; which predicate it is shows in single words. Their features are those of
``pair_features``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from math import exp
from pathlib import Path
from typing import NamedTuple

from kg.errors import BadData
from kg.extract.tagger import Crf

RELATED = "scorer.related.json"
PREDICATES = "scorer.predicates.bin"


class Features(NamedTuple):
    """What is seen of a proposal: of its two groups, of its members' types, of their names.

    All proposals of a pair of groups share the first list, those of equal types the second, so that each is weighed
    once.
    """

    pair: Sequence[str]
    types: Sequence[str]
    names: Sequence[str]

    def all(self) -> list[str]:
        """Every feature."""
        return [*self.pair, *self.types, *self.names]


class Scorer:
    """Probabilities of the predicates between two mentions, given the features of a proposal."""

    def __init__(self, related: Mapping[str, float], predicates: Crf) -> None:
        """``related`` has the weight of each feature (log odds) for two mentions that are related."""
        self._weigh = related.get
        self._predicates = predicates
        self._labels = frozenset(predicates.labels())
        self._pair: tuple[Sequence[str], float] = ((), 0.0)
        self._types: tuple[Sequence[str], float] = ((), 0.0)

    @classmethod
    def load(cls, models: Path) -> Scorer | None:
        """The scorer of an ontology's ``models`` folder; None if it has none, so that rules decide alone.

        Raises BadData naming the file that cannot be read.
        """
        path = models / RELATED
        if not path.is_file():
            return None
        try:
            weights = {str(feature): float(weight) for feature, weight in json.loads(path.read_bytes()).items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise BadData(f"{path}: not the weights of a model ({error})", "train it again: kg train") from error
        return cls(weights, Crf.load(models / PREDICATES))

    def related(self, features: Features) -> float:
        """The probability that the two mentions are related."""
        if self._pair[0] is not features.pair:
            self._pair = features.pair, self._sum(features.pair)
        if self._types[0] is not features.types:
            self._types = features.types, self._sum(features.types)
        odds = self._pair[1] + self._types[1] + self._sum(features.names)
        return 1 / (1 + exp(-odds)) if odds > 0 else exp(odds) / (1 + exp(odds))  # neither overflows

    def predicates(self, features: Features, predicates: Iterable[str]) -> dict[str, float]:
        """The probability of each of ``predicates`` for two mentions that are related (0 for one never seen)."""
        self._predicates.set([features.all()])
        return {p: self._predicates.marginal(p, 0) if p in self._labels else 0.0 for p in predicates}

    def _sum(self, features: Sequence[str]) -> float:
        return sum(map(self._weigh, features, repeat(0.0)))
