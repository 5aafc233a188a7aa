"""What the scorer looks at when it judges pairs: features that a person can name.

In their names ``b`` is between the two, ``l`` left of both, ``r`` right of both, ``s`` the subject, ``o`` the object.
The first value is the order of the two and where the pair comes from (``SO``, ``OS``, ``SO/list``...).
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from kg.extract.linear import Features
from kg.extract.pairs import CONTEXTS, Pairs, Places
from kg.extract.rulebook import Licences, RuleBook
from kg.text.codes import Column, Flags, Ints, Vocabulary, bucket, numbers, ranges

_ORDERS = Vocabulary(f"{order}/{context}".rstrip("/") for context in CONTEXTS for order in ("SO", "OS"))
_KINDS = ("title", "heading", "credit", "body")
_SENTENCES = Vocabulary(f"{kind}{ask}" for kind in _KINDS for ask in ("", "?"))
_LONGEST_BETWEEN = 6
_WINDOW = 12  # characters between the two that are looked at two by two; of a longer stretch its two ends


class Salience:
    """What a document is about, for each of its groups: how often it mentions them, and whether its title does."""

    def __init__(self, places: Places) -> None:
        placed = [(f.sentence.kind, m.entity) for f in places.frames for g in f.groups for m in g.members]
        counts = Counter(entity for _, entity in placed)
        titled = {entity for kind, entity in placed if kind == "title"}
        ranks = {entity: rank for rank, entity in enumerate(sorted(counts, key=lambda e: (-counts[e], e)))}
        members = [[m.entity for m in group.members] for group in places.groups]
        self.rank = np.array([min(map(ranks.__getitem__, group)) for group in members], np.int64)
        """0 for what is mentioned most."""
        share = np.array([max(map(counts.__getitem__, group)) for group in members], np.int64)
        named = np.array([not titled.isdisjoint(group) for group in members], np.int64)
        self.columns = [
            numbers(bucket(share, 1, 2, 4, 8)),
            numbers(bucket(self.rank, 0, 1, 3, 8, 20)),
            numbers(named),
        ]


class _View:
    """Pairs with what several features ask of them."""

    def __init__(self, pairs: Pairs, book: RuleBook) -> None:
        self.pairs, self.places = pairs, pairs.places
        self.words = book.words.column(self.places.trigger_word)
        self.order = _ORDERS.column(2 * pairs.context + ~pairs.forward)

    def word(self, at: Ints) -> Column:
        """The trigger at each place, any word where there is none."""
        return self.words[np.clip(at, 0, max(len(self.places.triggers) - 1, 0))]


def pair_features(pairs: Pairs, book: RuleBook, salience: Salience) -> Features:
    """The features of pairs of groups, types and names left out (:func:`member_features` gives those)."""
    view, features = _View(pairs, book), Features(len(pairs))
    if not len(pairs):
        features.add("order", view.order)
        return features
    kinds = [2 * _KINDS.index(f.sentence.kind) + f.sentence.question for f in pairs.places.frames]
    features.add("order", view.order, _SENTENCES.column(np.array(kinds)[pairs.frame]))
    together = pairs.context <= 1
    if len(view.places.triggers):
        _add_triggers(features, view, together)
        _add_carried(features, view, ~together)
    _add_distance(features, view, together)
    _add_characters(features, view, together)
    _add_clauses(features, view, together)
    sizes = np.array([min(len(group.members), 3) for group in pairs.places.groups])
    features.add("members", numbers(sizes[pairs.subject]), numbers(sizes[pairs.object]))
    for role, group in (("s", pairs.subject), ("o", pairs.object)):
        for name, column in zip(("salience", "rank", "titled"), salience.columns, strict=True):
            features.add(f"{role}:{name}", column[group])
    first = salience.rank[pairs.subject] < salience.rank[pairs.object]
    features.add("subject is more salient", numbers(first.astype(np.int64)))
    return features


def _add_triggers(features: Features, view: _View, together: Flags) -> None:
    """Which triggers stand between the two, left and right of both."""
    pairs, places = view.pairs, view.places
    start, end = pairs.between_from, np.where(together, pairs.between_to, 0)
    count = np.maximum(end - start, 0)
    some = together & (count > 0)
    first, last = view.word(start), view.word(end - 1)
    crossed = numbers(np.minimum(pairs.crossed, 1))
    at, owners = ranges(start, end)
    features.add("b", view.order[owners], view.words[at], owners=owners)
    features.add("b", view.words[at], owners=owners)
    features.add("first", view.order, first, only=some)
    features.add("last", view.order, last, only=some)
    features.add("last,crossed", view.order, last, crossed, only=some)
    clear = some & (pairs.crossed == 0)
    for size in (1, 2, 3):
        words = [view.word(start + at) for at in range(size)]
        exact = clear & ((count == size) if size < 3 else (count >= size))
        features.add("only", view.order, *words, only=exact)
    touches = some & (places.trigger_start[np.minimum(start, len(places.triggers) - 1)] == pairs.left)
    features.add("touch", view.order, first, only=touches)
    features.add("no trigger between", view.order, only=together & ~some)
    first_start, last_end = places.group_start[pairs.first], places.group_end[pairs.second]
    before, after = places.before(first_start), places.until(last_end)
    for step in (1, 2):
        left, right = before - step, after + step - 1
        features.add("l", view.order, view.word(left), only=together & (left >= pairs.trigger_from))
        features.add("r", view.order, view.word(right), only=together & (right < pairs.trigger_to))
    nearest = np.clip(after, 0, len(places.triggers) - 1)
    near = together & (after < pairs.trigger_to) & (places.trigger_start[nearest] - last_end <= 2)
    features.add("r0", view.order, view.word(after), only=near)
    nearest = np.clip(before - 1, 0, len(places.triggers) - 1)
    near = together & (before > pairs.trigger_from) & (first_start - places.trigger_end[nearest] <= 1)
    features.add("l0", view.order, view.word(before - 1), only=near)


def _add_distance(features: Features, view: _View, together: Flags) -> None:
    """How far apart the two stand: in groups, clauses and characters."""
    pairs, places = view.pairs, view.places
    clauses = places.group_clause[pairs.second] - places.group_last_clause[pairs.first]
    distance = pairs.right - pairs.left
    features.add("crossed", view.order, numbers(np.minimum(pairs.crossed, 4)), only=together)
    features.add("clauses", view.order, numbers(np.minimum(clauses, 3).clip(0)), only=together)
    features.add("distance", view.order, numbers(bucket(distance, 0, 1, 2, 4, 7, 12, 20, 35)), only=together)
    both = numbers(np.minimum(pairs.crossed, 3)), numbers(np.minimum(clauses, 2).clip(0))
    features.add("crossed,clauses", view.order, *both, only=together)


def _add_characters(features: Features, view: _View, together: Flags) -> None:
    """The characters between the two and beside them."""
    pairs, places = view.pairs, view.places
    text = places.text
    start, end = pairs.left, pairs.right
    size = end - start
    at = np.flatnonzero(together & (size <= _LONGEST_BETWEEN))
    features.add("between", view.order[at], text.column(start[at], end[at]), owners=at)
    short = together & (size <= _WINDOW)
    half = _WINDOW // 2
    for chosen, begin, stop in ((short, start, end), (together & ~short, start, start + half),
                                (together & ~short, end - half, end)):  # fmt: skip
        owners = np.flatnonzero(chosen)
        position, owner = ranges(begin[owners], stop[owners] - 1)
        features.add("bb", text.column(position, position + 2), owners=owners[owner])
    frame = places.group_frame
    before = np.maximum(places.frame_start[frame], places.group_start - 2)
    after = np.minimum(places.frame_end[frame], places.group_end + 2)
    near = [
        ("pre", text.column(np.maximum(before, places.group_start - 1), places.group_start)),
        ("pre2", text.column(before, places.group_start)),
        ("post", text.column(places.group_end, np.minimum(after, places.group_end + 1))),
        ("post2", text.column(places.group_end, after)),
    ]
    for side, group in (("l", pairs.first), ("r", pairs.second)):
        for name, column in near:
            features.add(f"{side}{name}", view.order, column[group], only=together)


def _add_clauses(features: Features, view: _View, together: Flags) -> None:
    """Whether the two open and close their clauses, and what else could be the subject of the later one."""
    pairs, places = view.pairs, view.places
    first_clause, clause = places.group_clause[pairs.first], places.group_clause[pairs.second]
    first_start, second_start = places.group_start[pairs.first], places.group_start[pairs.second]
    opens = np.zeros(places.real + 1, np.int64)
    np.cumsum(
        places.group_start[: places.real] == places.clause_first[places.group_clause[: places.real]], out=opens[1:]
    )
    near = pairs.context == 0
    second = np.where(near, pairs.second, 0)
    rivals = np.where(near, opens[second] - opens[np.where(near, pairs.first + 1, 0)], 0)
    few = numbers(np.minimum(rivals, 2))
    features.add("rivals", view.order, few, only=together)
    apart = together & (clause != first_clause)
    own = places.clause_first[clause] < second_start
    features.add("own subject", view.order, only=apart & own)
    opening = places.until(places.clause_start[clause])
    verb = places.until(second_start)
    dropped = apart & ~own & (verb > opening)
    features.add("dropped", view.order, few, only=dropped)
    if len(places.triggers):
        features.add("dropped,verb", view.order, view.word(verb - 1), only=dropped)
    frame = pairs.frame
    features.add("left is first", view.order, only=near & (pairs.first == places.frame_group[frame]))
    features.add("right is last", view.order, only=near & (pairs.second == places.frame_group[frame + 1] - 1))
    features.add("left opens", view.order, only=together & (places.clause_first[first_clause] >= first_start))
    features.add("right closes", view.order, only=together & (places.clause_last[clause] <= second_start))


def _add_carried(features: Features, view: _View, carried: Flags) -> None:
    """How the one mention that is in the sentence stands there, and whether the sentence has a subject of its own."""
    pairs, places, text = view.pairs, view.places, view.places.text
    owners = np.flatnonzero(carried)
    group, frame = pairs.inside[owners], pairs.frame[owners]
    order, clause = view.order[owners], places.group_clause[group]
    start, end = places.group_start[group], places.group_end[group]

    def add(template: str, *columns: Column, only: Flags | None = None) -> None:
        at = np.flatnonzero(only) if only is not None else np.arange(len(owners))
        features.add(f"c:{template}", order[at], *(c[at] for c in columns), owners=owners[at])

    pronoun = np.array([f.pronoun for f in places.frames], np.int64)[frame]
    own = _own_subject(places)[frame]
    earlier = group - places.frame_group[frame]
    first_of_clause = np.searchsorted(places.group_clause[: places.real], clause)
    local = np.minimum(group - first_of_clause, 2)
    state = numbers(np.minimum(local, 1)), numbers(own), numbers(pronoun)
    add("rank", numbers(np.minimum(earlier, 3)))
    add("local", numbers(local))
    add("own", state[1])
    add("pronoun", state[2])
    add("local,own,pronoun", *state)
    add("clause", numbers(np.minimum(clause - places.frame_clause[frame], 3)))
    lead = np.maximum(places.frame_start[frame], start - 2)
    add("pre2", text.column(lead, start))
    add("pre", text.column(np.maximum(lead, start - 1), start))
    add("post", text.column(end, np.minimum(places.frame_end[frame], end + 1)))
    before, after = places.before(start), places.until(end)
    for name, since, until in (("l", pairs.trigger_from[owners], before), ("r", after, pairs.trigger_to[owners])):
        at, owner = ranges(since, until)
        features.add(f"c:{name}", order[owner], view.words[at], owners=owners[owner])
    opened = pairs.trigger_from[owners]
    some = before > opened
    nearest = view.word(before - 1)
    add("nearest", nearest, only=some)
    add("nearest,local", nearest, state[0], only=some)
    features.add("nearest", nearest[np.flatnonzero(some)], owners=owners[some])
    leading = places.trigger_start[np.clip(opened, 0, len(places.triggers) - 1)]
    verb = some & (leading - places.clause_start[clause] <= 2) & (places.clause_first[clause] >= leading)
    add("verb first", only=verb)
    add("verb first,word", view.word(opened), only=verb)


def _own_subject(places: Places) -> Ints:
    """1 for each frame whose first group stands before every trigger."""
    first = places.frame_group[:-1]
    some = first < places.frame_group[1:]
    start = places.group_start[np.where(some, first, 0)] if len(places.groups) else np.zeros(len(first), np.int64)
    led = places.before(start) > places.until(places.frame_start)
    return (some & ~led).astype(np.int64)


def member_features(
    pairs: Pairs, pair: Ints, subjects: Ints, objects: Ints, licences: Licences, book: RuleBook
) -> Features:
    """What depends on the two members: types, names and what licenses them. ``pair`` is the pair of each two.

    ``subjects`` and ``objects`` are places in the members of the pairs' ``places``.

    ``licences`` are sorted by their ``pair``, which here is the number of the two members.
    """
    view, features, places = _View(pairs, book), Features(len(pair)), pairs.places
    order, crossed = view.order[pair], numbers(np.minimum(pairs.crossed[pair], 2))
    types = Vocabulary(places.types).column(places.member_type)
    subject, obj = types[subjects], types[objects]
    features.add("S", subject)
    features.add("O", obj)
    features.add("S,O", subject, obj)
    features.add("order,S,O", order, subject, obj)
    features.add("order,S", order, subject)
    features.add("order,O", order, obj)
    together = pairs.context[pair] == 0
    features.add("S,O,crossed", order, subject, obj, crossed, only=together)
    start, end = pairs.between_from[pair], np.where(together, pairs.between_to[pair], 0)
    if places.triggers:
        for at, only in ((start, end > start), (end - 1, end > start + 1)):
            features.add("word,O", order, view.word(at), obj, only=only)
            features.add("word,S", order, view.word(at), subject, only=only)
    at = np.flatnonzero(together & (pairs.right[pair] - pairs.left[pair] <= 3))
    between = places.text.column(pairs.left[pair[at]], pairs.right[pair[at]])
    features.add("between,S,O", order[at], between, subject[at], obj[at], owners=at)
    _add_licences(features, view, order, crossed, (subject, obj), licences, pair, book)
    _add_names(features, places, subjects, objects)
    return features


def _add_licences(
    features: Features,
    view: _View,
    order: Column,
    crossed: Column,
    types: tuple[Column, Column],
    licences: Licences,
    pair: Ints,
    book: RuleBook,
) -> None:
    """Which rules propose the pair, and where their trigger stands: what triggers of one rule have in common."""
    pairs, places = view.pairs, view.places
    owners, rule, trigger, _ = licences
    ids, (subject, obj) = book.ids.column(rule), types
    features.add("rule,S,O", order[owners], ids, subject[owners], obj[owners], owners=owners)
    at = np.flatnonzero(trigger < 0)
    features.add("rule", order[owners[at]], ids[at], owners=owners[at])
    at = np.flatnonzero(trigger >= 0)
    owners, trigger, rule = owners[at], trigger[at], rule[at]
    if not len(owners):
        return
    both = pair[owners]
    left = places.trigger_end[trigger] <= places.group_start[pairs.first[both]]
    right = places.trigger_start[trigger] >= places.group_end[pairs.second[both]]
    place = numbers(np.where(left, 0, np.where(right, 2, 1)))
    strong = numbers(book.strong[places.trigger_word[trigger], rule])
    said = order[owners], ids[at], strong, place
    features.add("rule,place", *said, owners=owners)
    features.add("rule,place,crossed", *said, crossed[owners], owners=owners)
    features.add("rule,place,O", *said, obj[owners], owners=owners)


def _add_names(features: Features, places: Places, subjects: Ints, objects: Ints) -> None:
    """The beginnings, ends and lengths of the two names (their last characters say what kind of thing they are)."""
    for role, members in (("s", subjects), ("o", objects)):
        start, end = places.member_start[members], places.member_end[members]
        features.add(f"{role}-2", places.text.column(np.maximum(start, end - 2), end))
        features.add(f"{role}-1", places.text.column(end - 1, end))
        features.add(f"{role}#", numbers(np.minimum(end - start, 8)))
        if role == "o":
            features.add("o+2", places.text.column(start, np.minimum(end, start + 2)))
