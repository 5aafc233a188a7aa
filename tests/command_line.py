"""Runs the real command line in a process of its own, as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "000_d6b71b38b51f4b7d.txt"

# A short text that says something; made up for tests.
ARTICLE = "微信支付的合作\n腾讯推出了微信支付。京东和拼多多都采用微信支付。微信不是微博。\n"


def kg(
    *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """The finished process of one kg command; ``environment`` is added to ours."""
    return subprocess.run(
        [sys.executable, "-c", "from kg.cli.app import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **(environment or {})},
        **options,  # type: ignore[call-overload]
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
