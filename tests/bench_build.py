"""What a cold `kg build` of the seed costs, beside a process that imports jieba and cuts the article once.

Run it by hand: `python tests/bench_build.py [RUNS]`. It prints the ratio of CPU times (user and system, the best of
RUNS each; both processes find jieba's dictionary cache warm), the ratio of peak memories, and where the CPU time of the
build goes: starting, loading the ontology and its weights, extracting, and writing each format.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "000_d6b71b38b51f4b7d.txt"

JIEBA = f"""
import logging, jieba
jieba.setLogLevel(logging.ERROR)
jieba.lcut(open({str(SEED)!r}, encoding="utf-8").read())
"""
BUILD = """
import sys
from kg.cli.app import main
sys.argv = ["kg", "build", "--out", {out!r}]
main()
"""
# The stages of a build, one after the other in a fresh process, each with the CPU time since the one before.
STAGES = """
import time
from pathlib import Path
clock = time.process_time
marks = [("Python starts", clock())]
def mark(what):
    marks.append((what, clock()))
from kg.cli.app import app
mark("the command line is imported")
from kg.corpus.build import *
from kg.corpus.build import DEFAULT_FORMATS, _graph, write_files
from kg.pipeline import Pipeline
from kg.vocabulary.ontology import ontology_hashes, read_ontology
from kg.vocabulary.place import default_ontology, packaged
mark("the pipeline is imported")
knowledge = read_ontology(default_ontology())
mark("the ontology is read")
pipeline = Pipeline(knowledge)
mark("lexicon and weights are loaded")
articles, _ = read_articles(input_files([packaged("seeds")]))
extraction = pipeline.extract(articles[0])
mark("the article is extracted")
figures = []
graph = _graph([extraction], figures, [])
mark("the graph is built")
for name in DEFAULT_FORMATS:
    write_files(graph, knowledge.schema, [name], "https://kg.example/", figures)
    mark(f"written: {name}")
ontology_hashes(default_ontology())
mark("the manifest is made")
before = 0.0
for what, at in marks:
    print(f"  {at - before:6.3f} s  {what}")
    before = at
"""


# Installed packages come compiled; a checkout must be, too, or the build pays for compiling itself.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cost(code: str) -> tuple[float, int]:
    """CPU seconds and peak memory (kilobytes) of a fresh Python that runs ``code``."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=COMPILED
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"a measured process failed with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as out:
        cost(BUILD.format(out=out))
        # By turns, so that both meet the same load of the machine.
        pairs = [(cost(JIEBA), cost(BUILD.format(out=out))) for _ in range(runs)]
    times = [min(row[0] for row in rows) for rows in zip(*pairs, strict=True)]
    memories = [min(row[1] for row in rows) / 1024 for rows in zip(*pairs, strict=True)]
    print(
        f"CPU time     jieba {times[0]:.2f} s, kg build {times[1]:.2f} s: ratio {times[1] / times[0]:.2f} (at most 2)"
    )
    ratio = memories[1] / memories[0]
    print(f"peak memory  jieba {memories[0]:.0f} MB, kg build {memories[1]:.0f} MB: ratio {ratio:.2f} (at most 2)")
    print("where the CPU time of a build goes (one run):")
    stages = subprocess.run(
        [sys.executable, "-c", STAGES], capture_output=True, text=True, check=True, cwd=ROOT, env=COMPILED
    )
    print(stages.stdout)


if __name__ == "__main__":
    main()
