"""What an ontology's pipeline sees in an annotated article: what the scorer and the resolver are taught behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.extract.lexicon import LexiconIndex
from kg.extract.mentions import find_mentions
from kg.extract.recognizer import Recognized, recognized_mention
from kg.extract.resolve import name_key
from kg.extract.rulebook import RuleBook
from kg.extract.syntax import TriggerIndex
from kg.extract.train_gold import GoldArticle
from kg.extract.train_recognizer import article_sentences
from kg.model import Mention, Span
from kg.text.script import plain_form, simplified
from kg.vocabulary.cues import Cues, read_cues
from kg.vocabulary.lexicon import read_lexicon
from kg.vocabulary.names import Names, read_names
from kg.vocabulary.rules import read_rules
from kg.vocabulary.schema import read_schema

# What two annotators agree on is the surest that can be had: such an article counts as so many annotated once. It
# serves these four and costs the others nothing: on articles left out pairs reach F1 .340 with 4 as with 12.
AGREED = 14


@dataclass(frozen=True, slots=True)
class Setting:
    """What proposals depend on, read from an ontology folder."""

    book: RuleBook
    triggers: TriggerIndex
    cues: Cues
    names: Names
    lexicon: LexiconIndex
    symmetric: frozenset[str]


def read_setting(ontology: Path) -> Setting:
    """The setting of an ontology folder. Raises BadData with file:line if a file cannot be used."""
    schema = read_schema(ontology / "schema.ttl")
    accepts = {p.name: (frozenset(p.domain), frozenset(p.range)) for p in schema.predicates.values()}
    book = RuleBook(read_rules(ontology / "rules.toml"), accepts)
    return Setting(
        book,
        TriggerIndex(book.triggers),
        read_cues(ontology / "cues.toml"),
        read_names(ontology / "names.toml"),
        LexiconIndex(read_lexicon(ontology / "lexicon"), simplified),
        schema.symmetric,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Recognized names of one article in the shape that ``find_mentions`` asks."""

    recognized: Sequence[Recognized]

    def find(self, text: str, sentences: Sequence[Span], hits: Sequence[object]) -> list[Mention]:
        """The names, with their probabilities."""
        return [recognized_mention(text, r) for r in self.recognized]


def found_mentions(article: GoldArticle, recognized: Sequence[Recognized], setting: Setting) -> list[Mention]:
    """The mentions of an article, given the names that a recognizer found there."""
    text, sentences = article.text.clean, article_sentences(article.text.clean)
    hits = setting.lexicon.find(text, [s.span for s in sentences])
    return find_mentions(text, sentences, hits, _Found(recognized), setting.names)[0]


def owners_of_names(article: GoldArticle) -> dict[str, str]:
    """The entity of each name that the gold knows, by the key of the name."""
    owners: dict[str, str] = {}
    for entity in article.entities:
        for name in entity.names:
            owners.setdefault(name_key(plain_form(name)), entity.id)
    return owners
