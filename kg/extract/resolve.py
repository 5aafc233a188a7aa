"""Which entity a mention stands for: lexicon rows first, then spelling, variants and abbreviations of the document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Sequence

from kg.extract.lexicon import LexiconIndex, fold
from kg.extract.variants import Named, Variants
from kg.model import Alias, AliasKind, AlignedText, Entity, Mention, Resolution, Span, covered
from kg.model.ids import entity_id
from kg.text.script import only_simplified
from kg.vocabulary.lexicon import LexiconRow
from kg.vocabulary.names import Names

Slug = Callable[[str], str]


_UNSPOKEN = dict.fromkeys(map(ord, " 　《》“”\"'「」『』\u00a0"))


def name_key(name: str) -> str:
    """What two spellings of one name share: no case, spaces, title marks or inner quotation marks."""
    return fold(name).translate(_UNSPOKEN)


def resolve(
    text: AlignedText,
    mentions: Sequence[Mention],
    lexicon: LexiconIndex,
    names: Names,
    minted: dict[str, str],
    slug: Slug,
    restored: Sequence[Span],
    to_traditional: Callable[[str], str],
    variants: Variants | None = None,
) -> tuple[tuple[Entity, ...], tuple[Resolution, ...]]:
    """The entities of an article and, for each mention, the one it stands for with the reason.

    ``minted`` gives the ids of lexicon rows; ``slug`` spells a name in ASCII; ``restored`` are the raw spans of
    repairs: a surface that touches one becomes a hidden name. Without ``variants`` only what ``names`` lists makes two
    names one.
    """
    keys: list[str] = []
    reasons: list[str] = []
    rows: dict[str, LexiconRow] = {}
    for mention in mentions:
        row = _row_of(mention, lexicon, names)
        if row is not None:
            keys.append(f"row {row.id}")
            rows[keys[-1]] = row
            reasons.append(f"lexicon row {row.id}")
        else:
            keys.append(f"name {name_key(mention.name)}")
            reasons.append("its own name")
    merged = _merge(text.clean, mentions, keys, rows, names)
    if variants is not None:
        _join_variants(merged, rows, mentions, keys, variants.find(named(mentions, lexicon), names.exact))
    final = [merged.root(key) for key in keys]
    reasons = [merged.reasons.get(key, reason) for key, reason in zip(keys, reasons, strict=True)]
    damaged = covered(restored, len(text.raw))
    groups: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(final):
        groups[key].append(number)
    labels = {key: _label(mentions[n].name for n in numbers) for key, numbers in groups.items() if key not in rows}
    # Converted together: each call costs more than a hundred names.
    together = to_traditional("\n".join(label.replace("\n", " ") for label in labels.values()))
    hants = dict(zip(labels, together.split("\n"), strict=False))
    entities: list[Entity] = []
    ids: dict[str, str] = {}
    for key, numbers in groups.items():
        here = [mentions[n] for n in numbers]
        unlisted = labels.get(key, ""), hants.get(key, "")
        entity = _entity(text, here, rows.get(key), unlisted, minted, slug, damaged)
        ids[key] = entity.id
        entities.append(entity)
    resolutions = tuple(
        Resolution(mention, ids[key], reason) for mention, key, reason in zip(mentions, final, reasons, strict=True)
    )
    return _unique(entities), resolutions


def _language(surface: str, name: str) -> str:
    """That of a surface that is spelled unlike its ``name``; ``zh`` where both scripts meet, or it may be either.

    What differs from the name is Traditional.
    """
    if surface.isascii():
        return "en"
    here = [(char, plain) for char, plain in zip(surface, name, strict=True) if "\u4e00" <= char <= "\u9fff"]
    hant = any(char != plain for char, plain in here)
    hans = any(char == plain and only_simplified(char) for char, plain in here)
    return "zh" if hant == hans else "zh-Hant" if hant else "zh-Hans"


def _unique(entities: list[Entity]) -> tuple[Entity, ...]:
    seen: dict[str, Entity] = {}
    for entity in entities:
        seen.setdefault(entity.id, entity)
    return tuple(seen.values())


def _row_of(mention: Mention, lexicon: LexiconIndex, names: Names) -> LexiconRow | None:
    rows = lexicon.by_name.get(fold(mention.name), [])
    if mention.lexicon_id:
        return next((r for r in rows if r.id == mention.lexicon_id), None)
    if not rows:
        rows = [r for bare in _bare(fold(mention.name), names) for r in lexicon.by_name.get(bare, [])]
    # A name that the lexicon guards (when, unless) was already refused by the lexicon pass: it stays a plain name.
    return next((r for r in rows if not r.when and not r.unless), None)


def _bare(name: str, names: Names) -> list[str]:
    """The name without a plural ending or a word of degree before it, where either stands."""
    if not (name.endswith(names.plurals) or name.startswith(names.degrees)):
        return []
    found = [name[: -len(end)] for end in names.plurals if name.endswith(end)]
    found += [name[len(word) :] for word in names.degrees if name.startswith(word)]
    return [bare for bare in found if len(bare) >= 2]


class _Merged:
    """Keys that stand for the entity of another key. Rows of the lexicon never stand for each other."""

    def __init__(self, rows: Container[str]) -> None:
        self._rows = rows
        self._targets: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        """Why a key stands for another."""

    def root(self, key: str) -> str:
        """The key that stands for all that were joined with this one."""
        while key in self._targets:
            key = self._targets[key]
        return key

    def join(self, key: str, target: str, reason: str) -> None:
        """Let ``key`` stand for ``target``, or the other way round if it is a row."""
        key, target = self.root(key), self.root(target)
        if key == target or (key in self._rows and target in self._rows):
            return
        if key in self._rows:
            key, target = target, key
        self._targets[key] = target
        self.reasons[key] = reason


def _merge(
    text: str, mentions: Sequence[Mention], keys: Sequence[str], rows: dict[str, LexiconRow], names: Names
) -> _Merged:
    """What the text itself calls one thing, and what differs only by an ending or a particle."""
    types: dict[str, str] = {}
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for mention, key in zip(mentions, keys, strict=True):
        types.setdefault(key, rows[key].type if key in rows else mention.type)
        counts[key] += 1
        spelled.setdefault(key, mention.name)
    merged = _Merged(rows)
    for key, target, reason in _abbreviations(text, mentions, keys, types, names):
        merged.join(key, target, reason)
    stems: dict[tuple[str, str], str] = {}
    # Lexicon entities first, then the most frequent name: the others join it.
    for key in sorted(counts, key=lambda k: (k not in rows, -counts[k], k)):
        known = [spelled[key], *(rows[key].names if key in rows else ())]
        for name in known:
            for stem in _stems(name, names.variants.get(types[key], ()), names):
                held = stems.setdefault((types[key], stem), key)
                if held != key and not (held in rows and key in rows):
                    merged.join(key, held, f"variant of {spelled[held]}")
    return merged


def _join_variants(
    merged: _Merged,
    rows: Container[str],
    mentions: Sequence[Mention],
    keys: Sequence[str],
    likely: Iterable[tuple[float, Named, Named]],
) -> None:
    """Join names that are likely one thing, the likeliest first: the rarer stands for the other, any for a row.

    A name that has joined another is joined by none: 渠道的钱 is not 合作渠道 because 渠道 may be either.
    """
    owners: dict[str, str] = {}
    for mention, key in zip(mentions, keys, strict=True):
        owners.setdefault(name_key(mention.name), key)
    joining: set[str] = set()
    joined: set[str] = set()
    for probability, *both in likely:
        ends = [(owners[name.spelling], name) for name in both]
        (key, _), (target, other) = sorted(ends, key=lambda end: (end[0] in rows, end[1].times, -end[1].first))
        if merged.root(key) != merged.root(target) and not ({key, target} & joining or key in joined):
            merged.join(key, target, f"variant of {other.spelling}: probability {probability:.2f}")
            joining.add(key)
            joined.add(target)


def named(mentions: Iterable[Mention], lexicon: LexiconIndex) -> list[Named]:
    """Every spelling among the mentions of a document, in the order of their first places."""
    found: dict[str, Named] = {}
    for mention in mentions:
        spelling = name_key(mention.name)
        seen = found.get(spelling)
        if seen is None:
            rows = lexicon.by_name.get(fold(mention.name))
            seen = Named(spelling, mention.type, rows[0].type if rows else "", 0, mention.span.start)
        found[spelling] = seen._replace(times=seen.times + 1)
    return list(found.values())


def _stems(name: str, endings: Sequence[str], names: Names) -> list[str]:
    plain = name_key(name)
    stems = [plain, *_bare(plain, names)]
    if len(plain) >= 4:
        stems += [plain.replace(particle, "") for particle in names.particles if particle in plain]
    ending = next((e for e in endings if plain.endswith(e) and len(plain) - len(e) >= 2), "")
    if ending:
        stems.append(plain[: -len(ending)])
    return stems


def _abbreviations(
    text: str, mentions: Sequence[Mention], keys: Sequence[str], types: dict[str, str], names: Names
) -> list[tuple[str, str, str]]:
    """Neighbours that the text itself calls one thing: X（以下简称Y）."""
    found = []
    for left, right, key, target in zip(mentions[1:], mentions, keys[1:], keys, strict=False):
        between = text[right.span.end : left.span.start]
        if 0 < len(between) <= 12 and types[key] == types[target] and key != target:
            match = names.abbreviation.match(between, 1)
            if match and match.end() == len(between) and between[0] in "（(，,":
                found.append((key, target, f"the text calls {right.name} also {left.name}"))
    return found


def _label(names: Iterable[str]) -> str:
    """The commonest spelling, of equals the shortest."""
    spellings = Counter(names)
    return min(spellings, key=lambda n: (-spellings[n], len(n), n))


def _entity(
    text: AlignedText,
    mentions: Sequence[Mention],
    row: LexiconRow | None,
    unlisted: tuple[str, str],
    minted: dict[str, str],
    slug: Slug,
    repaired: bytearray,
) -> Entity:
    """The entity of some mentions: that of a lexicon's ``row``, or one ``unlisted``, by its label in both scripts.

    ``repaired`` is 1 for each raw character that was.
    """
    spellings = {m.name for m in mentions}
    if row is not None:
        type_, label = row.type, row.hans
        hant, english = row.hant, row.en
        known = list(row.names)
        id_ = minted.get(row.id) or entity_id(slug(label), type_, label)
    else:
        votes = Counter(m.type for m in mentions)
        type_ = min(votes, key=lambda t: (-votes[t], t))
        (label, hant), english = unlisted, ""
        known = [label]
        id_ = entity_id(slug(label), type_, label)
    aliases = [Alias(label, AliasKind.PREFERRED, "zh-Hans"), Alias(hant, AliasKind.PREFERRED, "zh-Hant")]
    if english:
        aliases.append(Alias(english, AliasKind.PREFERRED, "en"))
    listed = {label, hant, english}
    for name in (*known, *sorted(spellings)):
        if name not in listed:
            aliases.append(Alias(name, AliasKind.ALTERNATIVE, "en" if name.isascii() else "zh-Hans"))
            listed.add(name)
    for mention in mentions:
        raw = text.to_raw(mention.span)
        # What was taken out of the middle of a name, a telephone number say, is no part of its spelling.
        surface = text.spelled(mention.span)
        if surface in listed or "\n" in surface:
            continue
        damaged = any(repaired[raw.start : raw.end]) or len(surface) != len(mention.name)
        kind = AliasKind.HIDDEN if damaged else AliasKind.ALTERNATIVE
        language = "zh-x-spun" if damaged else _language(surface, mention.name)
        aliases.append(Alias(surface, kind, language))
        listed.add(surface)
    return Entity(id_, type_, label, tuple(aliases), row.id if row else "")
