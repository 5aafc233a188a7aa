"""The articles a command was given: files and folders, in a fixed order, with ids that tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kg.errors import KgError, UsageError
from kg.model import Article
from kg.text.read import read_article

SUFFIXES = (".txt", ".md")


def input_files(paths: Sequence[Path]) -> list[Path]:
    """The text files among ``paths``; of a folder all .txt and .md files below it, hidden ones left out.

    Each file once, in the order given, those of a folder by name. Raises UsageError for a path that does not exist
    and for a folder without texts.
    """
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            found = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES
                and p.is_file()
                and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
            if not found:
                raise UsageError(f"{path}: no .txt or .md files in this folder", "name a folder that holds articles")
        elif path.exists():
            found = [path]
        else:
            raise UsageError(f"{path}: no such file or folder", "check the path")
        for file in found:
            files.setdefault(file.resolve(), file)
    return list(files.values())


def read_articles(files: Iterable[Path]) -> tuple[list[Article], list[KgError]]:
    """The articles of ``files`` and, for those that cannot be read, why.

    Two files of one name get ids that differ by the hash of their text; a file with the very same text as an earlier
    one is left out (it would corroborate itself) and reported.
    """
    articles: list[Article] = []
    errors: list[KgError] = []
    ids: set[str] = set()
    hashes: dict[str, str] = {}
    for file in files:
        try:
            article = read_article(file)
        except KgError as error:
            errors.append(error)
            continue
        if article.sha256 in hashes:
            errors.append(UsageError(f"{file}: the same text as {hashes[article.sha256]}, left out"))
            continue
        hashes[article.sha256] = str(file)
        if article.id in ids:
            article = replace(article, id=f"{article.id}-{article.sha256[:8]}")
        ids.add(article.id)
        articles.append(article)
    return articles, errors
