"""The query editor in a real browser: offline, with the named queries in its menu."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving import Server, export_seed, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(export_seed(tmp_path_factory.mktemp("served")), "--rows", "50") as running:
        yield running


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """A page that fails on whatever leaves the server and on whatever its console complains of."""
    context = browser.new_context(locale="en-GB")
    opened, complaints = context.new_page(), []
    opened.on(
        "request", lambda r: None if r.url.startswith((server.address, "data:", "blob:")) else complaints.append(r.url)
    )
    opened.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints


def test_a_named_query_is_asked_and_shown(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/query")
    page.wait_for_selector(".CodeMirror")
    assert page.locator("#named option").count() >= 26
    with page.expect_response(lambda r: r.url.startswith(f"{server.address}/sparql")) as asked:
        page.select_option("#named", "mobile-laggards")
    assert asked.value.status == 200
    page.wait_for_selector(".yasr table td >> text=淘宝")
    assert "天猫" in page.locator(".tabPanel.active .yasr").inner_text()
    assert page.locator("#cut").is_hidden()


def test_a_query_of_ones_own_with_known_prefixes_is_cut_and_says_so(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/query")
    page.wait_for_selector(".CodeMirror")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT ?n { ?e kg:name ?n }')")
    page.locator(".yasqe_queryButton").first.click()
    page.wait_for_selector("#cut:not([hidden])")
    assert "cut" in page.locator("#cut").inner_text()


def test_an_entity_page_links_on(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/contents")
    page.click("text=社群电商 >> nth=0")
    page.wait_for_selector("table.claims")
    assert page.locator("h1").inner_text() == "社群电商"
    page.locator("table.claims tbody tr a[href^='/id/claim/']").first.click()
    page.wait_for_selector("q")


def test_an_iri_in_a_result_leads_to_its_page(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/query")
    page.wait_for_selector(".CodeMirror")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT ?e { ?e kg:name \"微信\" }')")
    page.locator(".yasqe_queryButton").first.click()
    with page.context.expect_page() as opened:
        page.click(".yasr td a")
    opened.value.wait_for_selector("h1")
    assert opened.value.url == f"{server.address}/id/ent/e1"
