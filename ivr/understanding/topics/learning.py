"""Linear support vector machines, one for each label, each against what is most like its own sentences.

A label's sentences share next to nothing with nearly all others: those are outside of it already when
its weights are 0, because the bias is -1. Only the sentences that are most like its own have to be told
apart, so learning takes time in proportion to the labels, not to their square, and most weights are 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ivr.understanding.topics.features import unit_rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BIAS = -1.0
"""Margin of a sentence that shares nothing with a label."""

_FEWEST, _MOST, _TOGETHER = 96, 256, 64_000
"""Sentences of other labels that a label is told apart from, and of all labels together. Sayings that were
held out: 84.8 % right with 128, 84.9 % with 256, 84.6 % with a machine that learns from all sentences."""

_ALIKE = 3
"""Sentences among which each of them is looked for: a saying has several."""

_COST = 2.0
"""Of a margin that is violated, against the length of the weights, times the sample's weight."""

_ROUNDS = 6
"""How often each sentence is looked at; twice as often changes next to nothing."""

_COMMON = 0.2
"""Features that a greater share of labels have make no sentence a rival."""

_AT_ONCE = 128
"""Labels that are learned side by side,"""
_WIDER = 1.5
"""as long as the largest has no more than so many times the samples of the smallest: all get its room."""

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


def learn(
    table: csr_matrix, labels: Sequence[int], sayings: Sequence[int], weights: Sequence[float]
) -> csr_matrix:
    """Weights of the features for each label, shape (features, labels); the bias of each is `BIAS`.

    `table`: samples by features, each row of length 1. One for each sample: `labels`, which count from 0
    without gaps; `sayings`, the same number for sentences that differ little; `weights`.
    """
    from scipy.sparse import csr_matrix

    table = table.astype(np.float32)
    label_of, weight_of = np.asarray(labels, np.intp), np.asarray(weights, np.float32)
    chosen = list(_chosen(table, label_of, np.asarray(sayings, np.intp)))
    count = len(chosen)
    order = sorted(range(count), key=lambda label: len(chosen[label]))  # alike sizes side by side
    parts: list[Floats] = []
    for some in _blocks(order, [len(samples) for samples in chosen]):
        block = [chosen[label] for label in some]
        width = max(map(len, block))
        products = np.zeros((width, len(block), width), np.float32)
        signs = np.ones((width, len(block)), np.float32)
        costs = np.zeros((width, len(block)), np.float32)
        for at, (label, samples) in enumerate(zip(some, block, strict=True)):
            rows = table[samples]
            products[: len(samples), at, : len(samples)] = (rows @ rows.T).toarray()
            signs[: len(samples), at] = np.where(label_of[samples] == label, 1, -1)
            costs[: len(samples), at] = _COST * weight_of[samples]
        found = _solve(products, signs, costs)
        parts += [found[: len(samples), at] for at, samples in enumerate(block)]
    rows = np.repeat(order, [len(part) for part in parts])
    columns = np.concatenate([chosen[label] for label in order])
    shares = csr_matrix((np.concatenate(parts), (rows, columns)), shape=(count, len(label_of)))
    return (shares @ table).T.tocsr()


def _blocks(order: Sequence[int], sizes: Sequence[int]) -> Iterator[Sequence[int]]:
    """Labels that are learned side by side. `order`: the smallest first."""
    begin = 0
    for at in range(1, len(order) + 1):
        ends = at == len(order) or sizes[order[at]] > _WIDER * sizes[order[begin]]
        if ends or at - begin == _AT_ONCE:
            yield order[begin:at]
            begin = at


def _chosen(table: csr_matrix, label_of: Places, saying_of: Places) -> Iterator[Places]:
    """For each label the samples it learns from: its own, then the others that are most like them, of each
    saying one."""
    from scipy.sparse import csr_matrix

    own = csr_matrix((np.ones(len(label_of)), (label_of, np.arange(len(label_of)))))
    centres = unit_rows((own @ table).tocsr())
    count = centres.shape[0]
    rivals = min(max(_TOGETHER // count, _FEWEST), _MOST)
    having = np.bincount(centres.indices, minlength=table.shape[1])
    telling = np.flatnonzero(having <= max(_COMMON * count, 5))
    likeness = (centres[:, telling] @ table[:, telling].T).tocsr()
    for label in range(count):
        here = slice(likeness.indptr[label], likeness.indptr[label + 1])
        others, alike = likeness.indices[here], likeness.data[here]
        kept = np.flatnonzero(label_of[others] != label)
        if len(kept) > _ALIKE * rivals:
            kept = kept[np.argpartition(-alike[kept], _ALIKE * rivals)[: _ALIKE * rivals]]
        kept = kept[np.argsort(-alike[kept], kind="stable")]
        first = np.sort(np.unique(saying_of[others[kept]], return_index=True)[1])
        others = others[kept[first[:rivals]]]
        yield np.concatenate([np.flatnonzero(label_of == label), others])


def _solve(products: Floats, signs: Floats, costs: Floats) -> Floats:
    """What each sample adds to the weights of its label: dual coordinate descent on the squared hinge loss
    (Hsieh and others, 2008), the n-th sample of every label in one step.

    `products`: of two samples, shape (samples, labels, samples); `signs` and `costs`: (samples, labels);
    a cost of 0 is no sample.
    """
    slack = np.where(costs > 0, 1 / (2 * np.maximum(costs, 1e-9)), 0).astype(np.float32)
    places = np.arange(len(products))
    curve = products[places, :, places] + slack
    curve[costs == 0] = np.inf
    dual = np.zeros_like(signs)
    margin = np.zeros((signs.shape[1], len(products)), np.float32)
    for _ in range(_ROUNDS):
        for place in places:
            slope = signs[place] * (margin[:, place] + BIAS) - 1 + slack[place] * dual[place]
            new = np.maximum(dual[place] - slope / curve[place], 0)
            margin += ((new - dual[place]) * signs[place])[:, None] * products[place]
            dual[place] = new
    return dual * signs
