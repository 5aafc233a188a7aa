"""What the recognizer sees of each word: itself, its part of speech, its neighbours, and what its document does.

Every feature is a short string ``template=value``, so that a weight can be read by a person (``w0`` the word itself,
``p+1`` the next word's tag, ``k`` a distributional class, ``x`` the lexicon, ``h`` a head noun).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.extract.tagger import Token

Classes = tuple[str, str, str]
"""A word's distributional classes, coarse to fine."""

_EDGE: Classes = ("#", "#", "#")
_UNKNOWN: Classes = ("?", "?", "?")
_OPENING = "“「『《"
_CLOSING = "”」』》"
_MAX_HEAD = 4


class LexiconSpan(NamedTuple):
    """A lexicon name in the text and the type its row has."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Tables behind the features: distributional classes of words, and types of head nouns."""

    classes: Mapping[str, Classes]
    heads: Mapping[str, str]

    def head(self, word: str) -> str:
        """The type of the longest listed head noun that ``word`` ends with, ``-`` if none; one character is weak."""
        for size in range(min(len(word), _MAX_HEAD), 0, -1):
            type_ = self.heads.get(word[-size:])
            if type_ is not None:
                return type_ + "1" if size == 1 else type_
        return "-"


def shape(word: str) -> str:
    """A letter for the kind of characters a word has.

    >>> [shape(w) for w in ("2015", "O2O", "QQ", "Etsy", "app", "!")]
    ['d', 'x', 'U', 'C', 'l', 'x']
    """
    if word.isascii():
        if word.isdigit():
            return "d"
        if word.isalpha():
            return "U" if word.isupper() else "C" if word[0].isupper() else "l"
        return "x"
    if any(c.isdigit() for c in word):
        return "D"
    return "h" if any("\u4e00" <= c <= "\u9fff" for c in word) else "p"


class DocumentCounts:
    """How often words and pairs of neighbours occur in one document, and what stands beside a word."""

    def __init__(self, rows: Sequence[Sequence[Token]]) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        before: dict[str, set[str]] = {}
        after: dict[str, set[str]] = {}
        for row in rows:
            words = ["#", *(token.text for token in row), "#"]
            self.words.update(words[1:-1])
            self.pairs.update(pairwise(words))
            for left, right in pairwise(words):
                before.setdefault(right, set()).add(left)
                after.setdefault(left, set()).add(right)
        self.before = {word: len(others) for word, others in before.items()}
        self.after = {word: len(others) for word, others in after.items()}


def lexicon_places(row: Sequence[Token], hits: Sequence[LexiconSpan]) -> list[str]:
    """For each token ``S``, ``B``, ``I`` or ``E`` and the type of the lexicon name over it, ``-`` where there is none.

    ``<`` and ``>`` mark a name that begins or ends inside the token. ``hits`` must not overlap.
    """
    places = ["-"] * len(row)
    for start, end, type_ in hits:
        inside = [i for i, token in enumerate(row) if token.start < end and token.end > start]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        for i in inside:
            place = "S" if first == last else "B" if i == first else "E" if i == last else "I"
            cut_left = "<" if i == first and row[i].start != start else ""
            cut_right = ">" if i == last and row[i].end != end else ""
            places[i] = f"{place}{cut_left}{cut_right}|{type_}"
    return places


def _quoted(words: Sequence[str]) -> list[str]:
    """For each word whether it opens (``o``) or closes (``c``) a quotation or title, or stands in one (``i``)."""
    inside = False
    marks = []
    for word in words:
        if word in _OPENING:
            inside = True
            marks.append("o")
        elif word in _CLOSING:
            inside = False
            marks.append("c")
        else:
            marks.append("i" if inside else "-")
    return marks


def word_features(
    row: Sequence[Token], counts: DocumentCounts, hits: Sequence[LexiconSpan], knowledge: Knowledge
) -> list[list[str]]:
    """The features of each token of a sentence. ``hits`` are the sentence's lexicon names, none overlapping."""
    size = len(row)
    pad = ["#"] * 3
    words = pad + [token.text for token in row] + pad
    tags = pad + [token.tag for token in row] + pad
    shapes = pad + [shape(token.text) for token in row] + pad
    quoted = pad + _quoted([token.text for token in row]) + pad
    listed = pad + lexicon_places(row, hits) + pad
    heads = pad + [knowledge.head(token.text) for token in row] + pad
    classes = [_EDGE] * 3 + [knowledge.classes.get(token.text, _UNKNOWN) for token in row] + [_EDGE] * 3
    features = []
    for i in range(3, size + 3):
        before, word, after = words[i - 1 : i + 2]
        tag2, tag1, tag, tag_1, tag_2 = tags[i - 2 : i + 3]
        coarse, middle, fine = classes[i]
        left, right = classes[i - 1], classes[i + 1]
        place = listed[i].partition("|")[0]
        features.append(
            [
                "bias",
                "w-2=" + words[i - 2],
                "w-1=" + before,
                "w0=" + word,
                "w+1=" + after,
                "w+2=" + words[i + 2],
                "p-3=" + tags[i - 3],
                "p-2=" + tag2,
                "p-1=" + tag1,
                "p0=" + tag,
                "p+1=" + tag_1,
                "p+2=" + tag_2,
                "p+3=" + tags[i + 3],
                f"p-1,0={tag1},{tag}",
                f"p0,+1={tag},{tag_1}",
                f"p-1,0,+1={tag1},{tag},{tag_1}",
                f"p-2,-1,0={tag2},{tag1},{tag}",
                f"p0,+1,+2={tag},{tag_1},{tag_2}",
                f"w-1,0={before},{word}",
                f"w0,+1={word},{after}",
                f"p-1,w0={tag1},{word}",
                f"w0,p+1={word},{tag_1}",
                f"w-1,p0={before},{tag}",
                f"p0,w+1={tag},{after}",
                "s0=" + shapes[i],
                f"s-1,0,+1={shapes[i - 1]}{shapes[i]}{shapes[i + 1]}",
                "suffix=" + word[-1],
                "suffix2=" + word[-2:],
                "prefix=" + word[0],
                "suffix+1=" + after[-1],
                "prefix-1=" + before[0],
                f"length={min(len(word), 4)}",
                f"quoted={quoted[i - 1]}{quoted[i]}{quoted[i + 1]}",
                f"count={min(counts.words[word], 4)},{tag}",
                f"count-1,0={min(counts.pairs[before, word], 3)}",
                f"count0,+1={min(counts.pairs[word, after], 3)}",
                f"before={min(counts.before[word], 4)},{tag}",
                f"after={min(counts.after[word], 4)},{tag}",
                "k-2=" + classes[i - 2][1],
                "k-1=" + left[1],
                "k0=" + middle,
                "k+1=" + right[1],
                "k+2=" + classes[i + 2][1],
                "K-1=" + left[2],
                "K0=" + fine,
                "K+1=" + right[2],
                f"k-1,0={left[1]},{middle}",
                f"k0,+1={middle},{right[1]}",
                f"k-1,0,+1={left[1]},{middle},{right[1]}",
                f"k-2,-1={classes[i - 2][1]},{left[1]}",
                f"k+1,+2={right[1]},{classes[i + 2][1]}",
                f"k-1,p0={left[1]},{tag}",
                f"p0,k+1={tag},{right[1]}",
                f"p-1,0,+1,+2={tag1},{tag},{tag_1},{tag_2}",
                f"p-2,-1,0,+1={tag2},{tag1},{tag},{tag_1}",
                f"c-1,0,+1={left[0]},{coarse},{right[0]}",
                "x0=" + listed[i],
                "x-1=" + listed[i - 1],
                "x+1=" + listed[i + 1],
                "xb=" + place,
                f"x,p0={place},{tag}",
                "h0=" + heads[i],
                "h+1=" + heads[i + 1],
                f"h0,p+1={heads[i]},{tag_1}",
                f"h0,+1={heads[i]},{heads[i + 1]}",
            ]
        )
    return features


def name_features(
    row: Sequence[Token], first: int, last: int, listed: Sequence[str], knowledge: Knowledge
) -> list[str]:
    """What tells the type of the name that tokens ``first`` to ``last`` (inclusive) make.

    ``listed`` are the places of :func:`lexicon_places` for the whole row.
    """
    inside = row[first : last + 1]
    name = "".join(token.text for token in inside)
    head = inside[-1]

    def word(at: int) -> str:
        return row[at].text if 0 <= at < len(row) else "#"

    def tag(at: int) -> str:
        return row[at].tag if 0 <= at < len(row) else "#"

    coarse, middle, fine = knowledge.classes.get(head.text, _UNKNOWN)
    features = [
        "bias",
        "name=" + name,
        "head=" + head.text,
        "headp=" + head.tag,
        "end1=" + name[-1],
        "end2=" + name[-2:],
        "end3=" + name[-3:],
        "begin1=" + name[0],
        "begin2=" + name[:2],
        "first=" + inside[0].text,
        "firstp=" + inside[0].tag,
        f"length={min(len(name), 8)}",
        f"words={min(len(inside), 5)}",
        "tags=" + ",".join(token.tag for token in inside[:4]),
        "shapes=" + "".join(shape(token.text) for token in inside[:4]),
        "w-1=" + word(first - 1),
        "w-2=" + word(first - 2),
        "w+1=" + word(last + 1),
        "w+2=" + word(last + 2),
        "p-1=" + tag(first - 1),
        "p+1=" + tag(last + 1),
        f"p-2,-1={tag(first - 2)},{tag(first - 1)}",
        f"p+1,+2={tag(last + 1)},{tag(last + 2)}",
        f"headp,w+1={head.tag},{word(last + 1)}",
        "k=" + middle,
        "K=" + fine,
        "c=" + coarse,
        "k-1=" + (knowledge.classes.get(word(first - 1), _UNKNOWN)[1]),
        "k+1=" + (knowledge.classes.get(word(last + 1), _UNKNOWN)[1]),
        "h=" + knowledge.head(name),
        "x=" + (_listed_type(listed[first]) if _one_name(listed[first : last + 1]) else "-"),
        "xlast=" + listed[last],
    ]
    features += ["in=" + token.text for token in inside]
    features += ["char=" + c for c in sorted(set(name))]
    features += ["kin=" + knowledge.classes.get(token.text, _UNKNOWN)[1] for token in inside]
    features += ["xin=" + type_ for type_ in sorted({_listed_type(place) for place in listed[first : last + 1]})]
    if last > first:
        features.append(f"head2={inside[-2].text},{head.text}")
    # Members of a list share a type: what stands on the other side of the comma or conjunction is evidence.
    if first > 1 and _joins(row[first - 1]):
        features.append("list-x=" + _listed_type(listed[first - 2]))
        features.append("list-h=" + knowledge.head(row[first - 2].text))
        features.append("list-k=" + knowledge.classes.get(row[first - 2].text, _UNKNOWN)[1])
    if last < len(row) - 2 and _joins(row[last + 1]):
        features.append("list+x=" + _listed_type(listed[last + 2]))
    return features


def _joins(token: Token) -> bool:
    return token.text == "、" or token.tag == "c"


def _listed_type(place: str) -> str:
    return place.partition("|")[2] or "-"


def _one_name(places: Sequence[str]) -> bool:
    """Whether the places are those of exactly one whole lexicon name."""
    marks = "".join(place.partition("|")[0] for place in places)
    return marks == "S" or (marks[:1] == "B" and marks[-1:] == "E" and set(marks[1:-1]) <= {"I"})
