"""Sound as an 8 kHz telephone line brings it, with noise and loss at will."""

from __future__ import annotations

import io
import math
from typing import Literal

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from hotline.bench.rows import NoMaterial

RATE = 8000
"""Hz of everything here."""
PACKET = RATE // 50
"""Samples in a packet of 20 ms."""
PAD_S = 0.3
"""Seconds of a quiet line before and after, as a call has."""
QUIET_RMS = 8.0
"""Of a quiet line, in steps of 16 bits (-72 dBFS)."""

_WINDOW_S = 0.032
"""In which a voice is moved: some periods of it, less than a syllable."""

Samples = NDArray[np.float32]
"""Full scale is 1."""

Codec = Literal["alaw", "ulaw", "gsm"]
"""G.711 A-law, G.711 µ-law, or GSM 06.10 full rate (13 kbit/s) of a mobile and then A-law of the trunk."""
_SUBTYPES: dict[Codec, tuple[str, ...]] = {"alaw": ("ALAW",), "ulaw": ("ULAW",), "gsm": ("GSM610", "ALAW")}


def telephone(
    voice: Samples,
    rate: int,
    rng: np.random.Generator,
    *,
    noise_db: float | None = None,
    loss: float = 0.0,
    codec: Codec = "alaw",
) -> bytes:
    """`voice` at `rate` Hz as 16-bit little-endian mono at 8 kHz after the codec.

    `noise_db`: ratio of the voice's mean power to that of added pink noise. `loss`: share of 20 ms packets
    that are lost, each on its own; silence is played in their place.
    """
    sound = soxr.resample(voice, rate, RATE)
    sound *= 0.5 / max(float(np.abs(sound).max(initial=0.0)), 1e-6)
    power = float(np.mean(sound**2)) if len(sound) else 0.0
    pad = np.zeros(int(RATE * PAD_S), np.float32)
    sound = np.concatenate([pad, sound, pad])
    sound += rng.standard_normal(len(sound)).astype(np.float32) * np.float32(QUIET_RMS / 32768)
    if noise_db is not None:
        sound += pink(len(sound), rng) * np.float32(math.sqrt(power) * 10 ** (-noise_db / 20))
    if loss:
        for start in range(0, len(sound), PACKET):
            if rng.random() < loss:
                sound[start : start + PACKET] = 0
    return coded(to_pcm(sound), codec)


def moved(voice: Samples, rate: int, semitones: float) -> Samples:
    """The same voice at the same pace, so many semitones higher. Raises `NoMaterial` without librosa."""
    try:
        from librosa.effects import pitch_shift
    except ImportError as error:
        raise NoMaterial("librosa is not installed: run script/setup --extra bench") from error
    # librosa's own window of 2048 samples is made for music at 22 kHz: at 8 kHz it smears every syllable.
    window = 2 ** round(math.log2(rate * _WINDOW_S))
    return np.asarray(pitch_shift(voice, sr=rate, n_steps=semitones, n_fft=window), np.float32)


def coded(pcm: bytes, codec: Codec) -> bytes:
    """What a codec leaves of 16-bit little-endian mono at 8 kHz; coded and decoded by libsndfile."""
    sound = np.frombuffer(pcm, "<i2")
    for subtype in _SUBTYPES[codec]:
        file = io.BytesIO()
        soundfile.write(file, sound, RATE, format="WAV", subtype=subtype)
        file.seek(0)
        sound = soundfile.read(file, dtype="int16")[0][: len(sound)]  # GSM fills its last block
    return np.asarray(sound, "<i2").tobytes()


def pink(length: int, rng: np.random.Generator) -> Samples:
    """Noise of RMS 1 that falls by 3 dB an octave, as of a street or a hall."""
    lines = np.fft.rfft(rng.standard_normal(length))
    lines[1:] /= np.sqrt(np.arange(1, len(lines)))
    lines[0] = 0
    wave = np.fft.irfft(lines, length)
    return np.asarray(wave / (wave.std() + 1e-12), np.float32)


def to_pcm(sound: Samples) -> bytes:
    """16-bit little-endian; louder than full scale is clipped."""
    return np.clip(np.round(sound * 32768), -32768, 32767).astype("<i2").tobytes()


def resampled(pcm: bytes, rate: int) -> bytes:
    """8 kHz sound at `rate` Hz, for models that were made for more."""
    if rate == RATE:
        return pcm
    sound = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
    return to_pcm(soxr.resample(sound, RATE, rate))
