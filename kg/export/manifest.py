"""manifest.json: the hash of everything that went into a build and of everything that came out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_manifest(
    *,
    version: str,
    base: str,
    inputs: Sequence[Mapping[str, Any]],
    left_out: Sequence[tuple[str, str]],
    ontology: Mapping[str, str],
    ontology_version: str,
    files: Mapping[str, bytes],
) -> bytes:
    """The manifest as JSON in UTF-8. No times and no paths of the machine: the same build has the same manifest.

    ``version`` is the package's; ``inputs`` have ``path`` and ``sha256`` (of the file's bytes);
    ``left_out`` are files that were not read and why; ``ontology`` maps its files to their SHA-256; ``files`` are
    the outputs.
    """
    value = {
        "kg": version,
        "base": base,
        "inputs": list(inputs),
        "left_out": [{"path": path, "reason": reason} for path, reason in left_out],
        "ontology": {"version": ontology_version, "files": dict(sorted(ontology.items()))},
        "outputs": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        },
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def stale_outputs(path: Path, manifest: bytes) -> frozenset[str]:
    """The files that an earlier manifest at ``path`` lists and ``manifest`` does not, if they are of another build.

    Beside the new files they would speak of another graph. With the same inputs, ontology and base they do not.
    """
    try:
        earlier = json.loads(path.read_text(encoding="utf-8"))
        names = frozenset(earlier.pop("outputs"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return frozenset()
    value = json.loads(manifest)
    outputs = value.pop("outputs").keys()
    return frozenset() if earlier == value else names - outputs
