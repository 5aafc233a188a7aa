"""A child process in which a stranger's query may do its worst: it can compute, and nothing else.

The child is a fork, so the graph costs nothing to hand over. It has no file, no socket and no way to open one, a
limit on CPU time and on memory, and a parent that watches the clock. What it gives back is complete or is not there.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from kg.errors import KgError
from kg.rdf.evaluate import Answer
from kg.rdf.guard import MalformedError, RefusedError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use.

    CPU seconds, bytes of memory on top of the graph, seconds by the clock, bytes of result.
    """

    cpu: int = 10
    memory: int = 1 << 30
    wall: float = 20.0
    output: int = 64 << 20


class StoppedError(KgError):
    """A query that used more than it may, or broke the engine."""


class Child(NamedTuple):
    """A running child and the pipe that its answer comes through."""

    pid: int
    pipe: int


def start(work: Callable[[], Answer], limits: Limits) -> Child:
    """Forks a child that does ``work``. Everything that ``work`` imports must have been imported before."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_child(work, writing, limits)
    os.close(writing)
    return Child(pid, reading)


def end(child: Child) -> int:
    """Ends a child, whether or not it is still at work, and returns how it ended (a status of ``os.waitpid``)."""
    os.close(child.pipe)
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    return os.waitpid(child.pid, 0)[1]


def read_answer(received: bytes, status: int, limits: Limits) -> Answer:
    """The answer in ``received``, all that came through the pipe of a child that ended with ``status``.

    Raises the error that the work raised, StoppedError if there is no complete answer.
    """
    header, _, body = received.partition(b"\n")
    try:
        told = json.loads(header)
    except ValueError:
        raise StoppedError(_reason(status, limits), "ask for less, or narrow the patterns") from None
    if told["error"]:
        kinds: dict[str, type[KgError]] = {"malformed": MalformedError, "refused": RefusedError}
        raise kinds.get(told["error"], StoppedError)(told["message"], told["hint"])
    if len(body) != told["length"]:
        raise StoppedError(_reason(status, limits), "ask for less, or narrow the patterns")
    return Answer(told["media"], body, told["cut"])


def run(work: Callable[[], Answer], limits: Limits) -> Answer:
    """``work`` in a child, waited for. Raises what ``read_answer`` raises."""
    child = start(work, limits)
    received, deadline, piece = bytearray(), time.monotonic() + limits.wall, b" "
    try:
        while piece and select.select([child.pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = os.read(child.pipe, 1 << 20)
            received += piece
    finally:
        status = end(child)
    return read_answer(b"" if piece else bytes(received), status, limits)


def _be_child(work: Callable[[], Answer], pipe: int, limits: Limits) -> NoReturn:
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        _confine(pipe, limits)
        sys.setrecursionlimit(20_000)
        _send(pipe, *_outcome(work, limits))
    except BaseException:
        os._exit(1)
    os._exit(0)


def _outcome(work: Callable[[], Answer], limits: Limits) -> tuple[dict[str, object], bytes]:
    error, message, hint = "", "", ""
    answer = Answer("", b"")
    try:
        answer = work()
        if len(answer.body) > limits.output:
            error, message = "stopped", f"the result is larger than {limits.output >> 20} MB"
            hint, answer = "ask for less", Answer("", b"")
    except (MalformedError, RefusedError) as raised:
        error = "malformed" if isinstance(raised, MalformedError) else "refused"
        message, hint = raised.message, raised.hint
    except MemoryError:
        error, message, hint = "stopped", _memory(limits), "ask for less, or narrow the patterns"
    except OSError:
        error, message = "refused", "the query would read from elsewhere"
    told = {"media": answer.media, "cut": answer.cut, "length": len(answer.body)}
    return {**told, "error": error, "message": message, "hint": hint}, answer.body


def _confine(pipe: int, limits: Limits) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20)
    os.closerange(3, pipe)
    os.closerange(pipe + 1, most)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # From here on nothing can be opened: no file, no connection. The pipe stays.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _send(pipe: int, header: dict[str, object], body: bytes) -> None:
    left = memoryview(json.dumps(header).encode("utf-8") + b"\n" + body)
    while left:
        left = left[os.write(pipe, left) :]


def _reason(status: int, limits: Limits) -> str:
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended == signal.SIGXCPU:
        return f"the query was stopped: more than {limits.cpu} s of CPU time"
    if ended == signal.SIGKILL:
        return f"the query was stopped: more than {limits.wall:g} s"
    if ended == signal.SIGABRT:
        return _memory(limits)
    return "the query was stopped: it is too complex for the engine"


def _memory(limits: Limits) -> str:
    return f"the query was stopped: more than {limits.memory >> 20} MB of memory"
