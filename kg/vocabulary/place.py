"""Where the folders are that come with the package."""

from __future__ import annotations

from pathlib import Path


def default_ontology() -> Path:
    """The ontology that comes with the package: the repository's in a checkout, the wheel's copy otherwise."""
    return packaged("ontology")


def packaged(name: str) -> Path:
    """A folder that the wheel carries (``ontology`` or ``seeds``), wherever the package runs from."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / name
    if (checkout.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    return package / "data" / name
