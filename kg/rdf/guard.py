"""What a query is and what it asks for, found in its text before anything is evaluated.

Two readings have to agree that a query is harmless: the tokens found here, in a single pass, and, for strangers'
queries, the tree that rdflib's parser builds. Engines differ on where a comment ends and what an escaped quote does,
so line ends and escapes are settled first, and everybody reads the same characters.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.errors import UsageError

# Deeper than any question needs, shallow enough for the stacks of both parsers.
DEEPEST = 32
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "USING", "WITH"))

# A prefix is bounded, so that a long row of words without a colon is not searched again from each of them.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\n]+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<text>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
             |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z][A-Za-z0-9-]*)
    |(?P<curie>(?:\w[\w.-]{0,63})?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*)
    |(?P<number>\d+(?![\w.]))
    |(?P<word>\w+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)


class MalformedError(UsageError):
    """The text is no SPARQL query."""


class RefusedError(UsageError):
    """A query, but one that wants something that is never done: to write, or to read from elsewhere."""


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the token expression), its characters and where they start."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query that may be evaluated. ``form`` is one of FORMS, ``limit`` the token of its own LIMIT, if it has one;
    ``end`` is where a LIMIT may be put if it has none; ``chosen`` says that FROM chooses what is asked."""

    text: str
    form: str
    limit: Token | None
    end: int
    chosen: bool = False

    def limited(self, rows: int) -> str:
        """The text with at most ``rows`` results, if it is a SELECT; its lines stay where they are."""
        if self.form != "SELECT":
            return self.text
        if self.limit is None:
            return f"{self.text[: self.end]}\nLIMIT {rows}\n{self.text[self.end :]}"
        if int(self.limit.text) <= rows:
            return self.text
        return self.text[: self.limit.start] + str(rows) + self.text[self.limit.start + len(self.limit.text) :]


def settled(text: str) -> str:
    r"""``text`` with line ends as ``\n`` and ``\u`` escapes written out, as SPARQL says to do before parsing.

    Raises MalformedError for an escape of a character that would change how the rest is read, and for half characters.

    >>> settled("ASK { ?s ?p 'd\\u00e9j\\u00e0' }\r\n")
    "ASK { ?s ?p 'déjà' }\n"
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is None:
            return match[0]
        number = int(code, 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            raise MalformedError(f"{_place(text, match.start())}: {match[0]} is no character")
        if number < 0x80 and not chr(number).isalnum():
            raise MalformedError(
                f"{_place(text, match.start())}: {match[0]} hides a sign of SPARQL", "write the sign itself"
            )
        return chr(number)

    text = _ESCAPE.sub(character, text)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedError(f"{_place(text, error.start)}: half a character", "save the query as UTF-8") from error
    return text


def read_query(text: str, *, known: Collection[str] = (), graphs: Collection[str] = ()) -> Query:
    """What ``text``, already settled, asks for.

    ``known`` are the prefixes that need no declaration, ``graphs`` the IRIs of the named graphs at hand: no other may
    be named by FROM, as an engine might fetch it. Raises RefusedError for SERVICE, for FROM and for every update, and
    MalformedError for what can be seen to be wrong without a parser, both with line and column.
    """
    tokens = [Token(m.lastgroup or "", m[0], m.start()) for m in _TOKEN.finditer(text) if m.lastgroup != "space"]
    declared = {*known, *(b.text[:-1] for a, b in _pairs(tokens) if a.text.upper() == "PREFIX" and a.kind == "word")}
    form, depth, limit, end, chosen = "", 0, None, len(text), False
    for at, (token, following) in enumerate(_pairs(tokens)):
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "other":
            depth += (token.text in "{([") - (token.text in "})]")
            if depth > DEEPEST:
                raise MalformedError(
                    f"{_place(text, token.start)}: nested deeper than {DEEPEST}", "write it with fewer brackets"
                )
            if token.text in "\"'":
                raise MalformedError(f"{_place(text, token.start)}: a quoted text without its end", "close it")
        elif token.kind == "curie" and token.text.split(":")[0] not in declared and not _blank(token):
            prefix = token.text.split(":")[0]
            raise MalformedError(
                f"{_place(text, token.start)}: unknown prefix {prefix}:",
                f"known: {' '.join(sorted(f'{p}:' for p in declared))}",
            )
        elif word == "SERVICE":
            raise RefusedError(
                f"{_place(text, token.start)}: SERVICE would ask another server",
                "leave it out: only this graph is queried",
            )
        elif word in _UPDATES:
            raise RefusedError(
                f"{_place(text, token.start)}: {word} is an update", "the graph is only read; kg build makes a new one"
            )
        elif word == "FROM":
            named = tokens[at + 2] if following.text.upper() == "NAMED" and len(tokens) > at + 2 else following
            if named.text[1:-1] not in graphs:
                raise RefusedError(
                    f"{_place(text, token.start)}: FROM would load {named.text}",
                    "leave it out: only this graph is queried",
                )
            chosen = True
        elif depth == 0 and word in FORMS:
            form = form or word
        elif depth == 0 and word == "LIMIT" and following.kind == "number":
            limit = following
        elif depth == 0 and word == "VALUES":
            end = token.start
    if not form:
        raise MalformedError("line 1, column 1: no query", f"begin with {', '.join(FORMS)}")
    return Query(text, form, limit, end, chosen)


def check_tree(query: Query, graphs: Collection[str] = ()) -> None:
    """Holds the tree of rdflib's parser against ``read_query``'s reading.

    Raises RefusedError where the tree has a SERVICE or a foreign FROM, MalformedError where it is no SPARQL 1.1.
    """
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query as Grammar

    try:
        # Not parseQuery: it would expand escapes again, and those that are escaped themselves.
        tree = Grammar.parse_string(query.text, parse_all=True)
    except ParseBaseException as error:
        raise MalformedError(f"line {error.lineno}, column {error.column}: not SPARQL 1.1") from error
    except RecursionError as error:
        raise MalformedError("nested too deeply", "write it with fewer brackets") from error
    for node in _nodes(tree):
        name = getattr(node, "name", "")
        if name == "ServiceGraphPattern":
            raise RefusedError("SERVICE would ask another server", "leave it out: only this graph is queried")
        if name == "DatasetClause":
            for graph in (node[key] for key in ("default", "named") if key in node):
                if str(graph) not in graphs:
                    raise RefusedError(f"FROM would load {graph}", "leave it out: only this graph is queried")


def _nodes(tree: Any) -> Iterator[Any]:
    """Every node of a parse tree, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, OrderedDict):  # rdflib's CompValue; pyparsing's lists claim to be mappings too
            waiting.extend(node.values())
        elif isinstance(node, Iterable) and not isinstance(node, str):
            waiting.extend(node)


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Each token with the one after it."""
    return zip(tokens, [*tokens[1:], Token("", "", 0)], strict=False)


def _blank(token: Token) -> bool:
    return token.text.startswith("_:")


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
