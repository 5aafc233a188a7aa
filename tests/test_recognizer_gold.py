"""Gold graphs as lessons: what the clean text becomes, and where its mentions land."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import BadData, UsageError
from kg.extract.train_gold import gold_article, read_gold
from kg.text.script import simplified

RAW = "淘寶小線上拉霸機,店靠朋侪圈賣面膜。"


def graph(raw: str = RAW, **changes: Any) -> dict[str, Any]:
    def mention(surface: str) -> dict[str, Any]:
        start = RAW.index(surface)
        return {"document": "d", "start": start, "end": start + len(surface)}

    value: dict[str, Any] = {
        "documents": [{"id": "d", "title": "", "path": "d.txt", "sha256": hashlib.sha256(raw.encode()).hexdigest()}],
        "quarantined": [{"document": "d", **mention("線上拉霸機,"), "kind": "spam", "text": "線上拉霸機,"}],
        "restorations": [{"document": "d", **mention("侪"), "surface": "侪", "restored": "友"}],
        "entities": [
            {
                "id": "1",
                "type": "Marketplace",
                "label": "淘宝小店",
                "names": [],
                "mentions": [mention("淘寶小線上拉霸機,店")],
            },
            {
                "id": "2",
                "type": "SocialPlatform",
                "label": "朋友圈",
                "names": ["圈子"],
                "mentions": [mention("朋侪圈")],
            },
            {"id": "3", "type": "Product", "label": "面膜", "names": ["面膜"], "mentions": [mention("面膜")]},
            {"id": "4", "type": "Factor", "label": "卖面膜", "names": [], "mentions": [mention("賣面膜")]},
            {
                "id": "5",
                "type": "Factor",
                "label": "拉霸机",
                "names": [],
                "mentions": [mention("拉霸機")],
                "tier": "optional",
            },
        ],
        "claims": [],
    }
    return value | changes


def test_the_clean_text_is_without_spam_repaired_and_simplified() -> None:
    article = gold_article("d", graph(), RAW, simplified)
    assert article.text.clean == "淘宝小店靠朋友圈卖面膜。"


def test_mentions_are_mapped_and_the_longest_of_overlapping_ones_stays() -> None:
    article = gold_article("d", graph(), RAW, simplified)
    found = [(article.text.clean[span.start : span.end], type_) for span, type_ in article.mentions()]
    assert found == [("淘宝小店", "Marketplace"), ("朋友圈", "SocialPlatform"), ("卖面膜", "Factor")]


def test_an_entity_inside_spam_keeps_no_mention() -> None:
    article = gold_article("d", graph(), RAW, simplified)
    assert [(e.id, e.optional) for e in article.entities if not e.spans] == [("5", True)]


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.graph.json").write_text(json.dumps(graph()), encoding="utf-8")
    (tmp_path / "d.txt").write_text(RAW + "。", encoding="utf-8")
    with pytest.raises(BadData, match=r"d\.txt: differs"):
        read_gold(tmp_path, tmp_path, simplified)


def test_a_missing_text_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \*\.graph\.json"):
        read_gold(tmp_path, tmp_path, simplified)
    (tmp_path / "d.graph.json").write_text(json.dumps(graph()), encoding="utf-8")
    with pytest.raises(UsageError, match=r"d\.txt"):
        read_gold(tmp_path, tmp_path, simplified)


def test_the_hash_ignores_a_byte_order_mark_and_windows_newlines(tmp_path: Path) -> None:
    value = graph("面膜。\n面膜。", quarantined=[], restorations=[], entities=[])
    (tmp_path / "d.graph.json").write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "d.txt").write_bytes("\ufeff面膜。\r\n面膜。".encode())
    assert read_gold(tmp_path, tmp_path, simplified)[0].text.clean == "面膜。\n面膜。"
