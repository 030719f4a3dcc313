"""The folder in which recordings are kept: a folder a day, a file a recording, named after its call.

The files are all there is: whoever has the folder has the recordings. Who deletes one leaves a note, so that
a running service can tell of it.
"""

from __future__ import annotations

import contextlib
import math
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hotline.machine.paths import State
from hotline.recordings import sound
from hotline.recordings.settings import RecordingSettings

WhyDeleted = Literal["person", "age"]
GIGABYTE = 1e9
DAY_S = 86400.0
COUNTED_S = 60.0
"""So long the sum of all sizes holds: there may be hundreds of thousands of files."""
_CALL = "[A-Za-z0-9._-]{1,128}"
_RECORDING = re.compile(rf"(?P<call>{_CALL})\.(?P<at>[0-9]{{13}})", re.ASCII)
_NOTE = ".deleted"
_DAY = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
"""Folders of any other name are not ours."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One recording."""

    name: str
    call: str
    at: float
    """When it began, in seconds since the Unix epoch."""
    file: Path
    bytes: int

    @property
    def seconds(self) -> float:
        """Raises OSError when it has gone meanwhile."""
        return sound.seconds_of(self.file)


class Deleted(BaseModel):
    """What is left of a recording that was deleted, until it is told."""

    model_config = ConfigDict(frozen=True)

    name: str
    call: str
    why: WhyDeleted
    at: float


def parts_of(name: str) -> tuple[str, float] | None:
    """The call of a recording and when it began; None for what is no recording's name."""
    found = _RECORDING.fullmatch(name)
    return (found["call"], int(found["at"]) / 1000) if found else None


class Shelf:
    """Every method may raise OSError: the folder may be away, full, or not ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used = 0
        """Bytes of all recordings, when they were last counted and with those that came since."""
        self._counted = -math.inf
        """When that was, on the monotonic clock."""

    def put(self, name: str, said: Path, heard: Path) -> Kept:
        """Keeps a recording that Asterisk has written; its own files go when that is done. One that is kept
        already stays as it is: whoever was killed in between may have deleted half of what it was made of."""
        call, at = _known(name)
        day = self.folder / time.strftime("%Y-%m-%d", time.localtime(at))
        day.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = day / f"{name}.wav"
        if not file.exists():
            sound.join(said, heard, file)
            self._used += file.stat().st_size
        file.chmod(0o600)
        said.unlink(missing_ok=True)
        heard.unlink(missing_ok=True)
        return Kept(name, call, at, file, file.stat().st_size)

    def kept(self, call: str | None = None) -> list[Kept]:
        """All of them, or those of one call, in the order in which they began."""
        found = self._files() if call is None else self._files_of(call)
        return sorted(found, key=lambda one: (one.at, one.name))

    def find(self, name: str) -> Kept | None:
        """The recording of that name."""
        return None if parts_of(name) is None else next(self._named(name), None)

    def delete(self, one: Kept, why: WhyDeleted) -> None:
        """For good; `deleted` tells of it."""
        note = Deleted(name=one.name, call=one.call, why=why, at=time.time())
        one.file.with_suffix(_NOTE).write_text(note.model_dump_json())
        one.file.unlink(missing_ok=True)
        self._used = max(0, self._used - one.bytes)

    def deleted(self) -> list[Deleted]:
        """Those that were deleted since the last time that somebody asked."""
        told = []
        for file in self.folder.glob(f"{_DAY}/*{_NOTE}"):
            with contextlib.suppress(ValidationError, UnicodeDecodeError):  # nobody's note
                told.append(Deleted.model_validate_json(file.read_text()))
            file.unlink(missing_ok=True)
        for day in self.folder.glob(f"{_DAY}/"):
            with contextlib.suppress(OSError):  # not empty, or filled just now
                day.rmdir()
        return sorted(told, key=lambda one: one.at)

    def too_old(self, days: float, now: float) -> list[Kept]:
        """Those that began more than so many days before `now`."""
        return [one for one in self.kept() if one.at < now - days * DAY_S]

    def obstacle(self, most_gb: float, keep_free_gb: float) -> str:
        """Why no recording may be begun; empty when one may."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = self.folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)  # another call asks the same at this moment
        free = shutil.disk_usage(self.folder).free
        if free < keep_free_gb * GIGABYTE:
            return (
                f"{free / GIGABYTE:.1f} GB free in {self.folder}, of which recordings leave {keep_free_gb:g}"
            )
        used = 0 if math.isinf(most_gb) else self._bytes()
        if used >= most_gb * GIGABYTE:
            return f"recordings take {used / GIGABYTE:.1f} GB in {self.folder}, {most_gb:g} at most"
        return ""

    def _bytes(self) -> int:
        if time.monotonic() - self._counted > COUNTED_S:
            self._used, self._counted = sum(one.bytes for one in self._files()), time.monotonic()
        return self._used

    def _files(self) -> Iterator[Kept]:
        return self._named("*")

    def _files_of(self, call: str) -> Iterator[Kept]:
        if re.fullmatch(_CALL, call, re.ASCII):  # anything else might be a pattern, or lead elsewhere
            yield from (one for one in self._named(f"{call}.*") if one.call == call)

    def _named(self, name: str) -> Iterator[Kept]:
        for file in self.folder.glob(f"{_DAY}/{name}.wav"):
            if (parts := parts_of(file.stem)) is None:
                continue
            try:
                size = file.stat().st_size
            except FileNotFoundError:
                continue
            yield Kept(file.stem, *parts, file, size)


def shelf_of(settings: RecordingSettings, state: State) -> Shelf:
    """That of an instance."""
    return Shelf(state.recordings if settings.folder is None else state.root / settings.folder)


def _known(name: str) -> tuple[str, float]:
    parts = parts_of(name)
    if parts is None:
        raise ValueError(f"{name!r} is no recording's name")
    return parts
