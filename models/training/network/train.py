"""Train the network on all feature shards of a folder for a given time; stopped and started again it goes
on.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.training.distance import edit_distance
from models.training.language.phones import BLANK, OUTPUTS, PHONE_ID, SILENCE
from models.training.network.loss import topology_loss
from models.training.network.network import CONTEXT, SUBSAMPLING, AcousticNetwork, output_frames
from models.training.sound.augment import augmented
from models.training.sound.features import CEPSTRA, Examples

BATCH_FRAMES = 12000
"""Input frames in a batch, padding included: two minutes of sound."""
PEAK_RATE = 2.5e-3
"""Of a network that knows nothing yet."""
WARM_UP = 200
"""Steps."""
EPOCH_HOURS = 20.0
"""Sound in an epoch; where there is more, each takes a random part."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What ``export`` needs."""

    network: AcousticNetwork
    priors: NDArray[np.float64]


def find_shards(folder: Path, without: tuple[str, ...] = ()) -> list[Path]:
    """All finished ``*.npz`` of a folder whose names begin with none of ``without``; FileNotFoundError if
    there is none.
    """
    found = [path for path in sorted(folder.glob("*.npz")) if not path.name.startswith(without)]
    found = [path for path in found if not path.name.endswith(".part.npz")]
    if not found:
        raise FileNotFoundError(f"no feature shards in {folder}; run the feature stage first")
    return found


def batches(examples: Examples, indices: list[int]) -> list[list[int]]:
    """Utterances of like length together."""
    result: list[list[int]] = [[]]
    for index in sorted(indices, key=lambda i: len(examples.features[i])):
        if result[-1] and len(examples.features[index]) * (len(result[-1]) + 1) > BATCH_FRAMES:
            result.append([])
        result[-1].append(index)
    return result


def collate(
    matrices: list[NDArray[np.float32]], labels: list[list[int]]
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Features with repeated edges, output frames, labels padded with silence, label counts."""
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


class Trainer:
    """Owns the network, its optimiser and the clock of the run."""

    def __init__(
        self,
        shards: Path,
        checkpoint: Path,
        minutes: float,
        say: Callable[[str], None] = print,
        start: Path | None = None,
        peak_rate: float = PEAK_RATE,
        without: tuple[str, ...] = (),
    ) -> None:
        """``start``: checkpoint of an earlier round to go on from, with a learning rate that rises again to
        ``peak_rate``; a ``checkpoint`` of this round that is already there comes first. ``without``: shards
        whose names begin so are left alone.
        """
        self._shards, self._checkpoint, self._budget, self._say = shards, checkpoint, minutes * 60, say
        self._peak_rate, self._without = peak_rate, without
        self._rng, self._noise = random.Random(0), np.random.default_rng(0)
        torch.manual_seed(0)
        self._loaded: set[Path] = set()
        self._examples = Examples()
        self._take_in_shards()
        some = np.concatenate(self._examples.features[::7]).astype(np.float32)
        self._network = AcousticNetwork(torch.from_numpy(some.mean(0)), torch.from_numpy(some.std(0)))
        self._optimiser = torch.optim.AdamW(self._network.parameters(), lr=PEAK_RATE, weight_decay=1e-3)
        self._elapsed, self._step, self._epoch = 0.0, 0, 0
        if checkpoint.exists():
            state = self._restore(checkpoint)
            self._elapsed, self._step, self._epoch = state["elapsed"], state["step"], state["epoch"]
            say(f"going on after epoch {self._epoch}, {self._elapsed / 60:.1f} min")
        elif start is not None:
            self._restore(start)

    def run(self) -> Trained:
        """Epochs until the time is over; shards that appeared meanwhile are taken in at each."""
        while self._elapsed < self._budget:
            self._rng, self._noise = random.Random(self._epoch), np.random.default_rng(self._epoch)
            torch.manual_seed(self._epoch)
            self._take_in_shards()
            everything = list(range(len(self._examples.features)))
            held_out, learnt = everything[::97][:150], [i for i in everything if i % 97]
            share = min(1.0, EPOCH_HOURS / self._examples.hours())
            loss = self._learn(self._rng.sample(learnt, math.ceil(share * len(learnt))))
            self._epoch += 1
            self._save()
            self._say(
                f"epoch {self._epoch} ({self._examples.hours():.1f} h): loss {loss:.3f} a frame, "
                f"phone error {100 * self._phone_error(held_out):.1f} %, "
                f"{self._elapsed / 60:.1f} of {self._budget / 60:.0f} min"
            )
        return Trained(self._network, self._priors())

    def _take_in_shards(self) -> None:
        for path in find_shards(self._shards, self._without):
            if path not in self._loaded:
                self._examples.load(path)
                self._loaded.add(path)

    def _learn(self, indices: list[int]) -> float:
        self._network.train()
        order = batches(self._examples, indices)
        self._rng.shuffle(order)
        total = frames_seen = 0.0
        for batch in order:
            started = time.monotonic()
            if self._elapsed >= self._budget:
                break
            for group in self._optimiser.param_groups:
                group["lr"] = self._rate()
            labels = [self._examples.labels[i] for i in batch]
            matrices = [
                augmented(self._examples.features[i], len(self._examples.labels[i]), self._rng, self._noise)
                for i in batch
            ]
            features, frames, padded, counts = collate(matrices, labels)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                log_probs = self._network(features)
            loss = topology_loss(log_probs[:, : int(frames.max())], frames, padded, counts).sum()
            self._optimiser.zero_grad()
            (loss / frames.sum()).backward()
            norm = torch.nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
            if torch.isfinite(norm):  # one bad batch must not spoil the network for good
                self._optimiser.step()
            total, frames_seen = total + float(loss.detach()), frames_seen + int(frames.sum())
            self._step += 1
            self._elapsed += time.monotonic() - started
        return total / max(frames_seen, 1)

    def _rate(self) -> float:
        decay = 0.5 * (1 + math.cos(math.pi * min(1.0, self._elapsed / self._budget)))
        return self._peak_rate * min(1.0, (self._step + 1) / WARM_UP) * (0.99 * decay + 0.01)

    def _posteriors(self, indices: list[int]) -> list[tuple[NDArray[np.float32], list[int]]]:
        """Log-probabilities and labels of utterances as they are."""
        self._network.eval()
        result = []
        with torch.no_grad():
            for batch in batches(self._examples, indices):
                matrices = [self._examples.features[i].astype(np.float32) for i in batch]
                labels = [self._examples.labels[i] for i in batch]
                features, frames, _, _ = collate(matrices, labels)
                log_probs = self._network(features).numpy()
                result += [(log_probs[k, : int(frames[k])], labels[k]) for k in range(len(batch))]
        return result

    def _phone_error(self, indices: list[int]) -> float:
        wrong = count = 0
        ignored = (BLANK, PHONE_ID[SILENCE])
        for log_probs, labels in self._posteriors(indices):
            heard = [int(output) for output in log_probs.argmax(1) if output not in ignored]
            spoken = [label for label in labels if label not in ignored]
            wrong, count = wrong + edit_distance(heard, spoken), count + len(spoken)
        return wrong / max(count, 1)

    def _priors(self) -> NDArray[np.float64]:
        """How often each output is on, over a part of the training set."""
        sums = np.zeros(OUTPUTS)
        for log_probs, _ in self._posteriors(list(range(0, len(self._examples.features), 30))):
            sums += np.exp(log_probs).sum(0)
        return np.asarray(sums / sums.sum(), np.float64)

    def _save(self) -> None:
        partial = self._checkpoint.with_suffix(".part")
        state = {"network": self._network.state_dict(), "optimiser": self._optimiser.state_dict()}
        torch.save({**state, "elapsed": self._elapsed, "step": self._step, "epoch": self._epoch}, partial)
        partial.rename(self._checkpoint)

    def _restore(self, checkpoint: Path) -> dict[str, Any]:
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        return state
