"""Linear models over features that a person can name, weighed for all the words, names or pairs of a document at once.

A feature is a template and its values (``w-1,0`` with the word before and the word itself); its key is a 64-bit hash of
both. A model holds the keys it learned weights for. Two features that share a key would share their weights: with some
million features that happens once in a million models.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.errors import BadData
from kg.text.codes import Codes, Column, Flags, Ints, Reals, keys_of, ranges

UNIT = 1000
"""Weights are whole thousandths, so that their sums are the same on every machine."""
_CHUNK = 12_000
_FULL = 0.55  # of the slots at most so many are taken, so that neighbours stay few
_SEVERAL = -1
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP file can give: weights have none


class Features:
    """The features of ``size`` things: for each the keys of what is seen of it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._everything = np.arange(size)
        self._parts: list[tuple[str, tuple[Column, ...], Codes, Ints]] = []

    def add(self, template: str, *columns: Column, only: Flags | None = None, owners: Ints | None = None) -> None:
        """A feature whose columns have one value for each thing, used ``only`` where it holds.

        With ``owners`` the columns have one value for each of them: the numbers of the things that have the feature,
        in any order and any number of times.
        """
        if only is not None:
            owners = np.flatnonzero(only)
            columns = tuple(column[owners] for column in columns)
        elif owners is None:
            owners = self._everything
        keys = keys_of(template, columns)
        if len(keys) != len(owners):  # a feature without values
            keys = np.broadcast_to(keys, owners.shape)
        self._parts.append((template, columns, keys, owners))

    @cached_property
    def keys(self) -> Codes:
        """The key of every feature of every thing; ask when all have been added."""
        return np.concatenate([part[2] for part in self._parts])

    @cached_property
    def owners(self) -> Ints:
        """The thing that each of :attr:`keys` belongs to."""
        return np.concatenate([part[3] for part in self._parts])

    def chunks(self) -> Iterator[tuple[Codes, Ints, bool]]:
        """All keys and their owners, some thousand at a time: short arrays are worked on in the processor's cache.

        Also whether they are whole columns: one key for each thing, once or several times over.
        """
        for whole in (True, False):
            keys: list[Codes] = []
            owners: list[Ints] = []
            for _, _, part, whose in self._parts:
                if (whose is self._everything) is not whole:
                    continue
                keys.append(part)
                owners.append(whose)
                if sum(map(len, keys)) >= _CHUNK:
                    yield np.concatenate(keys), np.concatenate(owners), whole
                    keys, owners = [], []
            if keys:
                yield np.concatenate(keys), np.concatenate(owners), whole

    def name(self, at: int) -> str:
        """How the feature behind ``keys[at]`` is written: ``template=value,value``."""
        for template, columns, keys, _ in self._parts:
            if at < len(keys):
                return f"{template}={','.join(c.name(at) for c in columns)}" if columns else template
            at -= len(keys)
        raise IndexError(at)


class LinearModel:
    """Weights of features for labels; a feature without a weight counts nothing."""

    def __init__(
        self, labels: Sequence[str], keys: Codes, starts: Ints, targets: Ints, weights: Ints, transitions: Ints
    ) -> None:
        """``keys`` in ascending order; the weights of key ``i`` are those from ``starts[i]`` to ``starts[i + 1]``.

        ``targets`` are the labels that ``weights`` speak for, ``transitions`` the weights of a label behind another
        (rows: the one before); all weights are in thousandths.
        """
        self.labels = tuple(labels)
        self.transitions = transitions
        # A table in which every key stands at the slot its first bits name, or right behind those that stand there;
        # being sorted, keys keep their order. A search by halves would take ten times as long.
        bits = max(int(len(keys) / _FULL), 1).bit_length()
        self._shift = np.uint64(64 - bits)
        number = np.arange(len(keys))
        slots = number + np.maximum.accumulate((keys >> self._shift).astype(np.int64) - number)
        size = max(1 << bits, int(slots[-1]) + 1 if len(slots) else 0) + 1  # the last slot stays free
        self._keys = np.zeros(size, np.uint64)
        self._keys[slots] = keys
        # What a key says: one label and its weight for most, else (where the label is -1) a row of weights for all.
        counts, firsts = np.diff(starts), starts[:-1]
        several = np.flatnonzero(counts > 1)
        self._label = np.zeros(size, np.int16)
        self._label[slots] = np.where(counts > 1, _SEVERAL, targets[firsts].astype(np.int16))
        self._weight = np.zeros(size, np.int32)
        self._weight[slots] = weights[firsts]
        self._weight[slots[several]] = np.arange(1, len(several) + 1)
        small = bool((np.abs(weights) < 1 << 15).all())
        self._table = np.zeros((len(several) + 1, len(self.labels)), np.int16 if small else np.int32)
        at, row = ranges(starts[several], starts[several + 1])
        self._table[row + 1, targets[at]] = weights[at]

    def _find(self, keys: Codes) -> tuple[Ints, Ints]:
        """Where in ``keys`` one is known, and its slot here."""
        slots = (keys >> self._shift).astype(np.intp)
        there = self._keys[slots]
        found = [np.flatnonzero(there == keys)]
        at = [slots[found[0]]]
        open_ = np.flatnonzero((there < keys) & (there > 0))
        while len(open_):
            slots[open_] += 1
            wanted, there = keys[open_], self._keys[slots[open_]]
            found.append(open_[there == wanted])
            at.append(slots[found[-1]])
            open_ = open_[(there < wanted) & (there > 0)]
        return np.concatenate(found), np.concatenate(at)

    def sums(self, features: Features, only: Flags | None = None) -> Ints:
        """The sum of weights of each thing for each label, in thousandths: ``size`` rows, one column a label.

        Things that are not among ``only`` get no sum: their rows are zero.
        """
        width = len(self.labels)
        sums = np.zeros((features.size, width), np.int32)
        flat, columns = sums.reshape(-1), np.arange(width)
        if not features.size:
            return sums
        for keys, owners, whole in features.chunks():
            if only is not None:
                wanted = only[owners]
                keys, owners = keys[wanted], owners[wanted]
            places, slots = self._find(keys)
            label, weight, whose = self._label[slots], self._weight[slots], owners[places]
            one, several = np.flatnonzero(label >= 0), np.flatnonzero(label < 0)
            np.add.at(flat, whose[one] * width + label[one], weight[one])
            if only is not None or not whole:
                cells = whose[several, None] * width + columns
                np.add.at(flat, cells.reshape(-1), self._table[weight[several]].astype(np.int32).reshape(-1))
            else:
                # Whole columns: add them up column by column.
                rows = np.zeros(len(keys), np.int32)
                rows[places[several]] = weight[several]
                sums += self._table[rows.reshape(-1, features.size)].sum(0, dtype=np.int32)
        return sums

    def scores(self, features: Features, only: Flags | None = None) -> Reals:
        """The same as log odds or logarithms of probabilities up to a constant."""
        return self.sums(features, only) / UNIT

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """The model of a file that :func:`model_file` made. Raises BadData if it cannot be read."""
        try:
            with path.open("rb") as stream, np.load(stream) as file:
                labels = json.loads(file["labels"].tobytes())
                arrays = [file[name] for name in ("keys", "starts", "targets", "weights", "transitions")]
            return cls(labels, *arrays)
        except FileNotFoundError as error:
            hint = "teach it: kg train; kg ontology new DIR makes a folder with what that needs"
            raise BadData(f"{path}: the ontology lacks these weights", hint) from error
        except (OSError, ValueError, LookupError, EOFError, zipfile.BadZipFile) as error:
            raise BadData(f"{path}: not the weights of a model ({error})", "train it again: kg train") from error


def likelihood(odds: Reals) -> Reals:
    """Probabilities from log odds."""
    shares: Reals = 1 / (1 + np.exp(-odds.clip(-500, 500)))
    return shares


class Arrays(NamedTuple):
    """A model as :class:`LinearModel` takes it."""

    labels: Sequence[str]
    keys: Codes
    starts: Ints
    targets: Ints
    weights: Ints
    transitions: Ints


def model_arrays(
    labels: Sequence[str], weights: Mapping[tuple[int, str], float], transitions: Mapping[tuple[str, str], float]
) -> Arrays:
    """The arrays of weights of (key, label) and of (label, label), in thousandths; weights of 0 are left out."""
    number = {label: at for at, label in enumerate(labels)}
    cells = sorted((key, number[label], round(weight * UNIT)) for (key, label), weight in weights.items())
    cells = [cell for cell in cells if cell[2]]
    keys, counts = np.unique(np.array([key for key, _, _ in cells], np.uint64), return_counts=True)
    between = np.zeros((len(labels), len(labels)), np.int32)
    for (one, other), weight in transitions.items():
        between[number[one], number[other]] = round(weight * UNIT)
    return Arrays(
        labels,
        keys,
        np.cumsum([0, *counts], dtype=np.int32),
        np.array([target for _, target, _ in cells], np.uint8),
        np.array([weight for _, _, weight in cells], np.int32),
        between,
    )


def model_file(arrays: Arrays, names: Mapping[int, str]) -> bytes:
    """The file of a model, with the name of each key; the same bytes for the same weights."""
    named = "\n".join(names[key] for key in arrays.keys.tolist())
    members = {
        **arrays._asdict(),
        "labels": _text(json.dumps(list(arrays.labels), ensure_ascii=False)),
        "names": np.frombuffer(zlib.compress(named.encode("utf-8", "surrogatepass"), 9), np.uint8),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in members.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy", _LONG_AGO), "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return file.getvalue()


def named_weights(path: Path) -> dict[tuple[str, str], float]:
    """The weights of a model's file by the names of feature and label."""
    with np.load(path) as file:
        labels = json.loads(file["labels"].tobytes())
        names = zlib.decompress(file["names"].tobytes()).decode().split("\n")
        starts, targets, weights = file["starts"], file["targets"], file["weights"]
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return {
        (names[owner], labels[target]): int(weight) / UNIT
        for owner, target, weight in zip(owners, targets, weights, strict=True)
    }


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
