"""The registry: ids of lexicon entities, minted once and never changed (ontology/registry.tsv).

A row is ``lexicon id<TAB>entity id``. Rows are only ever added: a corrected name, a better slug or another pypinyin
leaves the ids that are out in the world as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.errors import BadData
from kg.model.ids import entity_id
from kg.vocabulary.lexicon import LexiconRow
from kg.vocabulary.slug import LONGEST, slug
from kg.vocabulary.tables import read_cells

HEADER = ("lexicon", "id")

_LONGEST_PHRASE = 8


def read_registry(path: Path) -> dict[str, str]:
    """Minted entity ids by lexicon id; empty if the ontology has no registry yet.

    Raises BadData with file:line, all complaints at once, if a row is not one new lexicon id and one new entity id.
    """
    if not path.is_file():
        return {}
    minted: dict[str, str] = {}
    complaints = []
    owners: dict[str, str] = {}
    for line, (lexicon, id_) in read_cells(path, HEADER, delimiter="\t"):
        if not lexicon or not id_:
            complaints.append(f"{path}:{line}: a row needs a lexicon id and an entity id")
        elif lexicon in minted:
            complaints.append(f"{path}:{line}: {lexicon} has the id {minted[lexicon]} already")
        elif id_ in owners:
            complaints.append(f"{path}:{line}: {id_} is the id of {owners[id_]} already")
        minted.setdefault(lexicon, id_)
        owners.setdefault(id_, lexicon)
    if complaints:
        raise BadData("\n".join(complaints), "take back the change: rows of the registry are only ever added")
    return minted


def mint(rows: Iterable[LexiconRow], minted: Mapping[str, str]) -> dict[str, str]:
    """Entity ids, by lexicon id, for the rows that have none yet, in the order of the lexicon ids.

    Where two rows share type and name, the later one's hash takes in its lexicon id as well.
    """
    taken = set(minted.values())
    new: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.id in minted:
            continue
        spelled = spell(row.hans)
        id_ = entity_id(spelled, row.type, row.hans)
        if id_ in taken:
            id_ = entity_id(spelled, row.type, f"{row.hans}|{row.id}")
        taken.add(id_)
        new[row.id] = id_
    return new


def appended(registry: str, new: Mapping[str, str]) -> str:
    """The text of a registry file with the rows of ``new`` behind its own; the header is added to an empty one.

    >>> appended("", {"weixin": "weixin-90f0e7"})
    'lexicon\\tid\\nweixin\\tweixin-90f0e7\\n'
    """
    text = registry or "\t".join(HEADER) + "\n"
    if not text.endswith("\n"):
        text += "\n"
    return text + "".join(f"{lexicon}\t{id_}\n" for lexicon, id_ in new.items())


def spell(name: str) -> str:
    """The slug of a Simplified name with its phrases read right, which ``slug`` alone does not do for speed.

    The dictionary of phrases is looked up here and not loaded into pypinyin, whose state all callers share.
    """
    slug("")  # imports pypinyin its way first: without the dictionary, so that slugs do not depend on who came before
    from pypinyin.contrib.tone_convert import to_normal
    from pypinyin.phrases_dict import phrases_dict

    spelled, at = "", 0
    while at < len(name):
        for length in range(min(_LONGEST_PHRASE, len(name) - at), 0, -1):
            phrase = name[at : at + length]
            if length == 1:
                spelled += slug(phrase)
            elif phrase in phrases_dict:
                spelled += "".join(to_normal(readings[0]) for readings in phrases_dict[phrase])
            else:
                continue
            at += length
            break
    return spelled[:LONGEST]
