"""The recording of one conversation: told to both, begun, paused by the agent, silent in a hold."""

from __future__ import annotations

import contextlib
import logging
import time

from contracts import Leg, RecordingPaused, RecordingRefused, RecordingResumed, RecordingStarted
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.speaker import FILE_HZ
from hotline.calls.call.parts import CallParts
from hotline.calls.control.requests import PauseRecording, RecordingWish, Refused
from hotline.calls.control.rules import NOT_YOURS
from hotline.calls.control.talk import Talk
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.calls.copies.snoop import GONE, CopiesLost
from telephony.sound.prompts import SynthesisError

log = logging.getLogger(__name__)

NOT_RECORDED = "这通电话没有录音 / This call is not recorded"


class Recording:
    """What fails here costs the recording, never the conversation."""

    def __init__(self, context: CallContext, parts: CallParts, channels: Ownership) -> None:
        self._context = context
        self._call = context.call
        self._recorder = context.call.recorder
        self._all = parts.recordings
        self._prompts = parts.prompts
        self._floor = parts.floor
        self._channels = channels
        self._playback: str | None = None
        """What is being said about it."""
        self._missed = False
        """The caller was put on hold before they could hear all of that."""

    @property
    def runs(self) -> bool:
        return bool(self._recorder.note.name) and self._all.runs(self._call.id)

    async def begin(self, talk: Talk, *, adopted: bool = False) -> None:
        """The conversation has begun, or was found."""
        wanted = self._all.wanted(self._floor.queue(self._call.id))
        try:
            if adopted or (wanted and not self.runs):
                await self._take_over(talk)  # who waited while the service was restarted may be recorded, too
                if not adopted:
                    await self.anew()
            if self.runs and not wanted:
                self._all.over(self._call.id, "queue")
                await self._recorder.end()
            elif self.runs:
                await self.follow(talk)
            elif wanted:
                await self._first(talk)
        except (AriError, TimeoutError, SynthesisError) as error:
            self._refused(str(error))

    async def said(self, playback: str, talk: Talk, *, heard: bool) -> None:
        """An announcement is over."""
        if playback != self._playback:
            return
        self._playback = None
        if self._missed:
            await self.follow(talk)
        elif not heard:
            self._refused("the announcement could not be played")
        else:
            await self._record(talk)

    async def follow(self, talk: Talk) -> None:
        """The conversation stands so now. What nobody hears of the caller is not recorded."""
        if self._playback is not None:
            self._missed = self._missed or talk.held
            return
        try:
            if self._missed and not talk.held:
                await self._announce()
            elif self.runs:
                await self._silence(talk, paused=self._recorder.note.paused)
        except (AriError, TimeoutError, SynthesisError) as error:
            done = (
                "录音照旧 / the recording stays as it is"
                if self._recorder.note.name
                else "录音已停 / the recording has ended"
            )
            self._context.fault("recording", error, done)

    async def _silence(self, talk: Talk, *, paused: bool) -> None:
        try:
            await self._recorder.silence(said=paused or not talk.heard("caller"), heard=paused)
        except (AriError, TimeoutError):
            if not self._recorder.note.name:
                self._all.over(self._call.id, "failed")
            raise

    async def anew(self) -> None:
        """The caller is to hear somebody else, or the same one by another way: see `Call.copy_anew`."""
        if not self.runs:
            return
        try:
            await self.renew("caller")
        except (AriError, TimeoutError) as error:
            log.warning("the recording of %s goes on as it is: %r", self._call.id, error)

    async def renew(self, leg: Leg) -> None:
        """A leg's voice has started anew. Raises AriError or TimeoutError: then it is recorded as before."""
        try:
            await self._call.copy_anew(leg)
        except CopiesLost as error:
            if self.runs and error.status != GONE:  # else the call ends, and so does this
                self._all.over(self._call.id, "failed")
                await self._recorder.end()
                self._refused(str(error))

    async def wish(self, talk: Talk, wish: RecordingWish, by: str) -> None:
        """Pauses or resumes it; before it has begun, how it is to begin. Raises Refused or AriError."""
        if by != talk.agent:
            raise Refused(NOT_YOURS)
        to_come = self._playback is not None or self._missed
        if not self.runs and not to_come:
            raise Refused(NOT_RECORDED)
        pause = isinstance(wish, PauseRecording)
        note = self._recorder.note
        if note.paused == pause:
            raise Refused("录音已经暂停 / Paused already" if pause else "录音没有暂停 / It is not paused")
        wanted = note.model_copy(update={"paused": pause})
        if not self.runs:
            await self._recorder.keep(wanted)
            return
        # A pause is noted first, its end last: whoever comes after us in between is silent, and does not
        # record what is sensitive; and an end that fails may be asked for again.
        if pause:
            await self._recorder.keep(wanted)
        await self._silence(talk, paused=pause)
        if not pause:
            await self._recorder.keep(self._recorder.note.model_copy(update={"paused": False}))
        kind = RecordingPaused if pause else RecordingResumed
        self._context.publish(kind(call=self._call.id, recording=note.name, agent=by))

    async def rest(self) -> None:
        """No agent has the call: the caller waits again, or is gone."""
        if self._playback is not None:
            self._channels.disown(self._playback)
            self._playback = None
        if self.runs:
            with contextlib.suppress(AriError, TimeoutError):  # a call that is over is recorded no more
                await self._recorder.silence(said=True, heard=True)

    async def _take_over(self, talk: Talk) -> None:
        await self._recorder.found()
        note = self._recorder.note
        if not note.name:
            return
        self._all.began(self._call.id, note.name)
        self._tell(talk, adopted=True)

    async def _first(self, talk: Talk) -> None:
        if why := await self._all.obstacle():
            self._refused(why)
        elif self._recorder.note.announced:
            await self._record(talk)
        elif talk.held:
            self._missed = True
        else:
            await self._announce()

    async def _announce(self) -> None:
        self._missed = False
        file = await self._prompts.file(self._all.announce, FILE_HZ)
        playback = f"announce.recorded{time.monotonic_ns()}.{self._call.id}"
        self._channels.own(playback)
        try:
            await self._call.aloud.say(str(file.with_suffix("")), playback)
        except AriError:
            self._channels.disown(playback)
            raise
        self._playback = playback

    async def _record(self, talk: Talk) -> None:
        try:
            name = await self._recorder.begin()
        except (AriError, TimeoutError) as error:
            self._refused(str(error))
            return
        self._all.began(self._call.id, name)
        self._tell(talk)
        await self.follow(talk)

    def _tell(self, talk: Talk, *, adopted: bool = False) -> None:
        note, call = self._recorder.note, self._call.id
        self._context.publish(RecordingStarted(call=call, recording=note.name, adopted=adopted))
        if note.paused:
            self._context.publish(RecordingPaused(call=call, recording=note.name, agent=talk.agent))

    def _refused(self, why: str) -> None:
        self._context.publish(RecordingRefused(call=self._call.id, reason=why))
        self._context.fault(
            "recording", why, "通话继续，不录音 / the conversation goes on and is not recorded"
        )
