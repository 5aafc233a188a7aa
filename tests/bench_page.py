"""Times and memory of the page on this machine: ``python tests/bench_page.py [seed|1000|5000|20000 ...]``.

Not collected by pytest: times depend on the machine. Medians of five loads; the budgets stand beside them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from page_graphs import made_graph, page_labels, seed_graph
from playwright.sync_api import sync_playwright

from kg.export.html import write_page

BUDGETS = {
    "seed": {"MB": 0.8, "ready ms": 1500, "longest task ms": 500},
    "1000": {"MB": 1, "ready ms": 2000, "heap MB": 20},
    "5000": {"MB": 2, "ready ms": 2000, "heap MB": 30},
    "20000": {"MB": 4, "ready ms": 1700, "heap MB": 30, "keystroke ms": 12},
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WATCH = """new PerformanceObserver((list) => {
      (window.tasks ||= []).push(...list.getEntries().map((e) => e.duration)); })
    .observe({ type: "longtask", buffered: true });"""
TYPING = """() => { const times = []; const input = document.querySelector("#search");
    input.focus(); window.kgPage && input.dispatchEvent(new Event("input"));
    for (const query of ["w", "we", "wei", "weix", "電", "電商", "ds", "微信支", "xyz"]) {
      input.value = query;
      const start = performance.now();
      input.dispatchEvent(new Event("input"));
      times.push(performance.now() - start);
    } input.value = ""; input.dispatchEvent(new Event("input")); return times.slice(1); }"""
PANNING = """async () => { const c = window.kgPage.canvas; const gaps = []; let last = performance.now();
    for (let i = 0; i < 60; i++) { c.pan(i % 2 ? 8 : -6, 3);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      gaps.push(now - last);
      last = now; }
    return gaps; }"""
OPENING = "() => { const t = performance.now(); window.kgPage.go({ view: 'graph' }); return performance.now() - t; }"


def measure(chromium: Any, path: Path) -> dict[str, float]:
    """Medians of five loads of one page."""
    runs: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        runs.setdefault(name, []).append(value)

    for _ in range(5):
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{path.as_uri()}#lang=zh-Hant")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
        note("ready ms", page.evaluate("performance.getEntriesByName('kg-ready')[0].startTime"))
        page.wait_for_timeout(300)
        note("longest task ms", page.evaluate("Math.max(0, ...(window.tasks ?? []))"))
        note("graph ms", page.evaluate(OPENING))
        page.wait_for_timeout(200)
        gaps = page.evaluate(PANNING)
        note("pan median ms", statistics.median(gaps))
        note("pan p95 ms", sorted(gaps)[int(len(gaps) * 0.95)])
        typing = page.evaluate(TYPING)
        note("keystroke ms", max(typing[1:]))
        session = context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        note("heap MB", metrics["JSHeapUsedSize"] / 1e6)
        context.close()
    return {name: statistics.median(values) for name, values in runs.items()}


def main(names: list[str]) -> None:
    labels = page_labels()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name in names:
            graph = seed_graph() if name == "seed" else made_graph(int(name))
            start = time.process_time()
            data = write_page(graph, title=name, labels=labels)
            built = time.process_time() - start
            path = Path(folder) / f"{name}.html"
            path.write_bytes(data)
            found = {"MB": len(data) / 1e6, "built s": built} | measure(chromium, path)
            budget = BUDGETS.get(name, {})
            told = (
                f"{key} {value:.2f}" + (f" (<= {budget[key]})" if key in budget else "") for key, value in found.items()
            )
            print(f"{name}: {', '.join(told)}", flush=True)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1:] or list(BUDGETS))
