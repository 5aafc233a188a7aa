"""Puts files where they belong, each whole or not at all, so that a killed or failed build leaves the last good one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kg.errors import KgError, UsageError


def write_all(out: Path, files: dict[str, bytes]) -> list[Path]:
    """Writes ``files`` (name -> contents) into the folder ``out``, made if need be, and returns their paths.

    Every file is written beside its place and flushed to the disk; only when all of them are there is the first one
    renamed, in the order of ``files``: a list of the others belongs at the end. Raises UsageError if ``out`` or one of
    the places cannot take a file, KgError if the system refuses (a read-only folder, a full disk); earlier files are
    then as they were, and nothing half-written is left.
    """
    # A link goes on standing for the file it names.
    places = {name: (out / name).resolve() if (out / name).is_symlink() else out / name for name in files}
    beside = {name: place.with_name(f".{place.name}.{os.getpid()}.part") for name, place in places.items()}
    made: list[Path] = []
    try:
        _check(out, places.values())
        made += [folder for folder in (out, *out.parents) if not folder.exists()]
        out.mkdir(parents=True, exist_ok=True)
        for name, part in beside.items():
            _write(part, files[name])
        for name, part in beside.items():
            part.replace(places[name])
        _flush_folder(out)
    except OSError as error:
        raise KgError(
            f"{out}: nothing could be written there ({error.strerror or error})",
            "free some space or give another folder with --out; earlier files are as they were",
        ) from error
    finally:
        for part in beside.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        for folder in made:
            # A folder made for nothing goes again; one with files in it stays.
            with suppress(OSError):
                folder.rmdir()
    return list(places.values())


def remove(out: Path, names: Iterable[str]) -> None:
    """Removes the files of these names from the folder ``out``, where they are; other folders are never touched."""
    for name in names:
        if Path(name).name == name:
            with suppress(OSError):
                (out / name).unlink(missing_ok=True)


def _check(out: Path, places: Iterable[Path]) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file, not a folder", "give a folder with --out")
    for place in places:
        if place.is_dir():
            raise UsageError(f"{place}: is a folder, where a file is to be written", "move it away")
        if place.exists() and not place.is_file():
            raise UsageError(f"{place}: is no file that could be written anew", "give the name of a file")


def _write(path: Path, contents: bytes) -> None:
    with path.open("wb") as file:
        file.write(contents)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes the renames last through a power cut, where the system lets a folder be opened (Windows does not)."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
