"""The sound of waiting: a quiet, slow arpeggio of our own, so that no licence is needed.

A city replaces it by putting its own 8 kHz WAV files into the instance's `moh` folder.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

RATE = 8000
NOTE_S = 0.75
FADE_S = 2.4
LEVEL = 0.09
"""About -27 dBFS: clearly there, and quieter than any prompt."""
CHORDS = (
    (261.63, 329.63, 392.00, 523.25),
    (220.00, 261.63, 329.63, 440.00),
    (174.61, 261.63, 349.23, 440.00),
    (196.00, 246.94, 392.00, 493.88),
)
"""C, A minor, F, G: frequencies of equal temperament in Hz."""


def write_music(folder: Path, rounds: int = 3) -> Path:
    """Writes `comfort.wav` (16-bit mono, 8 kHz, about 12 s a round) unless the folder has music."""
    present = sorted(folder.glob("*.wav"))
    if present:
        return present[0]
    notes = [f for _ in range(rounds) for chord in CHORDS for f in chord]
    step = int(NOTE_S * RATE)
    length = int(FADE_S * RATE)
    sound = np.zeros(len(notes) * step + length, dtype=np.float64)
    time = np.arange(length) / RATE
    envelope = np.minimum(time / 0.03, 1.0) * np.exp(-time * 2.2)
    for index, frequency in enumerate(notes):
        tone = np.sin(2 * np.pi * frequency * time) + 0.3 * np.sin(4 * np.pi * frequency * time)
        sound[index * step : index * step + length] += envelope * tone
    sound *= LEVEL / np.abs(sound).max() * 3
    path = folder / "comfort.wav"
    soundfile.write(path, (sound * 32767).astype("<i2"), RATE, subtype="PCM_16")
    return path
