"""The microphone of this machine, through PyAudio (PortAudio): a line without a telephone.

PortAudio calls us in a thread of its own, 50 times a second. What it brings goes into a bounded queue, from
which the event loop takes it. PyAudio is an extra of this project and is imported only when a line is opened.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import threading
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from contracts.errors import HotlineError
from contracts.errors import text as _

FRAME_MS = 20
SAMPLE_BYTES = 2
RATES = (16000, 48000, 32000, 8000)
"""Hz that a hearing takes, the best first."""
QUEUE_FRAMES = 100
"""Two seconds: more waits for nobody who talks."""
SILENT_S = 5.0
"""A microphone that brings nothing for so long is gone: unplugged, or taken by another program."""

_INT16 = 8
"""paInt16 of PortAudio."""
_CONTINUE = 0
"""paContinue: the callback wants to be called again."""
_INPUT_OVERFLOW = 2
"""paInputOverflow: PortAudio itself lost sound before this call."""


class MicrophoneError(HotlineError):
    """There is no sound to be had; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What was heard since the last look."""

    frame: bytes
    """20 ms of sound: 16-bit little-endian mono."""
    lost: int
    """Frames that gave way right before it, because nobody took them in time."""


class Microphone:
    """One microphone. Open it as a context on the event loop, and read `frames`."""

    def __init__(self, audio: Any, device: str | None = None) -> None:
        """`audio` is a PyAudio object; `device` the microphone's number or a part of its name, None: the
        machine's usual one.
        """
        self.rate = 0
        """Hz, once it is open."""
        self.lost = 0
        """Frames that gave way, ever."""
        self.gaps = 0
        """How often PortAudio itself lost sound; it does not say how much."""
        self._device = device
        self._audio = audio
        self._lock = threading.Lock()
        self._waiting: deque[bytes] = deque()
        self._lost_since = 0
        self._stream: Any = None

    def __enter__(self) -> Self:
        """Raises `MicrophoneError`."""
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        index = self._index()
        self.rate = self._rate(index)
        try:
            self._stream = self._audio.open(
                rate=self.rate,
                channels=1,
                format=_INT16,
                input=True,
                input_device_index=index,
                frames_per_buffer=self.rate * FRAME_MS // 1000,
                stream_callback=self._take,
            )
        except OSError as error:
            raise MicrophoneError(
                _(
                    "the microphone cannot be opened ({error}): end the program that uses it, or "
                    "name another one with --device: {names}"
                ).format(error=error, names=self._names())
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    async def frames(self) -> AsyncGenerator[Piece, None]:
        """Everything that is heard while the microphone is open. Raises `MicrophoneError` when it is gone."""
        while True:
            with self._lock:
                piece = Piece(self._waiting.popleft(), self._lost_since) if self._waiting else None
                if piece is None:
                    self._news.clear()
                else:
                    self._lost_since = 0
            if piece is not None:
                yield piece
                continue
            try:
                await asyncio.wait_for(self._news.wait(), SILENT_S)
            except TimeoutError:
                raise MicrophoneError(
                    _(
                        "the microphone has brought no sound for {seconds:g} s: plug it in, or switch it on"
                    ).format(seconds=SILENT_S)
                ) from None

    def _take(self, sound: bytes, _frames: int, _times: object, status: int) -> tuple[None, int]:
        """PortAudio's callback, in its thread: never waits for anything but the lock."""
        with self._lock:
            if status & _INPUT_OVERFLOW:
                self.gaps += 1
            self._waiting.append(sound)
            if len(self._waiting) > QUEUE_FRAMES:
                self._waiting.popleft()
                self.lost += 1
                self._lost_since += 1
        with contextlib.suppress(RuntimeError):  # the event loop has ended before the stream
            self._loop.call_soon_threadsafe(self._news.set)
        return None, _CONTINUE

    def _inputs(self) -> list[tuple[int, str]]:
        found = (self._audio.get_device_info_by_index(at) for at in range(self._audio.get_device_count()))
        return [(int(one["index"]), str(one["name"])) for one in found if int(one["maxInputChannels"]) > 0]

    def _names(self) -> str:
        return ", ".join(f"{index} ({name})" for index, name in self._inputs()) or _("there is none")

    def _index(self) -> int:
        if self._device is None:
            try:
                return int(self._audio.get_default_input_device_info()["index"])
            except OSError as error:
                raise MicrophoneError(
                    _(
                        "this machine has no microphone that it uses by itself: plug one in, or name "
                        "one with --device: {names}"
                    ).format(names=self._names())
                ) from error
        for index, name in self._inputs():
            if self._device == str(index) or self._device.casefold() in name.casefold():
                return index
        raise MicrophoneError(
            _("there is no microphone {device!r}; there are: {names}").format(
                device=self._device, names=self._names()
            )
        )

    def _rate(self, index: int) -> int:
        for rate in RATES:
            try:
                if self._audio.is_format_supported(
                    rate, input_device=index, input_channels=1, input_format=_INT16
                ):
                    return rate
            except ValueError:  # how PyAudio says no
                continue
        rates = ", ".join(map(str, RATES))
        raise MicrophoneError(
            _(
                "the microphone gives mono sound at none of {rates} Hz. Name another one with "
                "--device: {names}"
            ).format(rates=rates, names=self._names())
        )


@contextlib.contextmanager
def sound_cards() -> Iterator[Any]:
    """A PyAudio object. Raises `MicrophoneError` where PyAudio is not installed."""
    try:
        audio = importlib.import_module("pyaudio").PyAudio()
    except ImportError as error:
        raise MicrophoneError(
            _(
                "PyAudio is not here ({error}): script/setup --extra mic installs it. It is "
                "built with PortAudio: Debian and Ubuntu have it as portaudio19-dev, Fedora as "
                "portaudio-devel, Homebrew as portaudio"
            ).format(error=error)
        ) from error
    try:
        yield audio
    finally:
        audio.terminate()
