"""The scorer: linear models that judge what the rules propose.

The first, a logistic regression, says how likely two mentions are related at all; the second, a multinomial one, which
predicate then joins them; a third whether the text denies it. Each has its own penalty: whether two names are related
is learned from few positive pairs among very many, and overfits soonest; which predicate it is shows in single words.
Their features are those of ``pair_features`` and of ``polarity``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kg.extract.linear import LinearModel, likelihood
from kg.extract.proposals import Proposals
from kg.text.codes import Reals

RELATED = "scorer.related.npz"
PREDICATES = "scorer.predicates.npz"
POLARITY = "scorer.polarity.npz"
YES = "related"
"""The one label of the first model, whose weights are log odds."""


class Scorer:
    """Probabilities of the predicates between two mentions, for all proposals of a document at once."""

    def __init__(self, related: LinearModel, predicates: LinearModel, polarity: LinearModel) -> None:
        self._related = related
        self._predicates = predicates
        self.polarity = polarity

    @classmethod
    def load(cls, models: Path) -> Scorer | None:
        """The scorer of an ontology's ``models`` folder; None if it has none, so that rules decide alone.

        Raises BadData naming the file that cannot be read.
        """
        if not (models / RELATED).is_file():
            return None
        return cls(*(LinearModel.load(models / name) for name in (RELATED, PREDICATES, POLARITY)))

    @property
    def predicates(self) -> tuple[str, ...]:
        """The predicates it tells apart: the columns of :meth:`judge`."""
        return self._predicates.labels

    def judge(self, proposals: Proposals, floor: float) -> Reals:
        """The probability of each predicate for each proposal: that the two are names, related, and in this way.

        A relation between names that are no names is none: what counts is that all three are right. Rows of
        proposals whose two are less likely than ``floor`` to be related are 0.
        """
        pairs, members = proposals.features()
        pair = proposals.pair
        odds = self._related.scores(pairs)[pair, 0] + self._related.scores(members)[:, 0]
        sure = proposals.pairs.places.member_confidence
        related = sure[proposals.subject] * sure[proposals.object] * likelihood(odds)
        likely = related >= floor
        shares = np.zeros((len(pair), len(self.predicates)))
        wanted = np.zeros(pairs.size, np.bool_)
        wanted[pair[likely]] = True
        scores = self._predicates.scores(pairs, wanted)[pair[likely]]
        scores += self._predicates.scores(members, likely)[likely]
        weights = np.exp(scores - scores.max(1, keepdims=True, initial=-np.inf))
        shares[likely] = weights / weights.sum(1, keepdims=True) * related[likely, None]
        return shares
