"""A run of training, on examples made of noise; needs PyTorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.training.language.phones import PHONE_ID, SILENCE
from models.training.sound.features import CEPSTRA, Examples

torch = pytest.importorskip("torch", reason="PyTorch is absent (extra: train)")


def test_one_bad_batch_does_not_spoil_the_network(tmp_path: Path) -> None:
    from models.training.network.train import Trainer

    noise = np.random.default_rng(0)
    examples = Examples()
    for _ in range(40):
        examples.add(noise.normal(size=(80, CEPSTRA)).astype(np.float32), [PHONE_ID[SILENCE], 3, 4, 5])
    broken = np.full((80, CEPSTRA), np.inf, np.float32)
    for place in (3, 17):
        examples.add(broken, [PHONE_ID[SILENCE], place])
    examples.save(tmp_path / "noise.npz")
    trained = Trainer(tmp_path, tmp_path / "run.ckpt", 0.02, lambda _line: None).run()
    for name, weights in trained.network.named_parameters():
        assert torch.isfinite(weights).all(), name
