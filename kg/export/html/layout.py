"""Positions for small sets of nodes, computed beforehand so that the page draws at once and always the same.

Plain Python on purpose: sums in one fixed order and no vectorised library keep the bytes the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Link = tuple[int, int, float]

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def sunflower(count: int, spacing: float) -> list[Point]:
    """``count`` points spread evenly over a disc, the first one in its middle, neighbours about ``spacing`` apart."""
    return [
        (
            round(spacing * 0.75 * math.sqrt(i) * math.cos(i * GOLDEN_ANGLE), 4),
            round(spacing * 0.75 * math.sqrt(i) * math.sin(i * GOLDEN_ANGLE), 4),
        )
        for i in range(count)
    ]


def spread(count: int, links: Iterable[Link], spacing: float, rounds: int) -> list[Point]:
    """A force-directed layout of nodes ``0..count-1`` (Fruchterman and Reingold 1991), in the units of ``spacing``.

    ``links`` are ``(from, to, weight)``. Nodes start on a sunflower with the best-linked in the middle, so the result
    depends on nothing but the arguments. Costs ``rounds * count**2 / 2`` steps: meant for tens of nodes.
    """
    pairs = [(a, b, w) for a, b, w in links if a != b]
    weight = [0.0] * count
    for a, b, w in pairs:
        weight[a] += w
        weight[b] += w
    order = sorted(range(count), key=lambda i: (-weight[i], i))
    start = sunflower(count, spacing)
    xs, ys = [0.0] * count, [0.0] * count
    for place, node in enumerate(order):
        xs[node], ys[node] = start[place]
    push = spacing * spacing
    for turn in range(rounds):
        dx, dy = [0.0] * count, [0.0] * count
        for i in range(count):
            xi, yi, sx, sy = xs[i], ys[i], 0.0, 0.0
            for j in range(i + 1, count):
                ex, ey = xi - xs[j], yi - ys[j]
                force = push / (ex * ex + ey * ey + 1.0)
                fx, fy = ex * force, ey * force
                sx += fx
                sy += fy
                dx[j] -= fx
                dy[j] -= fy
            dx[i] += sx
            dy[i] += sy
        for a, b, w in pairs:
            ex, ey = xs[a] - xs[b], ys[a] - ys[b]
            pull = math.sqrt(ex * ex + ey * ey) / spacing * min(w, 3.0)
            dx[a] -= ex * pull
            dy[a] -= ey * pull
            dx[b] += ex * pull
            dy[b] += ey * pull
        step = spacing * 0.6 * (1 - turn / rounds) + spacing * 0.02
        for i in range(count):
            gx, gy = dx[i] - xs[i] * 0.35, dy[i] - ys[i] * 0.35
            length = math.sqrt(gx * gx + gy * gy) or 1.0
            move = min(step, length) / length
            xs[i] += gx * move
            ys[i] += gy * move
    return list(zip(xs, ys, strict=True))


def part(points: Sequence[Point], radii: Sequence[float], rounds: int = 80) -> list[Point]:
    """The points moved apart until discs of ``radii`` around them do not overlap (or ``rounds`` are used up)."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    for _ in range(rounds):
        moved = False
        for i in range(len(xs)):
            for j in range(i + 1, len(xs)):
                ex, ey = xs[j] - xs[i], ys[j] - ys[i]
                need = radii[i] + radii[j]
                if ex * ex + ey * ey >= need * need:
                    continue
                length = math.sqrt(ex * ex + ey * ey)
                if length < 1e-6:
                    ex, ey, length = 1.0, float(i % 3) - 1.0, 1.5
                shift = (need - length) / length * 0.51
                moved = True
                xs[i] -= ex * shift
                ys[i] -= ey * shift
                xs[j] += ex * shift
                ys[j] += ey * shift
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


def centred(points: Sequence[Point], radii: Sequence[float]) -> tuple[list[Point], float]:
    """The points moved so that the middle of their box is the origin, and the radius that covers all their discs."""
    left = min(x - r for (x, _), r in zip(points, radii, strict=True))
    right = max(x + r for (x, _), r in zip(points, radii, strict=True))
    top = min(y - r for (_, y), r in zip(points, radii, strict=True))
    bottom = max(y + r for (_, y), r in zip(points, radii, strict=True))
    mx, my = (left + right) / 2, (top + bottom) / 2
    moved = [(x - mx, y - my) for x, y in points]
    reach = max(math.sqrt(x * x + y * y) + r for (x, y), r in zip(moved, radii, strict=True))
    return moved, reach
