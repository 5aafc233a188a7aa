"""Learns the model of repair anew: what clean articles have beside each word, then the weights of the signs.

``python -m kg.corpus.learn_repair ONTOLOGY ARTICLES.jsonl[.gz] [TEXT GOLD PAGE]...`` rewrites ``models/contexts.tsv``
and the weights in ``models/repair.toml``. ARTICLES has one JSON object with ``text`` a line, all clean; TEXT and GOLD
are a damaged article and its graph.json, PAGE its name in spun.tsv.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kg.errors import UsageError
from kg.text.contexts import HEAD, count_contexts, read_articles
from kg.text.script import simplified
from kg.text.train_repair import train, written
from kg.vocabulary.ontology import read_ontology


def learn(folder: Path, articles: Path, gold: Sequence[tuple[Path, Path, str]]) -> None:
    """Rewrite the two model files of the ontology in ``folder``."""
    damage = read_ontology(folder).damage
    texts = list(read_articles(articles))
    words = {word for pair in damage.pairs for word in pair[:2]}
    lines = [HEAD, *count_contexts(map(simplified, texts), words)]
    (folder / "models" / "contexts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The gold texts are scored with the new counts, as they will be in use.
    tables = train(read_ontology(folder).damage, texts, gold)
    model = folder / "models" / "repair.toml"
    model.write_text(written(tables, model.read_text(encoding="utf-8")), encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """The command line: the folder, the articles, and three arguments for every damaged article with gold."""
    if len(arguments) < 2 or len(arguments) % 3 != 2:
        raise UsageError("learn_repair ONTOLOGY ARTICLES [TEXT GOLD PAGE]...", "see its documentation")
    rest = arguments[2:]
    gold = [(Path(rest[at]), Path(rest[at + 1]), rest[at + 2]) for at in range(0, len(rest), 3)]
    learn(Path(arguments[0]), Path(arguments[1]), gold)


if __name__ == "__main__":
    main(sys.argv[1:])
