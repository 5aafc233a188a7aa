"""The page analysts explore: one HTML file, offline."""

from kg.export.html.page import write_page

__all__ = ["write_page"]
