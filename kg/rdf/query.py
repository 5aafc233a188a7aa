"""SPARQL over an exported graph: the graph opened, the named questions of the ontology, one query answered."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg import __version__
from kg.errors import BadData, UsageError
from kg.rdf.evaluate import Answer, Question, evaluate
from kg.rdf.guard import read_query, settled
from kg.rdf.load import find_graph, read_triples
from kg.rdf.names import PROV, SCHEMA, Names

# A file may list many values; what strangers send is held shorter by the server.
LONGEST = 1 << 20
_BULK = {".nt": RdfFormat.N_TRIPLES, ".ttl": RdfFormat.TURTLE}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class OpenGraph:
    """A graph ready to be queried, and how its IRIs are made. ``prefixes`` need no declaration in queries."""

    store: Store
    names: Names

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix to namespace."""
        return self.names.prefixes

    @property
    def graphs(self) -> list[str]:
        """The IRIs of the named graphs: the vocabulary's, if it was opened with it."""
        return [name.value for name in self.store.named_graphs() if isinstance(name, NamedNode)]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of the ontology: what it asks, by language (zh, en), and how."""

    name: str
    questions: dict[str, str]
    text: str


def open_graph(path: Path, vocabulary: Path | None = None) -> OpenGraph:
    """The graph in a folder that ``kg build`` wrote, or in one RDF file of it.

    With ``vocabulary``, the schema.ttl of its ontology, queries find the terms too: in a named graph of their own,
    which is part of what is asked unless a query chooses its graphs. Raises UsageError if there is no such graph or
    file, BadData if one cannot be read or another version of this program made the graph.
    """
    file = find_graph(path)
    if not os.access(file, os.R_OK):
        raise UsageError(f"{file}: may not be read", "change its permissions")
    store = Store()
    if file.suffix in _BULK:
        try:
            store.bulk_load(path=str(file), format=_BULK[file.suffix])
        except SyntaxError as error:
            raise BadData(f"{file}:{error.lineno or 1}: {error.msg}", "export it again: kg build") from error
    else:
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in read_triples(file))
    names = _names(store, file)
    if vocabulary is not None:
        _load_vocabulary(store, vocabulary, names)
    return OpenGraph(store, names)


def read_named(folder: Path) -> dict[str, NamedQuery]:
    """The ``.rq`` files of a folder by name, in order of their names; their first comments say what they ask.

    An ontology without such a folder has no named questions. Raises BadData with file and line if a question lacks its
    words.
    """
    named = {}
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        questions = dict(re.findall(r"^# (zh|en): (.+)$", text, re.MULTILINE))
        if len(questions) < 2:
            raise BadData(f"{path}:1: no question in zh and en", "begin with # zh: ... and # en: ...")
        named[path.stem] = NamedQuery(path.stem, questions, text)
    return named


def query_text(given: str, named: Mapping[str, NamedQuery]) -> str:
    """The query that an argument of the command line means: a file, the name of a question, or the query itself.

    Raises UsageError if it is none of these.
    """
    if given in named:
        return named[given].text
    if re.search(r"\s|\{", given):
        return given
    path = Path(given)
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise BadData(f"{path}: not UTF-8 ({error.reason} at byte {error.start})", "save it as UTF-8") from error
    if _NAME.fullmatch(given):
        near = get_close_matches(given, named, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "kg query without a query lists the names"
        raise UsageError(f"no query is called {given}", hint)
    raise UsageError(f"{given}: no such file", "give a file, the name of a query, or the query in quotes")


def ask(
    graph: OpenGraph | Path, text: str, accept: str = "", seconds: int = 60, vocabulary: Path | None = None
) -> Answer:
    """The answer to a query, all of it, in the best format that ``accept`` (an Accept header) takes.

    ``graph`` may be where one is; then it is read, with its ``vocabulary``, by the child that answers, which costs
    nothing on top.
    Raises MalformedError or RefusedError for a query that cannot or may not run, StoppedError for one that takes more
    than ``seconds`` of CPU time, and what ``open_graph`` raises.
    """
    if len(text) > LONGEST:
        raise UsageError(f"the query has {len(text):,} characters", f"at most {LONGEST:,} are read")
    plain = settled(text)

    def prepare() -> Callable[[], Answer]:
        opened = open_graph(graph, vocabulary) if isinstance(graph, Path) else graph
        query = read_query(plain, known=opened.prefixes, graphs=opened.graphs)
        question = Question(query, accept, prefixes=opened.prefixes, base=opened.names.base)
        return lambda: replace(evaluate(opened.store, question), prefixes=opened.prefixes)

    if not hasattr(os, "fork"):
        return prepare()()
    from kg.rdf.sandbox import Limits, run

    # In a child, so that it ends with Ctrl-C and cannot reach beyond the graph.
    return run(prepare, Limits(cpu=seconds, wall=30.0 * seconds, memory=8 << 30, output=1 << 30))


def _names(store: Store, file: Path) -> Names:
    """How the IRIs of a graph were made, from the run that made it."""
    made_by, again = NamedNode(PROV + "wasAssociatedWith"), "build it again: kg build"
    made = next(iter(store.quads_for_pattern(None, made_by, None)), None)
    if made is None or not isinstance(made.subject, NamedNode) or not isinstance(made.object, NamedNode):
        raise BadData(f"{file}: no graph that kg made: it does not say by which build", again)
    versions = store.quads_for_pattern(made.object, NamedNode(SCHEMA + "softwareVersion"), None)
    version = next((q.object.value for q in versions if isinstance(q.object, Literal)), "")
    if version.split(".")[:2] != __version__.split(".")[:2]:
        raise BadData(f"{file}: made by version {version or '?'}, this is {__version__}", again)
    base = made.subject.value.partition("id/run/")[0]
    # Every article has a hash of its text, in a property of the vocabulary: what stands before it is the namespace.
    hashed = "textSha256"
    used = (q.object for q in store.quads_for_pattern(made.subject, NamedNode(PROV + "used"), None))
    about = (q.predicate.value for node in used if isinstance(node, NamedNode) for q in _about(store, node))
    namespace = next((iri.removesuffix(hashed) for iri in about if iri.endswith(hashed)), "")
    if not namespace:
        raise BadData(f"{file}: no graph that kg made: it has no article", again)
    return Names(namespace, base)


def _load_vocabulary(store: Store, file: Path, names: Names) -> None:
    try:
        store.load(path=str(file), format=RdfFormat.TURTLE, to_graph=names.vocabulary())
    except FileNotFoundError as error:
        raise UsageError(f"{file}: no such file", "the ontology folder needs a schema.ttl") from error
    except SyntaxError as error:
        raise BadData(f"{file}:{error.lineno or 1}: not Turtle: {error.msg}") from error


def _about(store: Store, node: NamedNode) -> list[Quad]:
    return list(store.quads_for_pattern(node, None, None))
