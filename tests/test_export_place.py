"""Files appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import KgError, UsageError
from kg.export.place import write_all


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writes_and_replaces(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    assert write_all(out, {"y": b"2", "x": b"1"}) == [out / "y", out / "x"]
    write_all(out, {"x": b"3"})
    assert contents(out) == {"x": b"3", "y": b"2"}


def test_files_are_readable_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    (path,) = write_all(tmp_path, {"x": b""})
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_out_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(UsageError, match="is a file, not a folder"):
        write_all(tmp_path / "out", {"x": b""})
    with pytest.raises(KgError, match="nothing could be written"):
        write_all(tmp_path / "out" / "below", {"x": b""})
    assert contents(tmp_path) == {"out": b"mine"}


def test_a_place_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "y").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        write_all(tmp_path, {"x": b"", "y": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["y"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that refuses to make folders")
def test_a_folder_that_cannot_be_made() -> None:
    with pytest.raises(KgError, match="nothing could be written there") as error:
        write_all(Path("/proc/kg"), {"x": b""})
    assert error.value.exit_code == 3
    assert error.value.hint


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is read-only to an administrator")
def test_a_read_only_folder(tmp_path: Path) -> None:
    write_all(tmp_path, {"x": b"old"})
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(KgError, match="nothing could be written there"):
            write_all(tmp_path, {"x": b"new", "y": b"new"})
        assert contents(tmp_path) == {"x": b"old"}
    finally:
        tmp_path.chmod(0o755)


_FULL = """
import resource, signal, sys
from pathlib import Path
from kg.errors import KgError
from kg.export.place import write_all
# Writes beyond 1000 bytes fail as they do on a full disk, in the middle of a file.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_all(Path(sys.argv[1]), {"a": b"new", "b": b"x" * 5000, "c": b"new"})
except KgError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_full_disk_leaves_earlier_files_untouched(tmp_path: Path) -> None:
    write_all(tmp_path / "old", {"a": b"old", "b": b"old"})
    for folder in (tmp_path / "old", tmp_path / "new" / "deep"):
        run = subprocess.run([sys.executable, "-c", _FULL, str(folder)], capture_output=True, text=True, check=True)
        assert "nothing could be written there" in run.stdout
    assert contents(tmp_path / "old") == {"a": b"old", "b": b"old"}
    assert not (tmp_path / "new").exists()
