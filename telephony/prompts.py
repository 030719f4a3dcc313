"""Recordings named by their text.

`<folder>/<rate>/<name>.wav` holds what `text` sounds like, 16-bit mono at `rate` Hz, where the name is
`file_name(text)`. A city replaces a voice by replacing files; nobody keeps a list.
What has no recording is synthesised once, kept in a second folder, and played from there.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import numpy as np
import soundfile

log = logging.getLogger(__name__)

Synthesise = Callable[[str, int], Awaitable[bytes]]
"""(text, rate in Hz) -> 16-bit little-endian mono PCM. Raises SynthesisError."""

NAME_CHARACTERS = 40
KEPT_IN_MEMORY = 400
RATES = (8000, 16000)


class SynthesisError(Exception):
    """No speech engine, or it failed on this text."""


def file_name(text: str) -> str:
    """`您好，请问…` -> `您好_请问-1f0c9a2b.wav`: readable, and different for different texts."""
    readable = re.sub(r"[^\w]+", "_", text).strip("_")[:NAME_CHARACTERS]
    return f"{readable}-{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8]}.wav"


class PromptLibrary:
    """Finds, synthesises and caches the sound of a text."""

    def __init__(self, recordings: Path, synthesised: Path, synthesise: Synthesise) -> None:
        self._recordings = recordings
        self._synthesised = synthesised
        self._synthesise = synthesise
        self._cache: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def missing(self, texts: Iterable[str], rate: int) -> list[str]:
        """Those of `texts` that have no recording and were not synthesised yet."""
        return [text for text in texts if self._path(text, rate) is None]

    async def prepare(self, texts: Iterable[str], rate: int) -> list[str]:
        """Synthesises what is missing, so that no call waits for it. Returns what could not be."""
        failed = []
        for text in self.missing(texts, rate):
            try:
                await self.pcm(text, rate)
            except SynthesisError as error:
                log.warning("prompt without a sound: %s (%s)", text, error)
                failed.append(text)
        return failed

    async def pcm(self, text: str, rate: int) -> bytes:
        """The sound of `text`: 16-bit little-endian mono at `rate` Hz.

        Raises SynthesisError when there is neither a recording nor a way to speak it.
        """
        key = (text, rate)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        path = self._path(text, rate)
        if path is not None:
            sound = await asyncio.to_thread(_read, path, rate)
        else:
            sound = await self._synthesise(text, rate)
            await asyncio.to_thread(_write, self._synthesised / str(rate) / file_name(text), sound, rate)
        self._cache[key] = sound
        if len(self._cache) > KEPT_IN_MEMORY:
            self._cache.popitem(last=False)
        return sound

    async def file(self, text: str, rate: int) -> Path:
        """The sound of `text` as a file Asterisk can play. Raises SynthesisError like `pcm`."""
        await self.pcm(text, rate)
        path = self._path(text, rate)
        assert path is not None, "pcm() has just written or read it"
        return path

    def _path(self, text: str, rate: int) -> Path | None:
        name = file_name(text)
        for folder in (self._recordings, self._synthesised):
            path = folder / str(rate) / name
            if path.exists():
                return path
        return None


def _read(path: Path, rate: int) -> bytes:
    try:
        samples, found = soundfile.read(path, dtype="int16", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SynthesisError(f"{path} cannot be read: {error}") from error
    if found != rate:
        raise SynthesisError(f"{path} has {found} Hz, its folder promises {rate} Hz: resample it")
    return bytes(np.ascontiguousarray(samples[:, 0]).astype("<i2").tobytes())


def _write(path: Path, pcm: bytes, rate: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part.wav")
    soundfile.write(partial, np.frombuffer(pcm, dtype="<i2"), rate, subtype="PCM_16")
    partial.replace(path)
