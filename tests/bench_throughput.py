"""What extraction costs on a warm process: characters a CPU second, beside jieba's plain cut of the same text.

Run it by hand: `python tests/bench_throughput.py [RUNS]`. It prints the best of RUNS for the whole extraction of the
seed (everything from the raw text to claims) and for `jieba.lcut`, and what one scan for the names of a lexicon takes
with 10,000 and with 100,000 names, which should differ little: the text is read once whatever the number of names.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable

import jieba

from kg.corpus.inputs import read_articles
from kg.extract.lexicon import LexiconIndex
from kg.pipeline import Pipeline
from kg.text.script import simplified
from kg.vocabulary.lexicon import HEADER, lexicon_row
from kg.vocabulary.ontology import read_ontology
from kg.vocabulary.place import default_ontology, packaged

SIZES = (10_000, 100_000)


def best(runs: int, work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of ``runs``, after one that does not count."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def names(count: int) -> list[str]:
    """Different names of two to six characters, the same on every run, made of the commonest four thousand."""
    draw = random.Random(count)
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chr(0x4E00 + draw.randrange(4000)) for _ in range(draw.randint(2, 6)))] = None
    return list(made)


def scan(count: int, known: list[str], text: str, runs: int) -> float:
    """CPU seconds of a scan of ``text`` for ``count`` names, the ``known`` ones among them."""
    cells = dict.fromkeys(HEADER, "")
    wanted = list(dict.fromkeys([*known, *names(count)]))[:count]
    rows = [lexicon_row({**cells, "id": name, "type": "Topic", "hans": name}, "made:1") for name in wanted]
    index = LexiconIndex(rows, simplified)
    return best(runs, lambda: index.find(text, []))


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    articles, _ = read_articles(sorted(packaged("seeds").glob("*.txt")))
    article = articles[0]
    size = len(article.text)
    knowledge = read_ontology(default_ontology())
    pipeline = Pipeline(knowledge)
    gc.freeze()  # as kg build does
    jieba.setLogLevel("ERROR")
    cutting = best(runs, lambda: jieba.lcut(article.text))
    extracting = best(runs, lambda: pipeline.extract(article))
    print(f"jieba.lcut   {size / cutting:9,.0f} characters a CPU second")
    print(f"extraction   {size / extracting:9,.0f} characters a CPU second: {cutting / extracting:.2f} of jieba")
    text = simplified(article.text)
    known = [row.hans for row in knowledge.lexicon if row.hans in text]
    for count in SIZES:
        print(f"lexicon scan {size / scan(count, known, text, runs):9,.0f} characters a CPU second, {count:,} names")


if __name__ == "__main__":
    main()
