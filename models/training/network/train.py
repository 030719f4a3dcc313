"""Train the network on all feature shards of a folder for a given time; stopped and started again it goes
on.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader

from models.training.distance import edit_distance
from models.training.language.phones import BLANK, OUTPUTS, PHONE_ID, SILENCE
from models.training.network.average import mean_of
from models.training.network.batches import AugmentedBatches, batches, collate
from models.training.network.loss import topology_loss
from models.training.network.network import AcousticNetwork
from models.training.sound.features import Examples

PEAK_RATE = 2.5e-3
"""Of a network that knows nothing yet."""
WARM_UP = 200
"""Steps."""


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


@dataclass(frozen=True, slots=True)
class Pace:
    """What suits a kind of device."""

    batch_frames: int
    """Input frames in a batch, padding included."""
    epoch_hours: float
    """Sound in an epoch; where there is more, each takes a random part."""
    passes: int
    """How often an epoch hears it."""
    helpers: int
    """Processes that prepare batches; 0: the one that learns does it."""


def pace(device: str) -> Pace:
    """Of ``cpu`` two minutes a batch; a GPU waits for its next order rather than for sums, so twenty."""
    if device == "cpu":
        return Pace(12_000, 20.0, 1, 0)
    return Pace(120_000, 100.0, 4, max(1, (os.cpu_count() or 2) - 1))


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
        device: str = "cpu",
    ) -> None:
        """``start``: checkpoint of an earlier round to go on from, with a learning rate that rises again to
        ``peak_rate``; a ``checkpoint`` of this round that is already there comes first. ``without``: shards
        whose names begin so are left alone. ``device``: ``cpu`` or ``cuda``.
        """
        self._shards, self._checkpoint, self._budget, self._say = shards, checkpoint, minutes * 60, say
        self._peak_rate, self._without = peak_rate, without
        self._device, self._pace = torch.device(device), pace(device)
        self._rng = random.Random(0)
        torch.manual_seed(0)
        self._loaded: set[Path] = set()
        self._examples = Examples()
        self._take_in_shards()
        some = np.concatenate(self._examples.features[::7]).astype(np.float32)
        network = AcousticNetwork(torch.from_numpy(some.mean(0)), torch.from_numpy(some.std(0)))
        self._network = network.to(self._device)
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
            self._rng = random.Random(self._epoch)
            torch.manual_seed(self._epoch)
            self._take_in_shards()
            everything = list(range(len(self._examples.features)))
            held_out, learnt = everything[::97][:150], [i for i in everything if i % 97]
            share = min(1.0, self._pace.epoch_hours / self._examples.hours())
            loss = self._learn(self._rng.sample(learnt, math.ceil(share * len(learnt))))
            self._epoch += 1
            self._save()
            self._say(
                f"epoch {self._epoch} ({self._examples.hours():.1f} h): loss {loss:.3f} a frame, "
                f"phone error {100 * self._phone_error(held_out):.1f} %, "
                f"{self._elapsed / 60:.1f} of {self._budget / 60:.0f} min"
            )
        return Trained(self._network, self._priors())

    def averaged(self, checkpoints: Sequence[Path]) -> Trained:
        """The mean of the networks in ``checkpoints``, in place of this one's."""
        self._network.load_state_dict(mean_of(checkpoints))
        return Trained(self._network, self._priors())

    def _take_in_shards(self) -> None:
        for path in find_shards(self._shards, self._without):
            if path not in self._loaded:
                self._examples.load(path)
                self._loaded.add(path)

    def _learn(self, indices: list[int]) -> float:
        self._network.train()
        order = batches(self._examples, indices, self._pace.batch_frames) * self._pace.passes
        self._rng.shuffle(order)
        prepared = DataLoader(
            AugmentedBatches(self._examples, order, self._epoch),
            batch_size=None,
            num_workers=self._pace.helpers,
            pin_memory=self._device.type == "cuda",
        )
        total = frames_seen = 0.0
        started = time.monotonic()
        for features, frames, padded, counts in prepared:
            if self._elapsed >= self._budget:
                break
            for group in self._optimiser.param_groups:
                group["lr"] = self._rate()
            longest, seen = int(frames.max()), int(frames.sum())
            features, frames, padded, counts = (
                part.to(self._device, non_blocking=True) for part in (features, frames, padded, counts)
            )
            with torch.autocast(self._device.type, dtype=torch.bfloat16):
                log_probs = self._network(features)
            loss = topology_loss(log_probs[:, :longest], frames, padded, counts).sum()
            self._optimiser.zero_grad()
            (loss / seen).backward()
            norm = torch.nn.utils.clip_grad_norm_(self._network.parameters(), 2.0)
            if torch.isfinite(norm):  # one bad batch must not spoil the network for good
                self._optimiser.step()
            total, frames_seen = total + float(loss.detach()), frames_seen + seen
            self._step += 1
            # What a batch waits to be prepared counts too: where helpers are slow, that is the time.
            started, before = time.monotonic(), started
            self._elapsed += started - before
        return total / max(frames_seen, 1)

    def _rate(self) -> float:
        decay = 0.5 * (1 + math.cos(math.pi * min(1.0, self._elapsed / self._budget)))
        return self._peak_rate * min(1.0, (self._step + 1) / WARM_UP) * (0.99 * decay + 0.01)

    def _posteriors(self, indices: list[int]) -> list[tuple[NDArray[np.float32], list[int]]]:
        """Log-probabilities and labels of utterances as they are."""
        self._network.eval()
        result = []
        with torch.no_grad():
            for batch in batches(self._examples, indices, self._pace.batch_frames):
                matrices = [self._examples.features[i].astype(np.float32) for i in batch]
                labels = [self._examples.labels[i] for i in batch]
                features, frames, _, _ = collate(matrices, labels)
                log_probs = self._network(features.to(self._device)).cpu().numpy()
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
        state: dict[str, Any] = torch.load(checkpoint, self._device, weights_only=True)
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        return state
