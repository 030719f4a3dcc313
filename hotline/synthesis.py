"""Speaks what has no recording, through espeak-ng. Plain, but understood, and it needs no network."""

from __future__ import annotations

import asyncio
import io
import math
import os

import numpy as np
import soundfile

from hotline.setup.errors import MissingProgram
from hotline.setup.runtime import environment, program
from telephony.prompts import SynthesisError

WORDS_PER_MINUTE = 165
SLOW_WORDS_PER_MINUTE = 115
TIMEOUT_S = 10.0
LEVEL_DBFS = -20.0
"""Loudness of all prompts: RMS over the whole text."""


async def espeak(text: str, rate: int, *, slow: bool = False) -> bytes:
    """`text` as 16-bit little-endian mono PCM at `rate` Hz, normalised to -20 dBFS.

    Raises SynthesisError when espeak-ng is missing or fails.
    """
    try:
        speed = SLOW_WORDS_PER_MINUTE if slow else WORDS_PER_MINUTE
        argv = [*program("espeak-ng"), "-v", "cmn", "-s", str(speed), "--stdout", "--stdin"]
        extra = environment("espeak-ng")
    except MissingProgram as error:
        raise SynthesisError(str(error)) from error
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **extra},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(text.encode()), TIMEOUT_S)
    except TimeoutError as error:
        process.kill()
        raise SynthesisError(f"espeak-ng did not finish within {TIMEOUT_S:g} s") from error
    if process.returncode or len(out) <= 44:
        raise SynthesisError(f"espeak-ng failed: {err.decode(errors='replace').strip()[:200]}")
    return await asyncio.to_thread(_finish, out, rate)


def _finish(wav: bytes, rate: int) -> bytes:
    # espeak-ng writes to a pipe, so the lengths in its header are too large: read the samples themselves.
    found = int.from_bytes(wav[24:28], "little")
    body = wav[44 : len(wav) - len(wav) % 2]
    samples, _ = soundfile.read(
        io.BytesIO(body), samplerate=found, channels=1, format="RAW", subtype="PCM_16", dtype="float64"
    )
    from scipy.signal import resample_poly  # takes a second to load; most prompts are recordings

    common = math.gcd(found, rate)
    samples = resample_poly(samples, rate // common, found // common)
    rms = float(np.sqrt(np.mean(samples**2))) or 1.0
    samples = np.clip(samples * (10 ** (LEVEL_DBFS / 20) / rms), -0.98, 0.98)
    return bytes((samples * 32767).astype("<i2").tobytes())
