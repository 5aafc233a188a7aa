"""Logistic regression by Newton's method, small enough to need no package and to give the same digits everywhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

_RIDGE = 1.0  # weight of the squared coefficients, so that a sign seen seldom says little
_STEPS, _ENOUGH = 40, 1e-6


def fit(examples: Iterable[tuple[Sequence[float], bool, float]]) -> list[float]:
    """Coefficients for ``examples`` of (signs, whether it is one, weight); the first sign should be a constant 1."""
    rows = [(tuple(signs), float(right), weight) for signs, right, weight in examples if weight > 0]
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        gradient = [_RIDGE * w for w in weights]
        curvature = [[_RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for signs, right, weight in rows:
            odds = sum(w * x for w, x in zip(weights, signs, strict=True))
            chance = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))
            slope, bend = weight * (chance - right), weight * chance * (1.0 - chance)
            # Most signs are zero most of the time: only the others move anything.
            present = [(i, x) for i, x in enumerate(signs) if x]
            for i, x in present:
                gradient[i] += slope * x
                row, scaled = curvature[i], bend * x
                for j, y in present:
                    row[j] += scaled * y
        step = solve(curvature, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _ENOUGH:
            break
    return weights


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The x of ``matrix`` x = ``right``, by elimination with the largest pivot.

    >>> solve([[2.0, 0.0], [1.0, 4.0]], [2.0, 9.0])
    [1.0, 2.0]
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda r: abs(rows[r][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [a - factor * b for a, b in zip(rows[below], rows[at], strict=True)]
    answer = [0.0] * size
    for at in reversed(range(size)):
        known = sum(rows[at][j] * answer[j] for j in range(at + 1, size))
        answer[at] = (rows[at][size] - known) / rows[at][at]
    return answer
