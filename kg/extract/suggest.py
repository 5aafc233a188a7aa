"""Names that articles use and the lexicon does not know, ranked by how much a row for them would help."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kg.extract.resolve import name_key
from kg.model import Extraction, Mention
from kg.vocabulary.lexicon import HEADER

SHORTEST = 2
LONGEST = 12  # a longer stretch is mostly a description, not a name
QUOTE = 12  # characters of context on each side of the evidence

# A probability is asked of the recognizer only; a shape in the text (a title in its marks) needs none.
CERTAIN = 1.0


@dataclass(slots=True)
class Suggestion:
    """One unknown term. ``types`` and ``spellings`` count its mentions, ``probability`` is the mean over them."""

    spellings: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    total: float = 0.0
    quote: str = ""

    @property
    def mentions(self) -> int:
        """How often the term stands in the articles."""
        return self.spellings.total()

    @property
    def probability(self) -> float:
        """Mean probability that the recognizer gave it, 0 to 1."""
        return self.total / self.mentions

    @property
    def name(self) -> str:
        """Its commonest spelling."""
        return min(self.spellings, key=lambda n: (-self.spellings[n], len(n), n))

    @property
    def type(self) -> str:
        """Its commonest type."""
        return min(self.types, key=lambda t: (-self.types[t], t))

    @property
    def rank(self) -> tuple[float, int, str]:
        """Sort key: documents that would gain, weighed by how sure it is a name, then mentions, then the name."""
        return -len(self.documents) * self.probability, -self.mentions, self.name


def suggest(extractions: Iterable[Extraction], unwanted: Collection[str] = ()) -> list[Suggestion]:
    """The unknown terms of articles, the best first. ``unwanted`` are types that never make a lexicon row."""
    found: dict[str, Suggestion] = defaultdict(Suggestion)
    for extraction in extractions:
        listed = {e.id for e in extraction.entities if e.lexicon_id}
        probabilities: dict[str, float] = {}
        for resolution in extraction.resolutions:
            mention = resolution.mention
            if mention.source == "recognizer":
                probabilities.setdefault(mention.name, float(mention.detail))
        for resolution in extraction.resolutions:
            mention = resolution.mention
            if resolution.entity in listed or mention.type in unwanted or not _likely(mention.name):
                continue
            term = found[name_key(mention.name)]
            term.spellings[mention.name] += 1
            term.types[mention.type] += 1
            term.documents.add(extraction.article.id)
            # A repeated mention is as sure as the one it repeats.
            term.total += probabilities.get(mention.name, CERTAIN)
            term.quote = term.quote or _quote(extraction, mention)
    return sorted(found.values(), key=lambda term: term.rank)


def write_suggestions(
    terms: Sequence[Suggestion],
    known: Collection[str],
    slug: Callable[[str], str],
    to_traditional: Callable[[str], str],
) -> str:
    """A table in the lexicon's own form; the evidence stands in ``note``. ``known`` are the lexicon's ids.

    ``slug`` spells a name in ASCII and ``to_traditional`` gives its Traditional form.
    """
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(HEADER)
    taken = set(known)
    for term in terms:
        id_ = plain = slug(term.name) or "term"
        number = 2
        while id_ in taken:
            id_, number = f"{plain}-{number}", number + 1
        taken.add(id_)
        others = "|".join(sorted(set(term.spellings) - {term.name}))
        note = f"articles {len(term.documents)}, mentions {term.mentions}, sure {term.probability:.2f}: {term.quote}"
        english = term.name if term.name.isascii() else ""
        table.writerow([id_, term.type, term.name, to_traditional(term.name), english, others, "", "", note])
    return file.getvalue()


def _likely(name: str) -> bool:
    """Whether a stretch can be a name worth a row: neither a number nor a fragment nor a whole phrase."""
    letters = [c for c in name if c.isalpha()]
    if name.isascii():
        return SHORTEST <= len(letters) <= 3 * LONGEST
    return SHORTEST <= len(name) <= LONGEST and len(letters) * 2 > len(name) and not set(name) & set("，。、：；|\n")


def _quote(extraction: Extraction, mention: Mention) -> str:
    """The clean text around a mention, the mention in brackets."""
    start, end = mention.span
    text = extraction.text.clean
    before, after = text[max(0, start - QUOTE) : start], text[end : end + QUOTE]
    return "".join(f"{before}[{text[start:end]}]{after}".split())
