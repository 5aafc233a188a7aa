"""The SPARQL endpoint: a request read, its query answered in a child, the answer sent whole or not at all."""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from hashlib import sha256

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from kg.errors import KgError
from kg.rdf.evaluate import Answer, Question
from kg.rdf.formats import GRAPHS, choose
from kg.rdf.guard import MalformedError, RefusedError, read_query, settled
from kg.rdf.sandbox import Child, Limits, StoppedError, abandon, finish, is_complete, read_answer
from kg.rdf.server.describe import service_description
from kg.rdf.server.live import LiveGraph
from kg.rdf.server.protocol import LARGEST, Asked, RequestError, read_get, read_post
from kg.rdf.server.workers import Workers

ROWS = 10_000
AT_ONCE = 2
PATIENCE = 10.0  # seconds for the body of a request to arrive
METHODS = "GET, HEAD, POST, OPTIONS"
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "KG-Result-Cut, Retry-After"}
_REMEMBERED = 1024


class Endpoint:
    """Answers queries over ``live``, ``at_once`` at a time, each with at most ``rows`` rows and within ``limits``."""

    def __init__(self, live: LiveGraph, limits: Limits, rows: int = ROWS, at_once: int = AT_ONCE) -> None:
        self._live, self._limits, self._rows, self._free = live, limits, rows, at_once
        # Queries whose second reading found nothing, by hash: it takes longer than most answers.
        self._workers = Workers(limits, at_once)
        self._workers.fill(live.current())
        self._known: OrderedDict[bytes, None] = OrderedDict()

    async def respond(self, request: Request) -> Response:
        """The response to a request; every error is one of plain text with its reason."""
        try:
            response = await self._answered(request)
        except RequestError as error:
            response = _complaint(error.status, error)
        except MalformedError as error:
            response = _complaint(400, error)
        except RefusedError as error:
            response = _complaint(403, error)
        except StoppedError as error:
            response = _complaint(503, error)
        # Of every response, an error too: whether a request can be answered depends on what it accepts.
        response.headers.update({**CORS, "Vary": "Accept"})
        return response

    async def _answered(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            allowed = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "Accept, Content-Type"}
            return Response(status_code=204, headers={"Allow": METHODS, "Access-Control-Max-Age": "86400", **allowed})
        url = request.scope["query_string"]
        accept = request.headers.get("accept", "")
        if request.method == "POST":
            asked = read_post(url, request.headers.get("content-type", ""), await _body(request))
        elif request.method in ("GET", "HEAD"):
            found = read_get(url)
            if found is None:
                return self._description(request, accept)
            asked = found
        else:
            raise RequestError(405, f"{request.method} is not a way to ask", f"use {METHODS}")
        answer = await self._answer(request, asked, accept)
        if not answer.media:
            raise RequestError(406, f"no format of {accept} fits this query", "see the service description")
        charset = "; charset=utf-8" if answer.media.startswith("text/") else ""
        headers = {"Content-Type": answer.media + charset, "X-Content-Type-Options": "nosniff"}
        if answer.cut:
            headers["KG-Result-Cut"] = f"{self._rows} rows; there are more"
        return Response(answer.body, headers=headers)

    async def _answer(self, request: Request, asked: Asked, accept: str) -> Answer:
        graph = self._live.current()
        named = graph.graphs
        query = read_query(settled(asked.text), known=graph.prefixes, graphs=named)
        for iri in (*asked.default_graphs, *asked.named_graphs):
            if iri not in named:  # as FROM is refused
                raise RefusedError(f"the dataset would load <{iri}>", "leave it out: only this graph is queried")
        fingerprint = sha256("\0".join([query.text, *sorted(named)]).encode("utf-8")).digest()
        question = Question(
            query,
            accept,
            self._rows,
            asked.default_graphs,
            asked.named_graphs,
            graph.prefixes,
            graph.names.base,
            walk=fingerprint not in self._known,
        )
        if not self._free:
            raise RequestError(503, "other queries are running", "ask again in a moment")
        self._free -= 1
        try:
            worker = self._workers.ask(graph, question)
            received = await _from_child(request, worker, self._limits)
        finally:
            self._free += 1
        if not is_complete(received):
            # Another one is made ready when this reply is on its way.
            asyncio.get_running_loop().call_later(0.001, self._workers.fill, graph)
            return finish(worker, received, self._limits)
        self._workers.give_back(graph, worker)
        answer = read_answer(received)
        self._known[fingerprint] = None
        self._known.move_to_end(fingerprint)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return answer

    def _description(self, request: Request, accept: str) -> Response:
        media = choose(accept, ["text/turtle", "text/html", *GRAPHS])
        if media == "text/html":
            return RedirectResponse("/query", 303)
        if not media:
            raise RequestError(400, "no query", "send query=..., or accept text/turtle for the service description")
        endpoint = str(request.url.replace(query="")).rstrip("/")
        body = service_description(self._live.current(), endpoint, media)
        return Response(body, headers={"Content-Type": f"{media}; charset=utf-8"})


async def _from_child(request: Request, child: Child, limits: Limits) -> bytearray:
    """What a child says in time, its whole answer or not: it has no longer than its limit, or than the client stays."""
    loop = asyncio.get_running_loop()
    received, ended = bytearray(), loop.create_future()

    def read() -> None:
        piece = os.read(child.pipe, 1 << 20)
        received.extend(piece)
        if (not piece or is_complete(received)) and not ended.done():
            ended.set_result(None)

    os.set_blocking(child.pipe, False)
    loop.add_reader(child.pipe, read)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({ended, gone}, timeout=limits.wall, return_when=asyncio.FIRST_COMPLETED)
    except BaseException:
        loop.remove_reader(child.pipe)
        abandon(child)
        raise
    finally:
        gone.cancel()
    loop.remove_reader(child.pipe)
    return received


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    body = bytearray()

    async def read() -> None:
        async for piece in request.stream():
            body.extend(piece)
            if len(body) > LARGEST:
                raise RequestError(413, f"a query of more than {LARGEST >> 10} KB", "ask for less at once")

    try:
        await asyncio.wait_for(read(), PATIENCE)
    except TimeoutError as error:
        raise RequestError(408, "the query did not arrive") from error
    except ClientDisconnect as error:
        raise RequestError(400, "the client went away") from error
    return bytes(body)


def _complaint(status: int, error: KgError) -> Response:
    text = error.message + (f"\n{error.hint}" if error.hint else "") + "\n"
    # A query that was stopped would be stopped again; only one that had to wait is asked back.
    busy = status == 503 and isinstance(error, RequestError)
    headers = {"Retry-After": "1"} if busy else {"Allow": METHODS} if status == 405 else {}
    return Response(text, status, {**headers, "X-Content-Type-Options": "nosniff"}, "text/plain; charset=utf-8")
