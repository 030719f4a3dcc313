"""MFCCs exactly as Vosk's front end computes them for this model, and the files they are kept in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.sound.channel import RATE

CEPSTRA = 40
FRAMES_A_SECOND = 100
LOW_HZ, HIGH_HZ = 20.0, 3800.0

MFCC_CONF = f"""--sample-frequency={RATE}
--use-energy=false
--num-mel-bins={CEPSTRA}
--num-ceps={CEPSTRA}
--low-freq={LOW_HZ:g}
--high-freq={HIGH_HZ - RATE / 2:g}
--allow-downsample=true
"""
"""``conf/mfcc.conf`` of the model; ``mfcc`` below must stay the same."""

Features = NDArray[np.float16]


def mfcc(samples: NDArray[np.int16]) -> Features:
    """Frames x 40 cepstra, one frame every 10 ms."""
    import kaldi_native_fbank as knf  # here, so that the graph can be built and the recipe read without it

    options = knf.MfccOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 1.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = CEPSTRA
    options.mel_opts.low_freq = LOW_HZ
    options.mel_opts.high_freq = HIGH_HZ - RATE / 2
    options.num_ceps = CEPSTRA
    options.use_energy = False
    front_end = knf.OnlineMfcc(options)
    front_end.accept_waveform(RATE, samples.astype(np.float32))
    front_end.input_finished()
    return np.stack([front_end.get_frame(i) for i in range(front_end.num_frames_ready)]).astype(np.float16)


def stretch(features: Features, factor: float) -> Features:
    """Speak ``factor`` times as long."""
    return read_at(features, np.linspace(0, len(features) - 1, max(2, round(len(features) * factor))))


def read_at(features: Features, place: NDArray[np.float64]) -> Features:
    """Frames at places between 0 and the last one, by interpolation between neighbours."""
    low = np.minimum(place.astype(int), len(features) - 2)
    weight = (place - low)[:, None].astype(np.float32)
    return np.asarray(features[low] * (1 - weight) + features[low + 1] * weight, np.float16)


@dataclass(slots=True)
class Examples:
    """Utterances ready to learn from: frames x 40 each, and the network outputs in order."""

    features: list[Features] = field(default_factory=list)
    labels: list[list[int]] = field(default_factory=list)

    def add(self, features: Features, labels: list[int]) -> bool:
        """Keep an utterance, unless it has too few frames (one output every 3) for its phones."""
        if len(features) // 3 < len(labels) * 1.15:
            return False
        self.features.append(features)
        self.labels.append(labels)
        return True

    def hours(self) -> float:
        """How much sound this is."""
        return sum(map(len, self.features)) / 360000

    def save(self, path: Path) -> None:
        """All in one file; it appears only when it is whole."""
        partial = path.with_suffix(".part.npz")
        np.savez(
            partial,
            frames=np.concatenate(self.features),
            lengths=np.array([len(f) for f in self.features]),
            labels=np.array([n for labels in self.labels for n in labels], np.uint8),
            label_lengths=np.array([len(labels) for labels in self.labels]),
        )
        partial.rename(path)

    def load(self, path: Path) -> None:
        """Add what ``save`` wrote."""
        with np.load(path) as file:
            self.features += np.split(file["frames"], np.cumsum(file["lengths"])[:-1])
            self.labels += [
                part.tolist() for part in np.split(file["labels"], np.cumsum(file["label_lengths"])[:-1])
            ]
