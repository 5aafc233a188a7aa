"""The graph that is served: read again when its file is another one, kept when the new one cannot be read."""

from __future__ import annotations

import logging
from pathlib import Path

from kg.errors import KgError
from kg.rdf.load import find_graph
from kg.rdf.query import OpenGraph, open_graph

_log = logging.getLogger("kg.serve")


class LiveGraph:
    """The graph in ``folder`` with its ``vocabulary``, a schema.ttl.

    Raises what ``open_graph`` raises if there is none at the start.
    """

    def __init__(self, folder: Path, vocabulary: Path) -> None:
        self.folder, self._vocabulary = folder, vocabulary
        self._seen = _signature(folder)
        self._graph = open_graph(folder, vocabulary)

    def current(self) -> OpenGraph:
        """The graph as the folder has it now, or as it last was readable."""
        seen = _signature(self.folder)
        if seen != self._seen:
            self._seen = seen
            try:
                self._graph = open_graph(self.folder, self._vocabulary)
            except KgError as error:
                _log.warning("%s; the earlier graph stays in use", error.message)
        return self._graph


def _signature(folder: Path) -> tuple[str, int, int, int]:
    """What changes whenever a file is replaced by another."""
    try:
        file = find_graph(folder)
        about = file.stat()
    except (KgError, OSError):
        return "", 0, 0, 0
    return file.name, about.st_ino, about.st_size, about.st_mtime_ns
