"""What cleaning removed and what it mended, each with the rule that did it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.aligned import Span


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Raw text that no claim may come from. ``kind``: spam, noise, boilerplate, duplicate, contact."""

    span: Span
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Restoration:
    """One damaged spelling given back. ``span`` is in raw code points.

    ``restored`` is in the script of the surrounding text; ``runner_up`` is the reading that came second (the damaged
    spelling itself if nothing else did) and ``margin`` how much worse it scored, in natural-log units.
    """

    span: Span
    surface: str
    restored: str
    rule: str
    runner_up: str
    margin: float
