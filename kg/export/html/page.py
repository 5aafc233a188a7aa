"""One self-contained page from a graph: pyvis' network with a template, a script and a style of our own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import sys
import types
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.export.html.bundle import bundle
from kg.export.html.payload import Labels, core, evidence, texts
from kg.export.html.story import Roles
from kg.graph.document import Graph

HERE = Path(__file__).parent
VIS = Path(str(find_spec("pyvis").origin)).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"  # type: ignore[union-attr]
PLAIN = 96 * 1024  # up to here a part stays readable JSON: compressing saves little and depends on zlib's version


def write_page(graph: Graph, *, title: str, labels: Labels, base: str = "https://kg.example/") -> bytes:
    """The page as the bytes of one HTML file that needs no network and no other file.

    ``labels`` is ``{"classes": {name: {language: label}}, "predicates": {name: {language: label}}, "symmetric":
    [names of predicates]}``, classes in the order that gives them their colours. It may hold ``namespace``, the IRI of
    the vocabulary (``base`` followed by ``ns#`` otherwise), and ``roles``, the predicates that tell the story (as in
    interface.json). ``base`` is the base IRI of the RDF export; both stand in the SPARQL queries that the page writes.
    The same arguments give the same bytes.
    """
    from jinja2 import Environment, FileSystemLoader

    interface = json.loads((HERE / "interface.json").read_text(encoding="utf-8"))
    parts: dict[str, Any] = {
        "core": core(graph, title=title, labels=labels, roles=_roles(labels, interface), base=base)
    }
    parts["core"]["namespace"] = labels.get("namespace") or f"{base}ns#"
    parts |= {"evidence": evidence(graph), "interface": interface["strings"]}
    parts |= {f"texts-{i}": part for i, part in enumerate(texts(graph))}
    # directed: an undirected pyvis network drops parallel edges. Its own lists stay empty: it would repeat every key
    # of every node, and the page draws from the columns of ``core`` no more than a screen can show.
    network = _pyvis().Network(directed=True, cdn_resources="in_line")
    network.options = {"physics": {"enabled": False}}
    network.templateEnv = Environment(loader=FileSystemLoader(HERE), autoescape=True, keep_trailing_newline=True)
    network.templateEnv.globals |= {
        "title": title,
        "vis": VIS.read_text(encoding="utf-8"),
        "style": (HERE / "style.css").read_text(encoding="utf-8"),
        "script": bundle(HERE / "script", "app.js"),
        "parts": [(name, *_packed(value)) for name, value in parts.items()],
    }
    network.path = "template.html"
    html = network.generate_html(name="page.html", notebook=False)
    return _with_policy(html).encode("utf-8")


def _pyvis() -> Any:
    """pyvis' network module, imported without IPython: notebooks alone need that, and it takes pyvis' import from a
    twentieth of a second to a fifth."""
    display = types.ModuleType("IPython.display")
    display.IFrame = None  # type: ignore[attr-defined]
    spare = {name: display for name in ("IPython", "IPython.display") if name not in sys.modules}
    sys.modules.update(spare)
    try:
        import pyvis.network
    finally:
        for name in spare:
            del sys.modules[name]
    return pyvis.network


def _roles(labels: Labels, interface: dict[str, Any]) -> Roles:
    """The roles that the caller's vocabulary gives its predicates, or those that interface.json expects."""
    roles = labels.get("roles") or interface["roles"]
    return Roles(tuple(roles["order"]), tuple(roles["member"]), tuple((a, b) for a, b in roles["opposed"]))


def _packed(value: Any) -> tuple[str, str]:
    """A JSON value as the text of an inert script element, with the name of its encoding."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Neither can end the element early nor break a line where some parsers see one.
    plain = plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if len(plain) <= PLAIN:
        return "json", plain
    return "gzip", base64.b64encode(gzip.compress(plain.encode("utf-8"), 9, mtime=0)).decode("ascii")


def _with_policy(html: str) -> str:
    """The page with the hashes of its own scripts and styles as the only ones that a browser may run or apply."""
    found = {
        kind: [
            "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
            for text in re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
        ]
        for kind in ("script", "style")
    }
    policy = (
        f"default-src 'none'; script-src {' '.join(found['script'])}; style-src {' '.join(found['style'])}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return html.replace("POLICY", policy, 1)
