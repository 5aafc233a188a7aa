"""Asking an open page."""

from __future__ import annotations

from typing import Any


def say(page: Any, script: str, argument: Any = None) -> Any:
    """The value of a function of ``p`` (the page's own object) and ``a``, in the page."""
    return page.evaluate(f"(a) => {{ const p = window.kgPage; return ({script}); }}", argument)
