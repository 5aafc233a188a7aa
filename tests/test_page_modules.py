"""The page's modules outside a browser: by Node's own test runner, and their types by the TypeScript compiler."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).parent / "modules"


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=MODULES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def node_knows_modules() -> bool:
    """Whether there is a Node that tells modules from scripts by looking at them (20.19 and later)."""
    if shutil.which("node") is None:
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, version.strip("v\n").split(".")[:2])) >= (20, 19)


@pytest.mark.skipif(
    not node_knows_modules(), reason="no Node of 20.19 or later: the modules are tested in the browser only"
)
def test_modules() -> None:
    run("node", "--no-warnings", "--test", "page.test.mjs")


@pytest.mark.skipif(shutil.which("tsc") is None, reason="no TypeScript compiler here: npm install --global typescript")
def test_types() -> None:
    run("tsc", "--project", "tsconfig.json")
