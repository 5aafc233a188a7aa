"""The page of the vocabulary: complete, alone on its own, and drawn from the schema."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.export.vocabulary import draw, write_vocabulary_page
from kg.vocabulary.schema import About, Schema, read_schema

ROOT = Path(__file__).parents[1]


class Page(HTMLParser):
    """Ids, in-page links and everything that a browser would fetch by itself."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.anchors: set[str] = set()
        self.fetched: list[str] = []
        self.words: list[str] = []
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.ids.add(about.get("id") or "")
        if tag == "a" and (about.get("href") or "").startswith("#"):
            self.anchors.add((about["href"] or "")[1:])
        if tag in ("script", "link", "img", "iframe") or "src" in about:
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(ROOT / "ontology" / "schema.ttl")


def test_every_term_is_there_in_three_languages(schema: Schema) -> None:
    page = Page(write_vocabulary_page(schema)["ontology.html"])
    terms = {**schema.classes, **schema.predicates, **schema.others}
    assert set(terms) <= page.ids
    assert page.anchors <= page.ids
    for term in terms.values():
        for text in (*term.labels.values(), *term.comments.values(), *term.examples.values()):
            assert text in page.words
    assert page.fetched == []


def test_a_vocabulary_that_says_nothing_about_itself(schema: Schema) -> None:
    page = write_vocabulary_page(replace(schema, about=About({}, {}, {}, ""), version=""))["ontology.html"]
    assert "Vocabulary" in Page(page).words
    assert b"licence" not in page


def test_text_is_escaped(schema: Schema) -> None:
    label = {"zh-Hant": "<b>", "zh-Hans": "&amp;", "en": '<script>alert("1")</script>'}
    term = replace(schema.classes["Place"], labels=label)
    page = write_vocabulary_page(replace(schema, classes={**schema.classes, "Place": term}))["ontology.html"]
    assert b"<script" not in page and b"&lt;script" in page


def test_the_diagram_has_a_curve_for_each_type_asked_for(schema: Schema) -> None:
    diagram = draw(schema)
    asked = sum(len(predicate.domain) + len(predicate.range) for predicate in schema.predicates.values())
    assert len(diagram.lines) == asked
    assert len(diagram.words) == 2 * len(schema.classes) + len(schema.predicates)
    free = sum((not predicate.domain) + (not predicate.range) for predicate in schema.predicates.values())
    assert len(diagram.open) == free
    assert all(0 < word.y < diagram.height and 0 < word.x < diagram.width for word in diagram.words)


def test_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli.app import main; main()", "ontology", "doc", "--out", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, f"{tmp_path / 'ontology.html'}\n"), run.stderr
    assert b"<!doctype html>" in (tmp_path / "ontology.html").read_bytes()
