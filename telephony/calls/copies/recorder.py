"""A recording of one call, made by Asterisk itself: it goes on when this process dies.

Two copies of the caller's channel are written to files, one of what the caller says and one of what they
hear: agents, who is consulted, a supervisor who barges in. So it is one recording whoever takes part, and
what the caller does not hear is not in it. What is silenced is silence in the file: both stay of one length.

A copy has no sound while nothing is sent: an agent's page is loaded anew, a telephone sends nothing in a
pause. Written as it is, all that follows would stand too early in the file. So each copy is in a bridge with
the recorder, and Asterisk's mixer gives that a frame every 20 ms, silence where there is none.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from telephony.ari.client import Ari, AriError, part
from telephony.calls import names
from telephony.calls.copies.snoop import GONE, Copy, snoop
from telephony.calls.media.channel import Arrivals

VARIABLE = "HOTLINE_RECORDING"
MIXED = "video_sfu"
"""The one type of a bridge that Asterisk always mixes; with two members it hands on what comes in others."""
FORMAT = "alaw"
"""Without a header: however Asterisk ends, what is in the file is sound. 8 kHz, a byte a sample."""

Side = Literal["said", "heard"]
SIDES: tuple[Side, Side] = ("said", "heard")
_SPIES: dict[Side, Literal["in", "out"]] = {"said": "in", "heard": "out"}


class RecordingNote(BaseModel):
    """What of a call's recording is noted at the caller's channel, for whoever comes after us."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    """Of the recording; empty while there is none."""
    announced: bool = False
    """The caller has been told that they are recorded."""
    paused: bool = False
    """By the agent."""
    said_silent: bool = False
    heard_silent: bool = False
    changing: bool = False
    """Asterisk was asked to change these two, and has not answered yet."""

    def without_recording(self) -> RecordingNote:
        """It has ended; what the caller was told and the agent wished counts on."""
        return RecordingNote(announced=self.announced, paused=self.paused)


def file_name(recording: str, side: Side) -> str:
    """Within Asterisk's folder of recordings."""
    return f"{recording}.{side}.{FORMAT}"


class Recorder:
    """Of one call. Every method raises AriError or TimeoutError when Asterisk does not do it."""

    def __init__(self, ari: Ari, arrivals: Arrivals, call: str) -> None:
        self.note = RecordingNote()
        self._ari = ari
        self._arrivals = arrivals
        self._call = call

    async def copies(self) -> list[Copy]:
        """Of the caller's channel, while it is recorded. Who has taken their bridges down has ended it."""
        copies = self._copies() if self.note.name else []
        try:
            for copy in copies:
                await self._ari.get(f"/bridges/{part(copy.bridge)}")
        except AriError as error:
            if error.status != GONE:
                raise
            self.note = self.note.without_recording()
            return []
        return copies

    async def begin(self) -> str:
        """Returns the name of the recording."""
        name = f"{self._call}.{int(time.time() * 1000)}"
        try:
            for copy in self._copies():
                await snoop(self._ari, self._arrivals, copy.name, self._call, spy=copy.spy)
                await self._ari.make(f"/bridges/{part(copy.bridge)}", type=MIXED, name=copy.bridge)
                await self._ari.post(f"/bridges/{part(copy.bridge)}/addChannel", channel=copy.name)
            await asyncio.gather(*(self._record(name, side) for side in SIDES))
        except (AriError, TimeoutError):
            await self.end()
            raise
        await self.keep(RecordingNote(name=name, announced=True, paused=self.note.paused))
        return name

    async def silence(self, *, said: bool, heard: bool) -> None:
        """What is written as silence from now on.

        Asterisk 22 takes a mute that is asked for twice for its end: what stands must be known. Where it is
        not, since an answer was lost, the recording ends: better none than one of what is to be kept secret.
        """
        before, wanted = self.note, (said, heard)
        if wanted == (before.said_silent, before.heard_silent) and not before.changing:
            return
        if before.changing:
            await self.end()
            raise AriError(0, "whether the recording is silent is not known: it has ended")
        await self.keep(before.model_copy(update={"changing": True}))
        stands = before
        try:
            for side, was, silent in zip(
                SIDES, (before.said_silent, before.heard_silent), wanted, strict=True
            ):
                if was != silent:
                    recording = part(f"{before.name}.{side}")
                    method = "POST" if silent else "DELETE"
                    await self._ari.request(method, f"/recordings/live/{recording}/mute")
                    stands = stands.model_copy(update={f"{side}_silent": silent})
        except AriError as error:
            if error.status:  # Asterisk has refused: how it stands is known, and it may be asked again
                await self.keep(stands)
            raise
        await self.keep(stands)

    async def keep(self, note: RecordingNote) -> None:
        """Notes how it stands."""
        text = note.model_dump_json()
        await self._ari.post(f"/channels/{part(self._call)}/variable", variable=VARIABLE, value=text)
        self.note = note

    async def found(self) -> None:
        """Takes over what a service before us has begun; what it was changing when it died has ended."""
        try:
            answer = await self._ari.get(f"/channels/{part(self._call)}/variable", variable=VARIABLE)
            note = RecordingNote.model_validate_json(answer["value"])
        except AriError as error:
            if not error.status:
                raise
            return
        except (ValidationError, TypeError, KeyError):
            return
        if note.changing:
            await end(self._ari, self._call)
        runs = not note.changing and await self._runs(note.name)
        self.note = note if runs else note.without_recording()

    async def end(self) -> None:
        """Both files are whole soon after; what was said to the caller counts on."""
        self.note = RecordingNote(announced=self.note.announced)
        await end(self._ari, self._call)

    def _copies(self) -> list[Copy]:
        call = self._call
        return [
            Copy(names.recorder(call, side), names.recorder_bridge(call, side), _SPIES[side])
            for side in SIDES
        ]

    async def _record(self, name: str, side: Side) -> None:
        await self._ari.post(
            f"/bridges/{part(names.recorder_bridge(self._call, side))}/record",
            name=f"{name}.{side}",
            format=FORMAT,
            ifExists="fail",
        )

    async def _runs(self, name: str) -> bool:
        if not name:
            return False
        try:
            for side in SIDES:
                await self._ari.get(f"/recordings/live/{part(f'{name}.{side}')}")
        except AriError as error:
            if error.status:
                return False
            raise
        return True


async def end(ari: Ari, call: str) -> None:
    """Ends the recording of a call, whoever has begun it."""
    for side in SIDES:
        await ari.discard(f"/channels/{part(names.recorder(call, side))}")
        await ari.discard(f"/bridges/{part(names.recorder_bridge(call, side))}")


def written(asterisk: Path) -> Path:
    """Where the Asterisk instance of that folder writes recordings."""
    return asterisk / "spool" / "recording"
