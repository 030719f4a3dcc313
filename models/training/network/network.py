"""The acoustic network: a small time-delay network, 40 MFCCs at 100 Hz in, log-probabilities of 61 outputs
at 33 Hz out.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.training.language.phones import OUTPUTS
from models.training.sound.features import CEPSTRA

SUBSAMPLING = 3
DILATIONS = (1, 1, 2, 2, 1)
"""Distance of the three taps of the deeper layers, in output frames (30 ms)."""
NARROW, WIDE = 256, 320
CONTEXT = 2 + 1 + SUBSAMPLING * sum(DILATIONS)
"""Input frames an output sees to each side."""


def output_frames(input_frames: int) -> int:
    """Outputs are taken at input frames 0, 3, 6, ... as Kaldi does."""
    return (input_frames + SUBSAMPLING - 1) // SUBSAMPLING


class AcousticNetwork(nn.Module):  # type: ignore[misc,unused-ignore]
    """Affine, ReLU, batch norm, seven times; what ``export`` writes layer by layer."""

    def __init__(self, mean: Tensor, deviation: Tensor, dropout: float = 0.08) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        sizes = [(CEPSTRA, NARROW, 5, 1, 1), (NARROW, WIDE, 3, SUBSAMPLING, 1)]
        sizes += [(WIDE, WIDE, 3, 1, dilation) for dilation in DILATIONS]
        self.layers = nn.ModuleList(
            nn.Conv1d(inputs, outputs, taps, stride=stride, dilation=dilation)
            for inputs, outputs, taps, stride, dilation in sizes
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(outputs, affine=False) for _, outputs, *_ in sizes)
        self.final = nn.Conv1d(WIDE, OUTPUTS, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        """(batch, frames + 2 * CONTEXT, 40), edges repeated, to (batch, output frames, 61)
        log-probabilities.
        """
        hidden = ((features - self.mean) / self.deviation).transpose(1, 2)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            hidden = self.dropout(norm(torch.relu(layer(hidden))))
        return torch.log_softmax(self.final(hidden).transpose(1, 2).float(), dim=-1)
