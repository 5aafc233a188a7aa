"""Starts the server: a socket on loopback first, so that a port in use is told before anything is loaded."""

from __future__ import annotations

import errno
import gc
import os
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from kg.errors import UsageError
from kg.rdf.query import read_named
from kg.rdf.sandbox import Limits
from kg.rdf.server.app import create_app
from kg.rdf.server.live import LiveGraph
from kg.vocabulary.schema import Schema, read_schema

HOST = "127.0.0.1"


def serve(
    folder: Path,
    ontology: Path,
    port: int,
    ready: Callable[[str], None],
    terms: Callable[[Schema], bytes],
    limits: Limits | None = None,
    rows: int = 10_000,
) -> None:
    """Serves the graph in ``folder`` on loopback until it is interrupted; ``ready`` is told the address.

    ``port`` 0 takes a free one; ``terms`` writes the page of a vocabulary. Raises UsageError if the port is taken, and
    what reading the graph raises.
    """
    if not hasattr(os, "fork"):
        raise UsageError("kg serve needs a system that can fork (Linux, macOS, WSL)", "kg query works everywhere")
    listening = listen(port)
    try:
        vocabulary = ontology / "schema.ttl"
        live, named = LiveGraph(folder, vocabulary), read_named(ontology / "queries")
        schema = read_schema(vocabulary)
        app = create_app(live, schema, named, terms(schema), limits, rows)
        run_app(app, listening, ready)
    finally:
        listening.close()


def run_app(app: Starlette, listening: socket.socket, ready: Callable[[str], None]) -> None:
    """Runs an application on a listening socket until it is interrupted; ``ready`` is told the address."""
    # What is loaded stays: children should not copy it by collecting garbage.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
    )
    ready(f"http://{HOST}:{listening.getsockname()[1]}/")
    uvicorn.Server(config).run(sockets=[listening])


def listen(port: int) -> socket.socket:
    """A socket that listens on loopback. Raises UsageError if the port cannot be had."""
    # With its protocol named, because asyncio turns Nagle's delay off only for sockets that say they are TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(64)
    except (OSError, OverflowError) as error:
        listening.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use", "give another one with --port, or 0 for any free one") from error
        raise UsageError(f"port {port} cannot be used ({error})", "give a number from 1024 to 65535, or 0") from error
    return listening
