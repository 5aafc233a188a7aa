"""Read: a file's bytes become an Article, whatever their encoding and newlines."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.errors import BadData, UsageError
from kg.model.aligned import Span
from kg.model.article import Article

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MAX_TITLE = 60
_CLOSING = "。；;，,"


def read_article(path: Path) -> Article:
    """The article in a .txt or .md file: UTF-8 with or without BOM, GB18030, Big5 or UTF-16, any newline.

    Raises UsageError if there is no such file, BadData if it cannot be read, is empty or is not text.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file", "check the path") from error
    except IsADirectoryError as error:
        raise UsageError(f"{path}: is a folder, not an article", "name a file") from error
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror})", "check its permissions") from error
    return article_from_text(decode(data, path), path)


def decode(data: bytes, path: Path) -> str:
    """The text in ``data``; ``path`` only names it in errors. BOM dropped, newlines ``\\n``.

    UTF-8 is tried first, since hardly anything else decodes as it; a detector tells the others apart.
    """
    if not data.strip():
        raise BadData(f"{path}: the file is empty", "give a file that holds an article")
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], name)
            break
    else:
        if b"\x00" in data:
            raise BadData(f"{path}: binary data, not a text", "give a .txt or .md file")
        text = _strict(data, "utf-8")
        if text is None:
            text = _detected(data)
    if text is None or _looks_binary(text):
        raise BadData(f"{path}: not a text in UTF-8, GB18030, Big5 or UTF-16", "convert it to UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadData(f"{path}: the file holds only white space", "give a file that holds an article")
    return text


def article_from_text(text: str, path: Path) -> Article:
    """The Article of an already decoded text. Its id is the file's stem, its hash that of the text as UTF-8.

    The title is the first line if it looks like a headline; a text without one is called by its file's stem, and its
    ``title_span`` is empty.
    """
    title, span = _title(text)
    return Article(
        id=path.stem,
        path=path.name,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        title=title or path.stem,
        title_span=span,
    )


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # costs more than reading: only where UTF-8 has failed

    best = from_bytes(data, cp_isolation=["gb18030", "big5", "big5hkscs", "utf_16"]).best()
    return None if best is None else str(best).removeprefix("\ufeff")


def _looks_binary(text: str) -> bool:
    control = sum(1 for c in text if (c < " " and c not in "\n\r\t\f\v") or c == "\ufffd")
    return control * 100 > len(text)


def _title(text: str) -> tuple[str, Span]:
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            marked = bare.lstrip("#").strip()
            if bare.startswith(">") or len(marked) > _MAX_TITLE or (bare == marked and bare[-1] in _CLOSING):
                return "", Span(0, 0)
            at = start + line.index(marked) if marked else start
            return marked, Span(at, at + len(marked))
        start += len(line) + 1
    return "", Span(0, 0)
