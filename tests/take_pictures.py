"""Takes the README's pictures of the seed's page again: `kg build && python tests/take_pictures.py`. Needs Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "exports" / "graph.html"
CLAIM = "9b27c644e817"  # the one that the README follows
PICTURES = {
    "page-light.png": (f"view=story&lang=zh-Hant&claim={CLAIM}", 1440, 900),
    "page-dark.png": (f"view=graph&lang=en&claim={CLAIM}&theme=dark", 1440, 900),
    "page-phone.png": ("view=story&lang=zh-Hant", 390, 844),
}


def take(folder: Path) -> None:
    """Writes every picture into ``folder``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (link, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(f"{PAGE.as_uri()}#{link}")
            page.wait_for_selector("html[data-ready]", state="attached")
            page.wait_for_timeout(500)  # what is drawn after the first picture: labels, the marked span scrolled to
            page.screenshot(path=folder / name)
        browser.close()


if __name__ == "__main__":
    take(ROOT / "tests" / "pictures")
