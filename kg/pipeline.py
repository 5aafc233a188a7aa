"""START HERE: one article in, one Extraction out, every stage in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.extract.claims import ClaimMaker, Judged
from kg.extract.lexicon import LexiconIndex
from kg.extract.mentions import find_mentions
from kg.extract.recognizer import Recognizer, has_recognizer
from kg.extract.resolve import resolve
from kg.extract.rulebook import RuleBook
from kg.extract.scorer import Scorer
from kg.extract.structure import Structure, credit_mentions, merged
from kg.extract.syntax import Placed, TriggerIndex, build_frames
from kg.extract.variants import Variants
from kg.model import Article, Entity, Extraction, Rejection, Resolution
from kg.text.clean import clean
from kg.text.script import in_taiwan, simplified
from kg.text.segment import cut, expect
from kg.vocabulary.ontology import Ontology
from kg.vocabulary.slug import slug


class Pipeline:
    """The stages with what they need from the ontology, loaded once and used for any number of articles."""

    def __init__(self, ontology: Ontology) -> None:
        schema, models = ontology.schema, ontology.folder / "models"
        accepts = {p.name: (frozenset(p.domain), frozenset(p.range)) for p in schema.predicates.values()}
        symmetric = schema.symmetric
        self._ontology = ontology
        self._lexicon = LexiconIndex(ontology.lexicon, simplified)
        # An ontology without weights of its own works with its lexicon, shapes and rules alone.
        self._recognizer = Recognizer.load(models, cut) if has_recognizer(models) else None
        self._variants = Variants.load(models)
        self._book = RuleBook(ontology.rules, accepts)
        self._triggers = TriggerIndex(self._book.triggers)
        self._structure = Structure(self._book, ontology.names, slug)
        self._claims = ClaimMaker(self._book, Scorer.load(models), ontology.cues, symmetric)

    def extract(self, article: Article) -> Extraction:
        """Everything found in one article: clean, find mentions, resolve them to entities, make claims."""
        ontology = self._ontology
        cleaned = clean(article, ontology.damage)
        text = cleaned.text
        expect(text.clean)
        hits = self._lexicon.find(text.clean, [s.span for s in cleaned.sentences])
        credited = credit_mentions(text.clean, cleaned.credits, ontology.rules, self._lexicon)
        mentions, refused = find_mentions(
            text.clean, cleaned.sentences, hits, self._recognizer, ontology.names, credited
        )
        entities, resolutions = resolve(
            text,
            mentions,
            self._lexicon,
            ontology.names,
            ontology.minted,
            slug,
            [r.span for r in cleaned.restorations],
            in_taiwan,
            self._variants,
        )
        frames = build_frames(
            text.clean, cleaned.sentences, _placed(resolutions, entities), self._triggers, ontology.cues
        )
        claims, turned_down = self._claims.claims(frames, text, article.id, cleaned.sections)
        work, named, published = self._structure.publication(article, text, cleaned.credits, resolutions, simplified)
        claims = merged([*published, *self._structure.succession(article, text, frames), *claims])
        overlaps = tuple(
            Rejection("mentions", text.to_raw(mention.span), mention.name, reason) for mention, reason in refused
        )
        return Extraction(
            replace(article, published_by=cleaned.published_by),
            text,
            cleaned.quarantined,
            cleaned.restorations,
            cleaned.sections,
            cleaned.sentences,
            (*entities, work) if work else entities,
            (*resolutions, *named),
            claims,
            (*cleaned.rejections, *overlaps, *turned_down),
        )

    def judged(self, extraction: Extraction) -> Iterator[Judged]:
        """What the rules proposed in an article and how it was judged; ``kg explain`` shows it."""
        text, sentences = extraction.text, extraction.sentences
        placed = _placed(extraction.resolutions, extraction.entities)
        return self._claims.judged(
            build_frames(text.clean, sentences, placed, self._triggers, self._ontology.cues), text
        )


def _placed(resolutions: Sequence[Resolution], entities: Sequence[Entity]) -> list[Placed]:
    types = {e.id: e.type for e in entities}
    placed = [Placed(*r.mention.span, r.entity, types[r.entity], r.mention.confidence) for r in resolutions]
    return sorted(placed)
