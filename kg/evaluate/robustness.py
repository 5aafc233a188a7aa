"""Metamorphic changes: an article changed in ways that must not change what it claims, and what was lost by each.

No gold is needed: the claims of the unchanged article are what is expected (Chen, Cheung and Yiu 1998).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.model import Claim
from kg.model.damage import Damage, Pair
from kg.text.script import NARROW, WIDE, is_traditional, simplified, traditional, widened
from kg.vocabulary.cues import Cues

SPAM_EVERY = 400  # characters between two injected advertisements, about the density of real spun pages
PAIRS = 25  # swaps injected, all from one thesaurus as on a real page
PARAGRAPH = 40  # a line of fewer characters may be a heading, whose place matters


@dataclass(frozen=True, slots=True)
class Robustness:
    """Of ``claims`` in the unchanged article ``kept`` are still there after ``change``; ``new`` ones came."""

    article: str
    change: str
    claims: int
    kept: int
    new: int

    @property
    def lost(self) -> int:
        """Claims that are gone."""
        return self.claims - self.kept

    @property
    def drop(self) -> float:
        """Share of the claims that are gone; 0 where there was none."""
        return self.lost / self.claims if self.claims else 0.0


Change = Callable[[str, Damage, Cues], str]


def compare(article: str, change: str, before: Iterable[Claim], after: Iterable[Claim]) -> Robustness:
    """Claims are the same if they claim the same, wherever they stand."""
    was, now = {c.id for c in before}, {c.id for c in after}
    return Robustness(article, change, len(was), len(was & now), len(now - was))


def other_script(text: str, damage: Damage, cues: Cues) -> str:
    """A Traditional text in Simplified, any other in Traditional characters."""
    plain = simplified(text)
    return plain if is_traditional(text, plain) else traditional(text)


def injected_spam(text: str, damage: Damage, cues: Cues) -> str:
    """Advertisements of the ontology inserted behind commas, in the text's own script."""
    phrases = damage.spam_phrases
    if not phrases:
        return text
    to_script = traditional if is_traditional(text, simplified(text)) else (lambda phrase: phrase)
    pieces, last, number = [], 0, 0
    for comma in re.finditer("[，,](?=[\u4e00-\u9fff])", text):
        if comma.end() < _body(text) or comma.end() - last < SPAM_EVERY:
            continue
        phrase = to_script(phrases[number * 7 % len(phrases)])
        pieces += [text[last : comma.end()], phrase, comma.group()]
        last, number = comma.end(), number + 1
    return "".join([*pieces, text[last:]])


def injected_pairs(text: str, damage: Damage, cues: Cues) -> str:
    """The swaps of one spinning tool made in the text, each at every place, as such tools do.

    They are inserted in Simplified, which is what is found on Traditional pages too.
    """
    plain = simplified(text)
    usable = [
        p for p in damage.pairs if p.pages and len(p.original) > 1 and p.original in plain and p.spun not in plain
    ]
    pages = Counter(page for pair in usable for page in pair.pages)
    if not pages:
        return text
    page = min(pages, key=lambda p: (-pages[p], p))
    chosen: dict[str, Pair] = {}
    for pair in sorted(usable, key=lambda p: (-plain.count(p.original), p.original, p.spun)):
        # A word that holds another chosen one, or lies in it, would make two swaps of one place.
        apart = all(pair.original not in other and other not in pair.original for other in chosen)
        if page in pair.pages and apart and len(chosen) < PAIRS:
            chosen[pair.original] = pair
    if not chosen:
        return text
    pattern = re.compile("|".join(map(re.escape, chosen)))
    pieces, last = [], 0
    for match in pattern.finditer(plain, _body(text)):
        pieces += [text[last : match.start()], chosen[match.group()].spun]
        last = match.end()
    return "".join([*pieces, text[last:]])


def doubled(text: str, damage: Damage, cues: Cues) -> str:
    """The whole file twice."""
    return text.rstrip("\n") + "\n" + text


def shuffled(text: str, damage: Damage, cues: Cues) -> str:
    """Neighbouring paragraphs of one section in reverse order, where none leans on the one before by a pronoun."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0) + 1
    done: list[str] = lines[: start + 1]
    run: list[str] = []
    for line in lines[start + 1 :]:
        if len(line.strip()) < PARAGRAPH or cues.pronouns.match(simplified(line.strip())):
            done += run[::-1]
            run = []
            done.append(line)
        else:
            run.append(line)
    return "\n".join([*done, *run[::-1]])


def other_widths(text: str, damage: Damage, cues: Cues) -> str:
    """Full-width punctuation half-width, or the other way round where the text has it half-width."""
    if sum(text.count(c) for c in WIDE) >= sum(text.count(c) for c in NARROW):
        return text.translate(str.maketrans(WIDE, NARROW))
    return widened(text)


CHANGES: dict[str, Change] = {
    "other script": other_script,
    "injected spam": injected_spam,
    "injected pairs": injected_pairs,
    "doubled file": doubled,
    "shuffled paragraphs": shuffled,
    "other punctuation widths": other_widths,
}


def _body(text: str) -> int:
    """Where the text behind the headline begins."""
    bare = len(text) - len(text.lstrip())
    end = text.find("\n", bare)
    return end + 1 if end >= 0 else 0
