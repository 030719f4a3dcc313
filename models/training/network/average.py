"""The mean of several rounds' networks: each round ends in another corner of the same valley, and the middle
hears strangers better than either (figures on the card of ``models/zh-small``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def mean_of(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """Parameters and statistics of the networks in ``checkpoints``, the mean of each.

    Only networks that went on from one another may be averaged. RuntimeError where shapes differ.
    """
    states: list[dict[str, Tensor]] = []
    for path in checkpoints:
        checkpoint: dict[str, Any] = torch.load(path, "cpu", weights_only=True)
        states.append(checkpoint["network"])
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[-1].items()
    }
