"""Distributional classes of words, so that a word the gold never held is known by the company it keeps.

Positive pointwise mutual information with the 4,000 most frequent neighbours at distances -2, -1, 1 and 2, reduced
to 100 dimensions by a truncated singular value decomposition (Levy and Goldberg 2014), cut into classes by k-means.
Needs scikit-learn (``pip install kg[teach]``); only whoever makes a new table needs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

SIZES = (50, 200, 800)
_MINIMUM_COUNT = 4
_CONTEXTS = 4000
_OFFSETS = (-2, -1, 1, 2)
_SMOOTHING = 0.75  # of the contexts' counts, against rare contexts


def word_classes(sentences: Sequence[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """The class of each word that occurs at least four times, at each of ``SIZES``, from sentences of words."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.utils.extmath import randomized_svd

    counts = Counter(word for sentence in sentences for word in sentence)
    words = [word for word, count in counts.most_common() if count >= _MINIMUM_COUNT]
    cells = _contexts(sentences, {word: at for at, word in enumerate(words)})
    rows, columns = zip(*cells, strict=True)
    shape = (len(words), len(_OFFSETS) * _CONTEXTS + 2)
    joint = csr_matrix((np.array(list(cells.values()), float), (rows, columns)), shape=shape)
    of_word = np.asarray(joint.sum(1)).ravel()
    of_context = np.asarray(joint.sum(0)).ravel() ** _SMOOTHING
    joint = joint.tocoo()
    expected = of_word[joint.row] * of_context[joint.col] + 1e-9
    information = np.log(joint.data * of_context.sum() / expected)
    kept = information > 0
    positive = csr_matrix((information[kept], (joint.row[kept], joint.col[kept])), shape=shape)
    left, values, _ = randomized_svd(positive, 100, random_state=0, n_iter=4)
    vectors = left * np.sqrt(values)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    labels = [MiniBatchKMeans(size, random_state=0, n_init=3, batch_size=4096).fit_predict(vectors) for size in SIZES]
    return {word: tuple(int(each[at]) for each in labels) for at, word in enumerate(words)}


def _contexts(sentences: Sequence[Sequence[str]], index: dict[str, int]) -> Counter[tuple[int, int]]:
    """How often a word stands beside a frequent word at each offset, or at a sentence's edge."""
    cells: Counter[tuple[int, int]] = Counter()
    for sentence in sentences:
        numbers = [index.get(word) for word in sentence]
        for at, number in enumerate(numbers):
            if number is None:
                continue
            for place, offset in enumerate(_OFFSETS):
                other = at + offset
                if 0 <= other < len(numbers):
                    neighbour = numbers[other]
                    if neighbour is not None and neighbour < _CONTEXTS:
                        cells[number, neighbour + _CONTEXTS * place] += 1
                elif other in (-1, len(numbers)):
                    cells[number, len(_OFFSETS) * _CONTEXTS + (offset > 0)] += 1
    return cells


def classes_table(classes: dict[str, tuple[int, ...]]) -> str:
    """The table as it is stored: tab-separated, sorted by word."""
    rows = ["word\tcoarse\tmiddle\tfine"]
    for word in sorted(classes):
        if word.strip() and not word.startswith("#") and not {"\t", "\n"} & set(word):
            rows.append("\t".join([word, *map(str, classes[word])]))
    return "\n".join(rows) + "\n"
