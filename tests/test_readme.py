"""The README's commands do what it says: each block marked to run is run, in order and in one folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT
from typer.main import get_command

from kg.cli.app import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- runs -->\n```sh\n(.*?)```", README, re.DOTALL)


@pytest.mark.slow
def test_the_blocks_run(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "kg"
    command.parent.mkdir()
    run = shlex.quote("from kg.cli.app import main; main()")
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {run} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    shutil.copytree(ROOT / "tests" / "gold", tmp_path / "here" / "tests" / "gold")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCKS)],
        cwd=tmp_path / "here",
        env={
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    for said in ("淘宝 blocks 微信", "rule blocks.stop; trigger 屏蔽", "野蛮生长期", "Smalltalk"):
        assert said in done.stdout
    assert (tmp_path / "here" / "history" / "graph.html").is_file()


def test_the_second_subject_is_the_one_that_is_tested() -> None:
    for path in sorted((ROOT / "tests" / "programming_languages").iterdir()):
        assert path.read_text(encoding="utf-8").strip("\n") in README, path.name


def commands(group: object, prefix: str = "kg") -> dict[str, list[str]]:
    """Every command with its options, as the command line itself knows them."""
    found: dict[str, list[str]] = {}
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            found |= commands(command, f"{prefix} {name}")
        else:
            found[f"{prefix} {name}"] = [o for p in command.params for o in p.opts if o.startswith("--")]
    return found


@pytest.mark.parametrize(("name", "options"), commands(get_command(app)).items())
def test_every_command_and_option_is_told(name: str, options: list[str]) -> None:
    row = next((line for line in README.splitlines() if re.match(rf"\| `{name}[` ]", line)), "")
    assert row, f"{name} is not in the table of commands"
    assert [option for option in options if f"`{option}" not in row] == []


def test_links_and_pictures_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target
