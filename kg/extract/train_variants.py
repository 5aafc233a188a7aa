"""Teach the resolver which names of a document are one thing, from gold articles.

Two views of each article: the names its annotator marked, and those that a recognizer found which never saw it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.extract.recognizer import Recognized
from kg.extract.resolve import name_key, named
from kg.extract.train_gold import GoldArticle
from kg.extract.train_linear import Learned, Parameters, keys_by_owner, learn, log_odds, named_file, store
from kg.extract.train_manifest import write_manifest
from kg.extract.train_setting import AGREED, Setting, found_mentions, owners_of_names, read_setting
from kg.extract.variants import SAME, VARIANTS, Named, Pair, contained, variant_features
from kg.model import Mention

MANIFEST = "resolver.json"
VARIANT_PARAMETERS: Parameters = {"c1": 0.0, "c2": 10.0, "max_iterations": 100}

View = tuple[Sequence[Named], Mapping[str, str], int]
"""The names of a document, the gold entity of each spelling that has one, and how often the document counts."""


def train_variants_from_gold(
    results: Sequence[tuple[GoldArticle, Sequence[Recognized]]], ontology: Path, left_out: frozenset[str] = frozenset()
) -> Path:
    """Learn from all articles but those named in ``left_out`` and write the weights, their manifest beside them.

    ``results`` hold for each article the names that a recognizer found there which never saw it. Returns the folder of
    the weights.
    """
    setting, models = read_setting(ontology), ontology / "models"
    taught = [(article, recognized) for article, recognized in results if article.name not in left_out]
    lessons = [view for article, recognized in taught for view in views(article, recognized, setting)]
    seen = (variant_features(names, contained(names)) for names, *_ in lessons)
    store(models / VARIANTS, named_file(train_variants(lessons), seen))
    write_manifest(
        models / MANIFEST,
        what="variants: logistic regression, log odds of two names of a document being one thing; one instance a pair "
        "of names of which one holds the characters of the other",
        features="kg/extract/variants.py",
        parameters={"variants": VARIANT_PARAMETERS},
        articles=[article for article, _ in taught],
        weights=(VARIANTS,),
    )
    return models


def views(article: GoldArticle, recognized: Sequence[Recognized], setting: Setting) -> Iterator[View]:
    """The names as annotated, and as found."""
    text = article.text.clean
    marked = [
        (Mention(span, text[span.start : span.end], entity.types[0], "gold"), entity.id)
        for entity in article.entities
        for span in entity.spans
    ]
    marked.sort(key=lambda row: row[0].span)
    owners: dict[str, str] = {}
    for mention, entity in marked:
        owners.setdefault(name_key(mention.name), entity)
    times = AGREED if article.agreed else 1
    yield named([mention for mention, _ in marked], setting.lexicon), owners, times
    yield named(found_mentions(article, recognized, setting), setting.lexicon), owners_of_names(article), times


def train_variants(lessons: Sequence[View]) -> Learned:
    """The weight of each feature, in log odds, for two names being one thing."""

    def rows() -> Iterator[tuple[list[list[int]], list[str]]]:
        for names, owners, times in lessons:
            pairs = _known(names, owners)
            for keys, pair in zip(keys_by_owner(variant_features(names, pairs)), pairs, strict=True):
                one, other = (owners[names[at].spelling] for at in (pair.longer, pair.shorter))
                yield from [([keys], ["yes" if one == other else "no"])] * times

    return log_odds(learn(rows(), VARIANT_PARAMETERS), SAME)


def _known(names: Sequence[Named], owners: Mapping[str, str]) -> list[Pair]:
    known = [name.spelling in owners for name in names]
    return [pair for pair in contained(names) if known[pair.longer] and known[pair.shorter]]
