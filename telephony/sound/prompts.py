"""Recordings named by their text.

`<folder>/<rate>/<name>.wav` holds what `text` sounds like, 16-bit mono at `rate` Hz, where the name is
`file_name(text)`. A city replaces a voice by replacing files; nobody keeps a list.
What has no recording is synthesised once, kept in a second folder, and played from there. Each voice has a
folder of its own; a library may have another one standing in for what its voice cannot say, or not in time.

`<folder>/<rate>/slow/<name>.wav` is the same text spoken slowly, for callers who need time. A recording
without a slow one is used as it is: a person's voice is clearer than a slow machine's.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol
from uuid import uuid4
from weakref import WeakValueDictionary

import numpy as np
import soundfile

from contracts.errors import HotlineError
from contracts.errors import text as _

log = logging.getLogger(__name__)

SLOW = "slow"
"""Folder of what is spoken slowly, below that of its rate."""

NAME_CHARACTERS = 40
KEPT_IN_MEMORY = 400
PATIENCE_S = 3.0
"""So long a caller waits for a voice that has a stand-in."""


class SynthesisError(HotlineError):
    """No speech engine, or it failed on this text."""


class Synthesise(Protocol):
    """A speech engine."""

    async def __call__(self, text: str, rate: int, *, slow: bool) -> bytes:
        """16-bit little-endian mono PCM at `rate` Hz. Raises SynthesisError."""


def file_name(text: str) -> str:
    """`您好，请问…` -> `您好_请问-1f0c9a2b.wav`: readable, and different for different texts."""
    readable = re.sub(r"[^\w]+", "_", text).strip("_")[:NAME_CHARACTERS]
    return f"{readable}-{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8]}.wav"


def is_recorded(recordings: Path, text: str, rate: int) -> bool:
    """Whether there is a recording of `text` in that folder."""
    return (recordings / str(rate) / file_name(text)).exists()


Of = Callable[[str], bool]
"""Which texts are meant."""

_Key = tuple[str, int, bool]
"""Text, rate, whether it is slow."""


class PromptLibrary:
    """Finds, synthesises and caches the sound of a text."""

    def __init__(
        self,
        recordings: Path,
        synthesised: Path,
        synthesise: Synthesise,
        stand_in: PromptLibrary | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._recordings = recordings
        self._synthesised = synthesised
        self._synthesise = synthesise
        self._stand_in = stand_in
        self._patience_s = patience_s
        self._left_aside: Of = lambda _text: False
        self._cache: OrderedDict[_Key, bytes] = OrderedDict()
        self._making: WeakValueDictionary[_Key, asyncio.Lock] = WeakValueDictionary()

    def recorded(self, text: str, rate: int) -> bool:
        """Whether a person (or whoever made the set) spoke it; False when it is synthesised here."""
        return is_recorded(self._recordings, text, rate)

    def leave_recordings(self, of: Of) -> None:
        """From now on the recordings of those texts are left aside: this library's voice says them."""
        self._left_aside = of
        self._cache.clear()

    def missing(
        self,
        texts: Iterable[str],
        rate: int,
        *,
        slow: bool = False,
        left_aside: Of | None = None,
    ) -> list[str]:
        """Those of `texts` that have no recording and were not synthesised yet.

        With `left_aside`, as if the recordings of those texts were left aside already.
        """
        aside = left_aside or self._left_aside
        return [text for text in texts if self._path(text, rate, slow, aside(text)) is None]

    async def prepare(
        self,
        texts: Iterable[str],
        rate: int,
        *,
        slow: bool = False,
        left_aside: Of | None = None,
    ) -> list[str]:
        """Synthesises what is `missing`, so that no call waits for it. Returns what could not be."""
        failed = []
        for text in self.missing(texts, rate, slow=slow, left_aside=left_aside):
            try:
                await self._spoken(text, rate, slow)
            except SynthesisError as error:
                if self._stand_in is None:
                    log.warning("prompt without a sound: %s (%s)", text, error)
                    failed.append(text)
                else:
                    log.warning("prompt in the stand-in's voice: %s (%s)", text, error)
                    failed += await self._stand_in.prepare([text], rate, slow=slow)
        return failed

    async def pcm(self, text: str, rate: int, *, slow: bool = False, keep: bool = True) -> bytes:
        """The sound of `text`: 16-bit little-endian mono at `rate` Hz.

        Raises SynthesisError when there is neither a recording nor a way to speak it. Without `keep`
        nothing of it stays, neither in memory nor on disk: for what is personal.
        """
        if self._stand_in is None:
            return await self._own(text, rate, slow, keep)
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._own(text, rate, slow, keep)
        except (SynthesisError, TimeoutError) as error:
            why = str(error) or f"not spoken within {self._patience_s:g} s"
            log.warning("a prompt in the stand-in's voice: %s", why)
            return await self._stand_in.pcm(text, rate, slow=slow, keep=keep)

    async def _own(self, text: str, rate: int, slow: bool, keep: bool) -> bytes:
        """The recording, or the sound in this library's own voice. Raises SynthesisError."""
        if not keep:
            return await self._synthesise(text, rate, slow=slow)
        key = (text, rate, slow)
        # Two calls that need a new text at once wait for one synthesis.
        async with self._making.setdefault(key, asyncio.Lock()):
            if key not in self._cache:
                path = self._path(text, rate, slow, self._left_aside(text))
                if path is None:
                    self._cache[key] = await self._make(text, rate, slow)
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
        path = self._path(text, rate, False, self._left_aside(text))
        if path is None and self._stand_in is not None:
            return await self._stand_in.file(text, rate)
        if path is None:
            raise SynthesisError(
                _("the sound of {text!r} is not in {folder}: is the disk full?").format(
                    text=text, folder=self._synthesised
                )
            )
        return path

    async def _spoken(self, text: str, rate: int, slow: bool) -> None:
        """Synthesised, whether or not a recording is played for now."""
        key = (text, rate, slow)
        async with self._making.setdefault(key, asyncio.Lock()):
            played = self._path(text, rate, slow, self._left_aside(text))
            sound = await self._make(text, rate, slow)
            if played is None:  # it is there, even if the disk is full
                self._cache[key] = sound

    async def _make(self, text: str, rate: int, slow: bool) -> bytes:
        sound = await self._synthesise(text, rate, slow=slow)
        path = _file(self._synthesised, text, rate, slow)
        try:
            await asyncio.to_thread(_write, path, sound, rate)
        except (soundfile.LibsndfileError, OSError) as error:
            # It can be played all the same; only the next start must make it again.
            log.error("%s cannot be written: %s", path, error)
        return sound

    def _path(self, text: str, rate: int, slow: bool, left_aside: bool) -> Path | None:
        recorded = [_file(self._recordings, text, rate, slow=True)] if slow else []
        recorded.append(_file(self._recordings, text, rate, slow=False))
        paths = (*(() if left_aside else recorded), _file(self._synthesised, text, rate, slow))
        return next((path for path in paths if path.exists()), None)


def _file(folder: Path, text: str, rate: int, slow: bool) -> Path:
    at_rate = folder / str(rate)
    return (at_rate / SLOW if slow else at_rate) / file_name(text)


def _read(path: Path, rate: int) -> bytes:
    try:
        samples, found = soundfile.read(path, dtype="int16", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SynthesisError(_("{path} cannot be read: {error}").format(path=path, error=error)) from error
    if found != rate:
        raise SynthesisError(
            _("{path} has {found} Hz, its folder promises {rate} Hz: resample it").format(
                path=path, found=found, rate=rate
            )
        )
    return bytes(np.ascontiguousarray(samples[:, 0]).astype("<i2").tobytes())


def _write(path: Path, pcm: bytes, rate: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{uuid4().hex}.part.wav")
    soundfile.write(partial, np.frombuffer(pcm, dtype="<i2"), rate, subtype="PCM_16")
    partial.replace(path)
