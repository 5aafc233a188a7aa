"""A child process in which a stranger's query may do its worst: it can compute, and nothing else.

The child is a fork, so the graph costs nothing to hand over. It has no file, no socket and no way to open one, a
limit on CPU time and on memory, and a parent that watches the clock. What it gives back is complete or is not there.
"""

from __future__ import annotations

import gc
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
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, NoReturn

from kg.errors import BadData, KgError, UsageError
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


_ERRORS = {kind.__name__: kind for kind in (BadData, KgError, MalformedError, RefusedError, StoppedError, UsageError)}


class Child(NamedTuple):
    """A running child and the pipe that its answer comes through."""

    pid: int
    pipe: int


# Children that have answered: taking down a large process takes longer than most queries, so nobody waits for it.
_answered: list[int] = []


def start(prepare: Callable[[], Callable[[], Answer]], limits: Limits, keep: tuple[int, ...] = ()) -> Child:
    """Forks a child that prepares itself, gives up its rights and then does the work that ``prepare`` returned.

    Of the open files it keeps those in ``keep``. Everything that the work imports must have been imported before.
    """
    _reap()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_child(prepare, writing, limits, keep)
    os.close(writing)
    return Child(pid, reading)


def is_complete(received: bytes | bytearray) -> bool:
    """Whether all of an answer has come through the pipe."""
    end = received.find(b"\n")
    return end >= 0 and len(received) - end - 1 >= json.loads(received[:end])["length"]


def abandon(child: Child) -> None:
    """Ends a child whose answer nobody wants."""
    os.close(child.pipe)
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    _answered.append(child.pid)


def finish(child: Child, received: bytes | bytearray, limits: Limits) -> Answer:
    """The answer in ``received``, what came through the pipe in time; ends the child.

    Raises the error that the work raised, StoppedError if the answer is not complete.
    """
    if not is_complete(received):
        os.close(child.pipe)
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        raise StoppedError(_reason(os.waitpid(child.pid, 0)[1], limits), "ask for less, or narrow the patterns")
    abandon(child)
    header, _, body = bytes(received).partition(b"\n")
    told = json.loads(header)
    if told["error"]:
        raise _ERRORS[told["error"]](told["message"], told["hint"])
    return Answer(told["media"], body, told["cut"], told["prefixes"])


def run(prepare: Callable[[], Callable[[], Answer]], limits: Limits) -> Answer:
    """An answer from a child, waited for. Raises what ``finish`` raises."""
    child = start(prepare, limits)
    received, deadline = bytearray(), time.monotonic() + limits.wall
    try:
        while select.select([child.pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            piece = os.read(child.pipe, 1 << 20)
            received += piece
            if not piece or is_complete(received):
                break
    except BaseException:
        abandon(child)
        raise
    return finish(child, received, limits)


def _reap() -> None:
    for pid in tuple(_answered):
        with suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                continue
        _answered.remove(pid)


def _be_child(
    prepare: Callable[[], Callable[[], Answer]], pipe: int, limits: Limits, keep: tuple[int, ...]
) -> NoReturn:
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        gc.disable()

        def work() -> Answer:
            prepared = prepare()
            _confine(sorted({pipe, *keep}), limits)
            sys.setrecursionlimit(20_000)
            return prepared()

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
            error, message = "StoppedError", f"the result is larger than {limits.output >> 20} MB"
            hint, answer = "ask for less", Answer("", b"")
    except KgError as raised:
        error, message, hint = type(raised).__name__, raised.message, raised.hint
    except MemoryError:
        error, message, hint = "StoppedError", _memory(limits), "ask for less, or narrow the patterns"
    except OSError:
        error, message = "RefusedError", "the query would read from elsewhere"
    told = {"media": answer.media, "cut": answer.cut, "length": len(answer.body), "prefixes": answer.prefixes}
    return {**told, "error": error, "message": message, "hint": hint}, answer.body


def _confine(keep: list[int], limits: Limits) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 20)
    for before, after in pairwise([2, *keep, most]):
        os.closerange(before + 1, after)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu = round(time.process_time()) + limits.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
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
