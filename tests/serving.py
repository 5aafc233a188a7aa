"""Runs the real server in a process of its own, on a free port of loopback, and always ends it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg.export import write_formats
from kg.graph import graph_from_json
from kg.vocabulary.schema import read_schema

ROOT = Path(__file__).parents[1]
KG = "from kg.cli.app import main; main()"


@dataclass(frozen=True)
class Reply:
    """A complete response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A running server at ``address``; ``process`` is the one that listens."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address

    def send(self, path: str = "/sparql", method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        """One request, nothing added to its headers but what HTTP demands."""
        place = urlsplit(self.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = "", **parameters: str) -> Reply:
        """A query by POST, as a form."""
        body = urlencode({"query": query, **parameters}).encode("ascii")
        accepting = {"Accept": accept} if accept else {}
        return self.send(method="POST", body=body, Content_Type="application/x-www-form-urlencoded", **accepting)


def export_seed(folder: Path) -> Path:
    """The annotated seed, exported as ``kg build`` would."""
    value = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text("utf-8"))
    document = value["documents"][0]
    text = (ROOT / "seeds" / document["path"]).read_text("utf-8")
    graph = graph_from_json(value, {document["id"]: text})
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    for name, contents in write_formats(graph, schema, ["json", "ntriples"]).items():
        (folder / name).write_bytes(contents)
    return folder


@contextmanager
def running(*command: str) -> Iterator[Server]:
    """A Python process that tells the address of its server on standard error."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    process = subprocess.Popen(
        [sys.executable, *command], stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith("http://127.0.0.1:"), line + process.stderr.read()
        yield Server(process, line.split()[0].rstrip("/"))
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def serving(folder: Path, *options: str) -> Any:
    """``kg serve`` over a folder."""
    return running("-c", KG, "serve", str(folder), "--port", "0", *options)
