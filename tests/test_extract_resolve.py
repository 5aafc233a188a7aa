"""Resolution: which mentions are one entity, which must stay apart, and what each entity is called."""

from __future__ import annotations

import pytest

from kg.extract.lexicon import LexiconIndex
from kg.extract.resolve import name_key, resolve
from kg.model import AliasKind, AlignedText, Edit, Entity, Mention, Resolution, Span
from kg.text.script import simplified, traditional
from kg.vocabulary.lexicon import HEADER, lexicon_row
from kg.vocabulary.names import Names, read_names
from kg.vocabulary.slug import slug

NAMES = """
[variants]
Organization = ["公司", "集团"]
BusinessModel = ["模式"]
[abbreviation]
expressions = ["(?:以下)?简称"]
[particles]
words = ["的"]
"""
ROWS = [
    ("wei-shang", "BusinessModel", "微商", "微商", ""),
    ("wei-dian-shang", "BusinessModel", "微电商", "微電商", ""),
    ("weixin", "SocialPlatform", "微信", "微信", "WeChat"),
    ("pengyouquan", "SocialPlatform", "朋友圈", "朋友圈", "微信朋友圈"),
]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    path = tmp_path_factory.mktemp("names") / "names.toml"
    path.write_text(NAMES, encoding="utf-8")
    return read_names(path)


def lexicon() -> LexiconIndex:
    cells = [
        {**dict.fromkeys(HEADER, ""), "id": i, "type": t, "hans": s, "hant": h, "aliases": a} for i, t, s, h, a in ROWS
    ]
    return LexiconIndex([lexicon_row(c, "rows.csv:1") for c in cells], simplified)


def resolved(
    text: AlignedText, marked: dict[str, str], names: Names, restored: tuple[Span, ...] = ()
) -> tuple[tuple[Entity, ...], tuple[Resolution, ...]]:
    """Every occurrence of the marked names (longest first), resolved."""
    index = lexicon()
    taken: set[int] = set()
    mentions = []
    for name in sorted(marked, key=lambda n: -len(n)):
        at = text.clean.find(name)
        while at >= 0:
            if taken.isdisjoint(range(at, at + len(name))):
                taken |= set(range(at, at + len(name)))
                mentions.append(Mention(Span(at, at + len(name)), name, marked[name], "recognizer"))
            at = text.clean.find(name, at + 1)
    mentions.sort(key=lambda m: m.span)
    minted = {"weixin": "weixin-minted"}
    return resolve(text, mentions, index, names, minted, slug, restored, traditional)


def entity_of(name: str, found: tuple[tuple[Entity, ...], tuple[Resolution, ...]]) -> str:
    (id_,) = {r.entity for r in found[1] if r.mention.name == name}
    return id_


def test_names_of_one_row_are_one_entity_with_its_minted_id(names: Names) -> None:
    found = resolved(AlignedText.of("wechat就是微信"), {"wechat": "Actor", "微信": "Actor"}, names)
    assert {e.id: (e.type, e.label, e.lexicon_id) for e in found[0]} == {
        "weixin-minted": ("SocialPlatform", "微信", "weixin")
    }


def test_what_the_lexicon_keeps_apart_stays_apart(names: Names) -> None:
    text = AlignedText.of("微商（简称微电商）不是微电商模式")
    found = resolved(text, dict.fromkeys(["微商", "微电商", "微电商模式"], "BusinessModel"), names)
    assert entity_of("微商", found) != entity_of("微电商", found)
    assert entity_of("微电商模式", found) == entity_of("微电商", found)


@pytest.mark.parametrize(
    ("text", "one", "other", "type_", "same"),
    [
        ("趣玩公司就是趣玩", "趣玩公司", "趣玩", "Organization", True),
        ("趣玩公司就是趣玩集团", "趣玩公司", "趣玩集团", "Organization", True),
        ("趣玩模式就是趣玩", "趣玩模式", "趣玩", "Organization", False),
        ("用户的口碑就是用户口碑", "用户的口碑", "用户口碑", "Factor", True),
        ("理性博弈研究所（以下简称理博所）成立", "理性博弈研究所", "理博所", "Organization", True),
        ("理性博弈研究所和理博所成立", "理性博弈研究所", "理博所", "Organization", False),
        ("Apple Watch就是applewatch", "Apple Watch", "applewatch", "Product", True),
    ],
)
def test_variants_of_names_nobody_listed(text: str, one: str, other: str, type_: str, same: bool, names: Names) -> None:
    found = resolved(AlignedText.of(text), {one: type_, other: type_}, names)
    assert (entity_of(one, found) == entity_of(other, found)) is same


def test_each_mention_says_why(names: Names) -> None:
    _, resolutions = resolved(
        AlignedText.of("微信、趣玩、趣玩公司"),
        {"微信": "Actor", "趣玩": "Organization", "趣玩公司": "Organization"},
        names,
    )
    assert [r.reason for r in resolutions] == ["lexicon row weixin", "its own name", "variant of 趣玩"]


def test_damaged_spellings_are_hidden_names_and_other_script_is_not(names: Names) -> None:
    raw = "朋侪圈和微電商"
    text = AlignedText.of(raw).edited([Edit(0, 2, "朋友")])
    text = text.recoded(simplified(text.clean))
    entities, _ = resolved(text, {"朋友圈": "SocialPlatform", "微电商": "BusinessModel"}, names, (Span(0, 2),))
    aliases = {a.text: (a.kind, a.language) for e in entities for a in e.aliases}
    assert aliases["朋侪圈"] == (AliasKind.HIDDEN, "zh-x-spun")
    assert aliases["微電商"] == (AliasKind.PREFERRED, "zh-Hant")
    assert aliases["微信朋友圈"][0] is AliasKind.ALTERNATIVE


def test_a_surface_says_which_script_it_is_in(names: Names) -> None:
    raw = "電商生態和電商生态，電商生態。"
    text = AlignedText.of(raw).recoded(simplified(raw))
    ((entity,), _) = resolved(text, {"电商生态": "BusinessModel"}, names)
    spelled = {alias.text: alias.language for alias in entity.aliases}
    assert spelled == {"电商生态": "zh-Hans", "電商生態": "zh-Hant", "電商生态": "zh"}


def test_the_commoner_type_and_spelling_win(names: Names) -> None:
    text = AlignedText.of("甲乙网，甲乙网，甲乙 网")
    spans = [(0, 3, "Media"), (4, 7, "Marketplace"), (8, 12, "Marketplace")]
    mentions = [Mention(Span(a, b), text.clean[a:b], t, "recognizer") for a, b, t in spans]
    (entity,), _ = resolve(text, mentions, lexicon(), names, {}, slug, (), traditional)
    assert (entity.type, entity.label) == ("Marketplace", "甲乙网")
    assert "甲乙 网" in entity.names


def test_ids_say_what_a_thing_is_not_where_it_stands(names: Names) -> None:
    ids = [resolved(AlignedText.of(t), {"练兵场": "Factor"}, names)[0][0].id for t in ("练兵场", "这里的练兵场很大")]
    assert ids[0] == ids[1]
    assert resolved(AlignedText.of("练兵场"), {"练兵场": "Place"}, names)[0][0].id != ids[0]


def test_a_name_key_has_no_case_space_or_marks() -> None:
    assert name_key("《Apple “Pay”》") == name_key("applepay")
