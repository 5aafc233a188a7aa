"""The whole way from raw characters to claims, for one sentence or one claim: the plain function of ``kg explain``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.corpus.inputs import input_files, read_articles
from kg.errors import UsageError
from kg.extract.claims import Judged
from kg.extract.modality import modality_of
from kg.graph.build import mask
from kg.model import Article, Extraction, Sentence, Span
from kg.model.ids import claim_id
from kg.pipeline import Pipeline
from kg.text.read import article_from_text
from kg.text.script import simplified
from kg.vocabulary.ontology import Ontology, read_ontology

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Found:
    """An article and the raw spans in it that are to be explained."""

    extraction: Extraction
    spans: tuple[Span, ...]


def explain(target: str, inputs: Sequence[Path], ontology: Path) -> list[Json]:
    """One explanation, a value of JSON, for each sentence that holds ``target``.

    ``target`` is a claim's id, words that stand in one of ``inputs`` (in either script, as written or as repaired),
    or, where it is neither, a text of its own. Raises UsageError if it looks like a claim's id and no claim has it.
    """
    if not target.strip():
        raise UsageError("nothing to explain", "give a claim's id, words of a text, or a text")
    articles, errors = read_articles(input_files(inputs))
    if not articles and errors:
        raise errors[0]
    knowledge = read_ontology(ontology)
    pipeline = Pipeline(knowledge)
    wanted = claim_of(target)
    if wanted:
        found = [f for a in articles if (f := _by_claim(pipeline.extract(a), wanted)).spans]
        if not found:
            raise UsageError(f"no claim has the id {wanted}", "name the texts it was built from behind it")
    else:
        found = [f for a in articles if (f := _by_words(pipeline, a, target)).spans]
        if not found:
            extraction = pipeline.extract(article_from_text(target, Path("text")))
            found = [_Found(extraction, (Span(0, len(target)),))]
    return [told for item in found for told in _explanations(item, pipeline, knowledge, wanted)]


def claim_of(target: str) -> str:
    """The claim's id in ``target`` (an id, or an IRI that ends in one); empty if it is something else.

    >>> claim_of("https://kg.example/claim/0f8fad5bd9cb"), claim_of("WeChat")
    ('0f8fad5bd9cb', '')
    """
    last = target.strip().rstrip("/").rpartition("/")[2].rpartition("#")[2]
    return last if len(last) == 12 and set(last) <= set("0123456789abcdef") else ""


def _by_claim(extraction: Extraction, wanted: str) -> _Found:
    spans = {e.span for claim in extraction.claims if claim.id == wanted for e in claim.evidence}
    return _Found(extraction, tuple(sorted(spans)))


def _by_words(pipeline: Pipeline, article: Article, words: str) -> _Found:
    extraction = pipeline.extract(article)
    plain = simplified(words)
    spans = [Span(at, at + len(words)) for at in _places(simplified(article.text), plain)]
    if not spans:
        # As repaired, and across what was taken out of the middle of a sentence.
        clean = extraction.text
        spans = [clean.to_raw(Span(at, at + len(words))) for at in _places(clean.clean, plain)]
    return _Found(extraction, tuple(spans))


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def _explanations(found: _Found, pipeline: Pipeline, knowledge: Ontology, wanted: str) -> Iterator[Json]:
    extraction = found.extraction
    raw = {s.number: extraction.text.to_raw(s.span) for s in extraction.sentences}
    chosen = [s for s in extraction.sentences if any(raw[s.number].overlaps(span) for span in found.spans)]
    judged = list(pipeline.judged(extraction)) if chosen else []
    teller = _Teller(extraction, knowledge)
    for sentence in chosen:
        here = [j for j in judged if j.proposal.pair.frame.sentence.number == sentence.number]
        yield teller.sentence(sentence, here, wanted)
    covered = [raw[s.number] for s in chosen]
    for span in found.spans:
        # Words of which no sentence is left: all of them are in quarantine.
        if not any(span.overlaps(other) for other in covered):
            yield teller.stretch(span)


class _Teller:
    """Tells what happened to stretches of one article."""

    def __init__(self, extraction: Extraction, knowledge: Ontology) -> None:
        self._all = extraction
        self._cues = knowledge.cues
        self._rows = {row.id: row for row in knowledge.lexicon}
        self._entities = {e.id: e for e in extraction.entities}
        self._claims = {c.id for c in extraction.claims}
        contacts = [q.span for q in extraction.quarantined if q.kind == "contact"]
        self._masked = mask(extraction.article.text, contacts)

    def stretch(self, span: Span) -> Json:
        """What holds for any raw span, sentence or not."""
        article = self._all.article
        return {
            "document": article.id,
            "title": article.title,
            "start": span.start,
            "end": span.end,
            "raw": self._masked[span.start : span.end],
            "quarantined": [
                {"start": q.span.start, "end": q.span.end, "kind": q.kind, "rule": q.rule, "text": self._cut(q.span)}
                for q in self._all.quarantined
                if q.span.overlaps(span)
            ],
            "repairs": [
                {
                    "start": r.span.start,
                    "end": r.span.end,
                    "surface": r.surface,
                    "restored": r.restored,
                    "rule": r.rule,
                    "runner_up": r.runner_up,
                    "margin": round(r.margin, 3),
                }
                for r in self._all.restorations
                if r.span.overlaps(span)
            ],
            "rejected": [
                {"stage": r.stage, "start": r.span.start, "end": r.span.end, "what": r.what, "rule": r.rule}
                for r in self._all.rejections
                if r.stage != "claims" and r.span.overlaps(span)
            ],
        }

    def sentence(self, sentence: Sentence, judged: Sequence[Judged], wanted: str) -> Json:
        """The way of one sentence. With ``wanted`` only the proposals behind that claim are told."""
        text = self._all.text
        section = next((s for s in self._all.sections if s.number == sentence.section), None)
        heading = text.clean[section.heading.start : section.heading.end] if section else ""
        proposals = [self._proposal(j) for j in judged]
        raw = text.to_raw(sentence.span)
        proposed = {p["claim"] for p in proposals}
        structural = [c for c in self._structural(raw, proposed) if not wanted or c["claim"] == wanted]
        if wanted:
            proposals = [p for p in proposals if p["claim"] == wanted]
        return self.stretch(raw) | {
            "clean": text.clean[sentence.span.start : sentence.span.end],
            "kind": sentence.kind,
            "question": sentence.question,
            "section": heading,
            "clauses": [text.clean[c.span.start : c.span.end] for c in sentence.clauses],
            "mentions": [self._mention(i) for i in self._mentions_in(sentence.span)],
            "proposals": sorted(proposals, key=lambda p: (-p["probability"], p["claim"])),
            "structural": structural,
        }

    def _structural(self, raw: Span, proposed: Collection[str]) -> list[Json]:
        """Claims that the document's form makes here (credits, headings) and no wording proposed."""
        return [
            {
                "subject": self._entities[claim.subject].label,
                "predicate": claim.predicate,
                "object": self._entities[claim.object].label,
                "polarity": str(claim.polarity),
                "modality": str(claim.modality),
                "rule": evidence.rule,
                "claim": claim.id,
            }
            for claim in self._all.claims
            for evidence in claim.evidence
            if claim.id not in proposed and evidence.span.overlaps(raw)
        ]

    def _mentions_in(self, span: Span) -> list[int]:
        resolutions = self._all.resolutions
        return [i for i, r in enumerate(resolutions) if r.mention.span.overlaps(span)]

    def _mention(self, number: int) -> Json:
        resolution = self._all.resolutions[number]
        mention, entity = resolution.mention, self._entities[resolution.entity]
        raw = self._all.text.to_raw(mention.span)
        row = self._rows.get(mention.lexicon_id)
        return {
            "start": raw.start,
            "end": raw.end,
            "raw": self._cut(raw),
            "name": mention.name,
            "type": mention.type,
            "source": mention.source,
            "detail": mention.detail,
            "row": _place(row.where) if row else "",
            "entity": entity.id,
            "label": entity.label,
            "entity_type": entity.type,
            "reason": resolution.reason,
        }

    def _proposal(self, judged: Judged) -> Json:
        proposal, rule, trigger, probability, polarity, accepted = judged
        clean = self._all.text.clean
        start, end = proposal.span
        modality = modality_of(proposal.pair, clean, self._cues)
        ends = [self._entities[e.entity] for e in (proposal.subject, proposal.object)]
        said = (ends[0].id, ends[1].id), (ends[1].id, ends[0].id)  # turned round where the predicate is symmetric
        ids = [claim_id(s, rule.predicate, o, polarity, modality) for s, o in said]
        claim = next((id_ for id_ in ids if accepted and id_ in self._claims), "")
        return {
            "subject": ends[0].label,
            "predicate": rule.predicate,
            "object": ends[1].label,
            "polarity": str(polarity),
            "modality": str(modality),
            "rule": rule.id,
            "trigger": trigger.word if trigger else "",
            "context": proposal.pair.context,
            "clauses": clean[start:end],
            "cues": {
                name: [word for _, _, word in getattr(self._cues, name).find(clean, start, end)]
                for name in ("negation", "possible", "future")
            },
            "probability": round(probability, 3),
            "accepted": accepted,
            "claim": claim,
        }

    def _cut(self, span: Span) -> str:
        return self._masked[span.start : span.end]


def _place(where: str) -> str:
    """``file:line`` without the folders, which differ between machines."""
    return where.rpartition("/")[2]
