"""The manifest beside weights: what they are, what taught them, and the hashes that tell whether they are those."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg.extract.train_gold import GoldArticle
from kg.extract.train_linear import Parameters, store


def write_manifest(
    path: Path,
    *,
    what: str,
    features: str,
    parameters: Mapping[str, Parameters],
    articles: Iterable[GoldArticle],
    weights: Iterable[str],
    figures: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write and return the manifest of ``weights``, the names of files that stand beside it already.

    ``features`` is the source file that a reader finds the features in; ``figures`` are those measured, if any.
    """
    manifest = {
        "what": what,
        "trained by": "kg train",
        "features": features,
        "crfsuite": version("python-crfsuite"),
        "parameters": dict(parameters),
        **({"figures": figures} if figures is not None else {}),
        "articles": {article.name: article.sha256 for article in articles},
        "weights": {name: hashlib.sha256((path.parent / name).read_bytes()).hexdigest() for name in weights},
    }
    store(path, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return manifest
