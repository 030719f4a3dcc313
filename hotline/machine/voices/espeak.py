"""Speaks what has no recording, through espeak-ng: a robot, but understood, and it needs no network.

It gets pinyin: of Chinese characters its voice `cmn` spells the pinyin out in English letters (version 1.51).
A text in Latin letters alone is read in English.
"""

from __future__ import annotations

import asyncio
import os

import numpy as np

from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.runtime import environment, program
from hotline.machine.voices.reading import is_english, read
from hotline.machine.voices.sound import finish
from hotline.machine.voices.written import as_read
from telephony.sound.prompts import SynthesisError

WORDS_PER_MINUTE = 165
SLOW_WORDS_PER_MINUTE = 115
TIMEOUT_S = 10.0


async def espeak(text: str, rate: int, *, slow: bool = False, speed: float = 1.0) -> bytes:
    """`text` as 16-bit little-endian mono PCM at `rate` Hz, normalised to -20 dBFS; `speed` 1 is the usual.

    Raises SynthesisError when espeak-ng is missing or fails.
    """
    try:
        pace = round((SLOW_WORDS_PER_MINUTE if slow else WORDS_PER_MINUTE) * speed)
        english = is_english(text)
        voice = "en-us" if english else "cmn-latn-pinyin"
        argv = [*program("espeak-ng"), "-v", voice, "-s", str(pace), "--stdout", "--stdin"]
        extra = environment("espeak-ng")
    except MissingProgram as error:
        raise SynthesisError(str(error)) from error
    said = text if english else await asyncio.to_thread(_pinyin, text)
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **extra},
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(said.encode()), TIMEOUT_S)
    except TimeoutError as error:
        process.kill()
        raise SynthesisError(f"espeak-ng did not finish within {TIMEOUT_S:g} s") from error
    if process.returncode or len(out) <= 44:
        raise SynthesisError(f"espeak-ng failed: {err.decode(errors='replace').strip()[:200]}")
    return await asyncio.to_thread(_finish, out, rate)


def _pinyin(text: str) -> str:
    from pypinyin.seg.mmseg import seg  # the words that matter for how a character is read

    return " ".join(syllable for word in read(as_read(text), seg.cut) for syllable in word)


def _finish(wav: bytes, rate: int) -> bytes:
    # espeak-ng writes to a pipe, so the lengths in its header are too large: read the samples themselves.
    body = wav[44 : len(wav) - len(wav) % 2]
    samples = np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)
    return finish(samples, int.from_bytes(wav[24:28], "little"), rate)
