"""A real browser for the pages. Without Chromium its tests are skipped, unless KG_REQUIRE_BROWSER says that it must
be there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from page_graphs import built_graph, made_graph, page_labels, seed_graph

from kg.export.html import write_page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Opener = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = os.environ.get("KG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    complaint = "no Chromium here: install Debian's chromium and fonts-noto-cjk to test the page in a browser"
    if program is None:
        if os.environ.get("KG_REQUIRE_BROWSER") == "1":
            pytest.fail(complaint)
        pytest.skip(complaint)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of the seed's gold ("seed"), of its built graph ("built") or of a made one of so many entities."""
    folder = tmp_path_factory.mktemp("pages")
    graphs: dict[str, Any] = {}

    def written(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            graphs[name] = (
                made_graph(int(name)) if name.isdigit() else {"seed": seed_graph, "built": built_graph}[name]()
            )
            path.write_bytes(write_page(graphs[name], title=f"Page of {name}", labels=page_labels()))
        return path

    return written


@pytest.fixture
def watch(browser: Any) -> Iterator[Opener]:
    """Opens a page file and fails at the end of the test if anything was requested or went wrong in it."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def opened(
        path: Path, link: str = "lang=zh-Hant", *, width: int = 1440, height: int = 900, bypass_csp: bool = False
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            bypass_csp=bypass_csp,
            color_scheme="light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: wrong.append(f"request: {request.url}") if not local(request.url) else None)
        page.goto(f"{path.as_uri()}#{link}")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def local(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))


@pytest.fixture
def seed(watch: Opener, pages: Callable[[str], Path]) -> Opener:
    """Opens the seed's page at a link."""
    return lambda link="lang=zh-Hant", **options: watch(pages("seed"), link, **options)
