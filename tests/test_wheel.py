"""The wheel carries the ontology and the seed, so that an installed kg works away from any checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command_line import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel: a pure wheel is its folder, so that no installer and no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(next(folder.glob("kg-*.whl"))) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ontology", "seeds"])
def test_the_wheel_has_every_data_file(wheel: Path, name: str) -> None:
    ours = {p.relative_to(ROOT / name): p.read_bytes() for p in (ROOT / name).rglob("*") if p.is_file()}
    packed = {p.relative_to(wheel / "kg/data" / name): p.read_bytes() for p in (wheel / "kg/data" / name).rglob("*.*")}
    assert ours
    assert packed == ours


@pytest.mark.slow
def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    def files(folder: Path) -> set[str]:
        found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        return {p.as_posix() for p in found if p.parts[0] != "data"}

    assert files(wheel / "kg") == files(ROOT / "kg")


@pytest.mark.slow
def test_an_installed_kg_builds_the_seed_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    script = "import kg, sys; print(kg.__file__, file=sys.stderr); from kg.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "build"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(str(wheel)), "another kg was run"
    assert (tmp_path / "exports" / "graph.html").stat().st_size > 100_000
    assert str(wheel) not in (tmp_path / "exports" / "manifest.json").read_text(encoding="utf-8")
