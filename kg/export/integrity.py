"""How whole an article's text is: what was inserted, mended or lost in it, and a grade anyone can recompute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.model import Extraction, Sentence, Span

# A text gets the first grade whose share of untouched sentences it reaches.
GRADES = (("A", 0.98), ("B", 0.90), ("C", 0.70), ("D", 0.40), ("E", 0.0))

# Quarantine that stands inside what the author wrote; boilerplate, contacts and copies stand around it.
INSIDE = ("spam", "noise")


@dataclass(frozen=True, slots=True)
class Integrity:
    """Figures about one article. ``quarantined`` counts characters by kind, ``rejected`` candidates by stage and rule.

    ``sentences`` are those of the clean text without headline, headings and credit; ``untouched`` those of them in
    which nothing was inserted, masked or mended. ``masks`` are the places where characters are gone for good.
    """

    document: str
    characters: int
    kept: int
    sentences: int
    untouched: int
    repairs: int
    masks: int
    quarantined: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Share of sentences that stand as their author wrote them; 1 in a text without sentences."""
        return self.untouched / self.sentences if self.sentences else 1.0

    @property
    def grade(self) -> str:
        """A (whole) to E (most sentences touched), by ``GRADES``."""
        return next(name for name, least in GRADES if self.share >= least)


def integrity(extraction: Extraction) -> Integrity:
    """The figures of one article."""
    text = extraction.text
    body = [s for s in extraction.sentences if s.kind == "body"]
    touched = sorted(
        [q.span for q in extraction.quarantined if q.kind in INSIDE] + [r.span for r in extraction.restorations]
    )
    quarantined: Counter[str] = Counter()
    for quarantine in extraction.quarantined:
        quarantined[quarantine.kind] += quarantine.span.end - quarantine.span.start
    rejected = Counter((r.stage, rule_name(r.rule)) for r in extraction.rejections)
    return Integrity(
        document=extraction.article.id,
        characters=len(text.raw),
        kept=len(text.clean),
        sentences=len(body),
        untouched=sum(not _touched(extraction, sentence, touched) for sentence in body),
        repairs=len(extraction.restorations),
        masks=sum(q.rule == "mask" for q in extraction.quarantined),
        quarantined=dict(sorted(quarantined.items())),
        rejected=dict(sorted(rejected.items())),
    )


def rule_name(rule: str) -> str:
    """A rule without the figures behind it, so that equal rules can be counted.

    >>> rule_name("recognizer: probability 0.31")
    'recognizer'
    """
    return rule.partition(":")[0]


def _touched(extraction: Extraction, sentence: Sentence, touched: list[Span]) -> bool:
    span = extraction.text.to_raw(sentence.span)
    return any(span.overlaps(other) for other in touched)
