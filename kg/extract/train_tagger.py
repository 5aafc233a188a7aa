"""Teach the tagger from sentences that another analyser tagged, and draw word classes from the same sentences.

The weights in ``ontology/models`` were taught by the tags of Baidu's LAC on 650 business articles (1.5 million
characters, articles with gold annotations left out); LAC itself weighs 165 MB and is not needed afterwards.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite

from kg.errors import BadData
from kg.extract.tagger import Cut, character_features

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


def train_tagger(sentences: Iterable[Tagged], cut: Cut) -> bytes:
    """Weights of the tagger, uncompressed: an averaged perceptron, several times faster than L-BFGS on 48 tags."""
    trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
    trainer.set_params(TAGGER_PARAMETERS)
    for pairs in sentences:
        text = "".join(word for word, _ in pairs)
        tags = [place + tag for word, tag in pairs for place in ("B", *("I" * (len(word) - 1)))]
        trainer.append(character_features(text, cut(text)), tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        trainer.train(str(path))
        return path.read_bytes()
