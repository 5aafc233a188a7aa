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
    ease = min(1.0, 1.4 * count / max(1, len(pairs)))  # where everything is linked, links must not draw it into a knot
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
            pull = math.sqrt(ex * ex + ey * ey) / spacing * min(w, 3.0) * ease
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


def shelves(sizes: Sequence[int], spacing: float) -> list[list[Point]]:
    """Rows of small sets of points, each set side by side: for what is hardly linked, where forces find no shape."""
    width = max(max(sizes), math.ceil(math.sqrt(sum(sizes) * 1.4)))
    placed: list[list[Point]] = []
    column = row = 0
    for size in sizes:
        if column and column + size > width:
            column, row = 0, row + 1
        placed.append([((column + i) * spacing, row * spacing) for i in range(size)])
        column += size
    return placed


def nestle(radii: Sequence[float], links: Iterable[Link], gap: float) -> list[Point]:
    """Discs of ``radii`` packed around a middle, each beside those it is linked to best, ``gap`` apart.

    They are placed one by one, the best-linked first, where they touch one that lies already and are nearest to what
    they are linked to.
    """
    weight: dict[int, dict[int, float]] = {i: {} for i in range(len(radii))}
    for a, b, w in links:
        weight[a][b] = weight[b][a] = w
    waiting = list(range(len(radii)))
    placed: dict[int, Point] = {}
    turns = [(round(math.cos(t * math.pi / 12), 6), round(math.sin(t * math.pi / 12), 6)) for t in range(24)]
    while waiting:

        def urgency(i: int) -> tuple[float, float, int]:
            known = sum(w for j, w in weight[i].items() if j in placed)
            return (-known, -sum(weight[i].values()), i)

        chosen = min(waiting, key=urgency)
        waiting.remove(chosen)
        if not placed:
            placed[chosen] = (0.0, 0.0)
            continue
        pulls = [(placed[j], w) for j, w in weight[chosen].items() if j in placed]
        best: tuple[float, Point] | None = None
        for other, (ox, oy) in placed.items():
            reach = radii[other] + radii[chosen] + gap
            for cos, sin in turns:
                x, y = ox + reach * cos, oy + reach * sin
                cost = 0.6 * math.sqrt(x * x + y * y)
                cost += sum(w * math.sqrt((x - px) ** 2 + (y - py) ** 2) for (px, py), w in pulls)
                if best is not None and cost >= best[0]:
                    continue
                if all(
                    (x - px) ** 2 + (y - py) ** 2 >= (radii[chosen] + radii[j] + gap - 0.01) ** 2
                    for j, (px, py) in placed.items()
                ):
                    best = (cost, (x, y))
        placed[chosen] = best[1] if best else (0.0, 0.0)
    return [placed[i] for i in range(len(radii))]


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
