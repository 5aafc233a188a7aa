"""Learning to repair: what the tools do can be done to any text, and what is learned is the same every time."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.damage import Pair
from kg.text.contexts import Contexts, Neighbours, count_contexts
from kg.text.logistic import fit
from kg.text.spin import forgotten, imagined_tool, spin, without_page
from kg.text.train_repair import parsed, train, written
from kg.vocabulary.damage import read_damage

DAMAGE = read_damage(Path(__file__).parents[1] / "ontology")
TEXT = (
    "小店怎样用好手机\n目前很多小店都在用手机做生意，但是真正成功的不多。我们知道，客户关系管理需要耐心，也需要好的工具。\n"
    "首先，店主需要了解自己的顾客，因为不同的人有不同的要求。如果顾客非常重视安全，那么支付手段就要可靠。\n"
)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_what_was_spun_is_known_to_the_letter(seed: int) -> None:
    random = Random(seed)
    swaps = imagined_tool(DAMAGE.pairs, random)
    start = TEXT.index("\n")
    damaged, made = spin(TEXT, swaps, start, random)
    assert damaged[:start] == TEXT[:start]
    pieces, at = [], 0
    for swap in made:
        assert swaps[swap.original] == damaged[swap.start : swap.end]
        pieces += [damaged[at : swap.start], swap.original]
        at = swap.end
    assert "".join([*pieces, damaged[at:]]) == TEXT


def test_what_a_page_taught_can_be_unlearned() -> None:
    pairs = (
        Pair("今朝", "目前", "seen1", ("p1",)),
        Pair("以是", "所以", "seen2", ("p1", "p2")),
        Pair("a", "b", "rare"),
    )
    left = without_page(pairs, "p1", Random(1))
    assert all("p1" not in pair.pages for pair in left)
    assert Pair("以是", "所以", "seen1", ("p2",)) in left
    assert pairs[2] in left
    swaps = {pair.original: pair.spun for pair in pairs}
    assert {pair.known for pair in forgotten(pairs * 40, swaps, Random(1))} == {
        "seen1",
        "seen2",
        "thesaurus",
        "rare",
    }


def test_contexts_tell_a_word_from_its_swap() -> None:
    lines = list(
        count_contexts(["我们用工具做事。", "好的工具很贵。", "他去买东西了。", "吃东西吧。"], ["工具", "东西"])
    )
    size, counts, contexts = parsed(lines)
    assert counts == {"*": 0, "东西": 2, "工具": 2}
    from dataclasses import replace

    known = Contexts(replace(DAMAGE, counts=counts, contexts=contexts, size=size))
    for text, likely, unlikely in (("好的__很贵。", "工具", "东西"), ("他去买__了。", "东西", "工具")):
        at = np.array([text.index("__")] * 2)
        scores = known.scores([likely, unlikely], np.array([0, 1]), Neighbours.of(text, at, at + 2))
        assert scores[0] > scores[1]


def test_logistic_regression_finds_the_sign_that_matters() -> None:
    rows = [((1.0, float(n % 2), float(n % 3)), n % 2 == 1, 1.0) for n in range(60)]
    bias, matters, noise = fit(rows)
    assert matters > 2 > abs(noise)
    assert bias < 0


@pytest.mark.slow
def test_learning_twice_gives_the_same_weights() -> None:
    texts = [TEXT * 3, TEXT.replace("手机", "网络") * 2, TEXT.replace("小店", "书店") * 2]
    first, second = train(DAMAGE, texts, []), train(DAMAGE, texts, [])
    assert first == second
    assert set(first) == {"place", "document"}
    assert first["place"].keys() >= {"bias", "context", "frequency"}


def test_only_the_weights_of_a_model_file_are_rewritten() -> None:
    before = "# head\n[place]\nbias = 1.0\n\n[document]\nbias = 2.0\n\n[accept]\nnew = 0.0\n"
    after = written({"place": {"bias": 0.5}, "document": {"bias": -1.25}}, before)
    assert after == "# head\n[place]\nbias = 0.500\n\n[document]\nbias = -1.250\n\n[accept]\nnew = 0.0\n"
