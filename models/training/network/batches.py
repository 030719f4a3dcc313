"""Batches for training: utterances of like length together, each as somebody else might have said it."""

from __future__ import annotations

import random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from models.training.language.phones import PHONE_ID, SILENCE
from models.training.network.network import CONTEXT, SUBSAMPLING, output_frames
from models.training.sound.augment import augmented
from models.training.sound.features import CEPSTRA, Examples

Batch = tuple[Tensor, Tensor, Tensor, Tensor]
"""Features with repeated edges, output frames, labels padded with silence, label counts."""


def batches(examples: Examples, indices: list[int], most_frames: int) -> list[list[int]]:
    """Utterances of like length together, at most ``most_frames`` in a batch, padding included."""
    result: list[list[int]] = [[]]
    for index in sorted(indices, key=lambda i: len(examples.features[i])):
        if result[-1] and len(examples.features[index]) * (len(result[-1]) + 1) > most_frames:
            result.append([])
        result[-1].append(index)
    return result


def collate(matrices: list[NDArray[np.float32]], labels: list[list[int]]) -> Batch:
    """One batch of utterances, frames x 40 each, and their labels."""
    longest = SUBSAMPLING * output_frames(max(map(len, matrices)))
    features = np.zeros((len(matrices), longest + 2 * CONTEXT, CEPSTRA), np.float32)
    padded = np.full((len(labels), max(map(len, labels))), PHONE_ID[SILENCE], np.int64)
    for row, (matrix, numbers) in enumerate(zip(matrices, labels, strict=True)):
        features[row, :CONTEXT] = matrix[0]
        features[row, CONTEXT : CONTEXT + len(matrix)] = matrix
        features[row, CONTEXT + len(matrix) :] = matrix[-1]
        padded[row, : len(numbers)] = numbers
    frames = torch.tensor([output_frames(len(matrix)) for matrix in matrices])
    counts = torch.tensor([len(numbers) for numbers in labels])
    return torch.from_numpy(features), frames, torch.from_numpy(padded), counts


class AugmentedBatches(Dataset[Batch]):  # type: ignore[misc,unused-ignore]
    """The batches of one epoch; each has a seed of its own, so that it does not matter which process makes
    it.
    """

    def __init__(self, examples: Examples, order: list[list[int]], epoch: int) -> None:
        self._examples, self._order, self._epoch = examples, order, epoch

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, number: int) -> Batch:
        seed = (self._epoch << 24) + number
        rng, noise = random.Random(seed), np.random.default_rng(seed)
        labels = [self._examples.labels[i] for i in self._order[number]]
        matrices = [
            augmented(self._examples.features[i], len(self._examples.labels[i]), rng, noise)
            for i in self._order[number]
        ]
        return collate(matrices, labels)
