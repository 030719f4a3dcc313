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
from uuid import uuid4
from weakref import WeakValueDictionary

import numpy as np
import soundfile

log = logging.getLogger(__name__)

Synthesise = Callable[[str, int], Awaitable[bytes]]
"""(text, rate in Hz) -> 16-bit little-endian mono PCM. Raises SynthesisError."""

NAME_CHARACTERS = 40
KEPT_IN_MEMORY = 400


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
        self._making: WeakValueDictionary[tuple[str, int], asyncio.Lock] = WeakValueDictionary()

    def recorded(self, text: str, rate: int) -> bool:
        """Whether a person (or whoever made the set) spoke it; False when it is synthesised here."""
        return (self._recordings / str(rate) / file_name(text)).exists()

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
        # Two calls that need a new text at once wait for one synthesis.
        async with self._making.setdefault(key, asyncio.Lock()):
            if key not in self._cache:
                path = self._path(text, rate)
                if path is None:
                    self._cache[key] = await self._make(text, rate)
                else:
                    self._cache[key] = await asyncio.to_thread(_read, path, rate)
            self._cache.move_to_end(key)
            sound = self._cache[key]
        if len(self._cache) > KEPT_IN_MEMORY:
            self._cache.popitem(last=False)
        return sound

    async def file(self, text: str, rate: int) -> Path:
        """The sound of `text` as a file Asterisk can play.

        Raises SynthesisError like `pcm`, and when the file could not be written.
        """
        await self.pcm(text, rate)
        path = self._path(text, rate)
        if path is None:
            raise SynthesisError(f"the sound of {text!r} is not in {self._synthesised}: is the disk full?")
        return path

    async def _make(self, text: str, rate: int) -> bytes:
        sound = await self._synthesise(text, rate)
        path = self._synthesised / str(rate) / file_name(text)
        try:
            await asyncio.to_thread(_write, path, sound, rate)
        except (soundfile.LibsndfileError, OSError) as error:
            # It can be played all the same; only the next start must make it again.
            log.error("%s cannot be written: %s", path, error)
        return sound

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
    partial = path.with_name(f"{uuid4().hex}.part.wav")
    soundfile.write(partial, np.frombuffer(pcm, dtype="<i2"), rate, subtype="PCM_16")
    partial.replace(path)
