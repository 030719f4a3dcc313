"""Pure tones as voices: who hears whom is measured in what the phones recorded."""

from __future__ import annotations

import asyncio

import numpy as np

from hotline.bench.baresip import RATE
from hotline.bench.softphone import Softphone
from tests.e2e.phones.people import loudness
from tests.waiting import eventually

LOUD = 4000.0
"""Amplitude of a spoken tone, of 32767."""
HEARD = LOUD / 4
"""Through G.711 and a bridge nearly all of it arrives; from nobody, nothing."""
LISTEN_S = 0.5
SOUND = 100.0
"""RMS of what is more than noise."""


def tone(hz: float, seconds: float = 60.0) -> np.ndarray:
    """A voice of one frequency, 16-bit at 8 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (LOUD * np.sin(2 * np.pi * hz * time)).astype("<i2")


def strength(samples: np.ndarray, hz: float) -> float:
    """The tone's amplitude in the samples."""
    if not len(samples):
        return 0.0
    time = np.arange(len(samples)) / RATE
    return float(2 * abs(np.mean(samples.astype(np.float64) * np.exp(-2j * np.pi * hz * time))))


async def listen(phone: Softphone) -> np.ndarray:
    """What the phone hears from now on, for a moment; nothing while nothing is sent to it."""
    before = len(phone.heard())
    await asyncio.sleep(LISTEN_S)
    return phone.heard()[before:]


async def hears_only(phone: Softphone, *voices: float, of: tuple[float, ...]) -> None:
    """Waits until the phone hears exactly these of all the voices. Raises TimeoutError."""
    found: dict[float, int] = {}

    async def right() -> bool:
        samples = await listen(phone)
        found.update({hz: round(strength(samples, hz)) for hz in of})
        return all((found[hz] > HEARD) == (hz in voices) for hz in of)

    await eventually(right, seen=lambda: found)


async def hears_something(phone: Softphone) -> None:
    """Waits until the phone hears anything at all: music, a sentence. Raises TimeoutError."""

    async def sounds() -> bool:
        return loudness(await listen(phone)) > SOUND

    await eventually(sounds)
