"""Teach the tagger from sentences that another analyser tagged, and draw word classes from the same sentences.

The weights in ``ontology/models`` were taught by the tags of Baidu's LAC on 650 business articles (1.5 million
characters, articles with gold annotations left out); LAC itself weighs 165 MB and is not needed afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import BadData
from kg.extract.linear import Features
from kg.extract.tagger import Cut, Sentences
from kg.extract.train_linear import keys_by_owner, learn, named_file
from kg.text.codes import CodedText

TAGGER_PARAMETERS: dict[str, float | int | bool] = {"max_iterations": 10, "feature.minfreq": 10}

Tagged = Sequence[tuple[str, str]]
"""A sentence as (word, tag) pairs; the words in sequence are the sentence."""


def read_tagged(path: Path) -> Iterator[Tagged]:
    """The sentences of a file with one JSON list of ``[word, tag]`` pairs a line. Raises BadData naming the line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                sentence = [(str(word), str(tag)) for word, tag in json.loads(line)]
            except (ValueError, TypeError) as error:
                raise BadData(f"{path}:{number}: not a list of [word, tag] pairs ({error})", "mend the line") from error
            if sentence:
                yield sentence


def train_tagger(sentences: Sequence[Tagged], cut: Cut) -> bytes:
    """The file of the tagger: an averaged perceptron, several times faster than L-BFGS on 48 labels."""

    def seen() -> Iterator[Features]:
        for pairs in sentences:
            text = "".join(word for word, _ in pairs)
            yield Sentences(CodedText(text), [(0, len(text))], cut).features()

    labels = [[place + tag for word, tag in pairs for place in ("B", *("I" * (len(word) - 1)))] for pairs in sentences]
    rows = ((keys_by_owner(features), each) for features, each in zip(seen(), labels, strict=True))
    return named_file(learn(rows, TAGGER_PARAMETERS, "ap"), seen())
