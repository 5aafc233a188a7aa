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
    """A running child, the pipe that its answer comes through and, of a worker, the pipe that it gets questions by."""

    pid: int
    pipe: int
    questions: int = -1


# Children that have answered: taking down a large process takes longer than most queries, so nobody waits for it.
_answered: list[int] = []


def start(prepare: Callable[[], Callable[[], Answer]], limits: Limits) -> Child:
    """Forks a child that prepares itself, gives up its rights and then does the work that ``prepare`` returned.

    Everything that the work imports must have been imported before.
    """

    def live(pipe: int) -> None:
        prepared: list[Callable[[], Answer]] = []

        def work() -> Answer:
            prepared.append(prepare())
            _confine([pipe], limits)
            return prepared[0]()

        # What was prepared is held until the answer is sent: taking down a store takes longer than most queries.
        _send(pipe, *_outcome(work, limits))

    return _forked(live)


def start_worker(answer: Callable[[bytes], Answer], limits: Limits) -> Child:
    """Forks a child that gives up its rights and answers one question after the other, each within ``limits``.

    A fork of a large graph and the pages it then makes its own take longer than most queries, so they are paid once.
    The child ends when nobody can ask it any more, and by itself when a question has left it much larger.
    """
    hearing, telling = os.pipe()

    def live(pipe: int) -> None:
        _confine(sorted((pipe, hearing)), limits)
        most = _peak() + limits.memory // 4
        while question := _heard(hearing):
            _renew(limits)
            _send(pipe, *_outcome(lambda: answer(question), limits))
            if _peak() > most:
                break

    child = _forked(live)
    os.close(hearing)
    return child._replace(questions=telling)


def tell(worker: Child, question: bytes) -> bool:
    """Asks a worker a question; False if the worker is gone."""
    left = memoryview(len(question).to_bytes(8, "big") + question)
    try:
        while left:
            left = left[os.write(worker.questions, left) :]
    except BrokenPipeError:
        return False
    return True


def _forked(live: Callable[[int], None]) -> Child:
    _reap()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_child(live, writing)
    os.close(writing)
    return Child(pid, reading)


def _heard(pipe: int) -> bytes:
    """The next question, empty when there will be none."""
    size, question = b"", b""
    while len(size) < 8 or len(question) < int.from_bytes(size, "big"):
        piece = os.read(pipe, 8 - len(size) if len(size) < 8 else int.from_bytes(size, "big") - len(question))
        if not piece:
            return b""
        if len(size) < 8:
            size += piece
        else:
            question += piece
    return question


def is_complete(received: bytes | bytearray) -> bool:
    """Whether all of an answer has come through the pipe."""
    end = received.find(b"\n")
    return end >= 0 and len(received) - end - 1 >= json.loads(received[:end])["length"]


def abandon(child: Child) -> None:
    """Ends a child whose answer nobody wants."""
    _close(child)
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    _answered.append(child.pid)


def finish(child: Child, received: bytes | bytearray, limits: Limits) -> Answer:
    """The answer in ``received``, what came through the pipe in time; ends the child.

    Raises the error that the work raised, StoppedError if the answer is not complete.
    """
    if not is_complete(received):
        _close(child)
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
        raise StoppedError(_reason(os.waitpid(child.pid, 0)[1], limits), "ask for less, or narrow the patterns")
    abandon(child)
    return read_answer(received)


def read_answer(received: bytes | bytearray) -> Answer:
    """The complete answer in ``received``. Raises the error that the work raised."""
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


def _close(child: Child) -> None:
    os.close(child.pipe)
    if child.questions >= 0:
        os.close(child.questions)


def _be_child(live: Callable[[int], None], pipe: int) -> NoReturn:
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        gc.disable()
        sys.setrecursionlimit(20_000)
        live(pipe)
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
    _renew(limits)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # From here on nothing can be opened: no file, no connection. The pipe stays.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _renew(limits: Limits) -> None:
    """Lets a child use its CPU seconds, whatever it has used before. No query can catch the signal that ends it."""
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soon = round(time.process_time()) + limits.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (soon if most == resource.RLIM_INFINITY else min(soon, most), most))


def _peak() -> int:
    """The most bytes of memory that this process has held at once."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


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
