"""First phase: the dialogue. Feeds the machine what happens, does what it says, until it routes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from asr import Hearing
from contracts import Event, HearingFailed, TranscriptFinal
from contracts.dialogue import (
    Action,
    Answered,
    AskCases,
    Booked,
    CallBack,
    CancelTimer,
    CaseDraft,
    CaseNoted,
    CasesTold,
    Consult,
    DialogueMachine,
    HangUp,
    Input,
    KeepWaiting,
    Last,
    Listen,
    NoteCase,
    Opinion,
    PromptDone,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TellHeard,
    TimerFired,
)
from contracts.events.call.calls import KeyPressed
from contracts.events.call.speech import Heard
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asked import (
    AskMeaning,
    AskOpinion,
    TellCases,
    WriteCase,
    WriteDown,
    no_call_back,
    no_case,
    no_cases,
    no_meaning,
    no_opinion,
)
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.dialogue.speaker import Prompts, Speaker
from hotline.calls.call.inbox import MediaGone, Message
from hotline.machine.tasks import start_task
from telephony.ari.client import AriError
from telephony.calls.media.reception import Reception
from telephony.calls.media.socket import MediaSocket

log = logging.getLogger(__name__)

MEDIA_ATTEMPTS = 2
LAST_WORDS_S = 10.0
"""Whoever speaks when the dialogue ends is heard for so long at most."""


class Asking:
    """Runs one dialogue over one call."""

    def __init__(
        self,
        context: CallContext,
        machine: DialogueMachine,
        prompts: Prompts,
        hearings: CallHearings,
        ask_opinion: AskOpinion = no_opinion,
        ask_meaning: AskMeaning = no_meaning,
        tell_cases: TellCases = no_cases,
        call_back: WriteDown = no_call_back,
        write_case: WriteCase = no_case,
    ) -> None:
        self._context = context
        self._call = context.call
        self._inbox = context.inbox
        self._publish = context.publish
        self._machine = machine
        self._prompts = prompts
        self._hearings = hearings
        self._ask_opinion = ask_opinion
        self._ask_meaning = ask_meaning
        self._call_back = call_back
        self._write_case = write_case
        self._tell_cases = tell_cases
        self._writing: set[asyncio.Task[None]] = set()
        self._consultation: asyncio.Task[None] | None = None
        self._booking: asyncio.Task[None] | None = None
        self.booked = False
        """Whether a call-back is written down."""
        self.case = ""
        """Number of the case that a whole message has become."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._media: MediaSocket | None = None
        self.hearing: Hearing | None = None
        self.speaker: Speaker | None = None
        self.last: Last | None = None
        """What the machine has come to."""
        self._attempts = 1
        self._said = asyncio.Event()
        self._last_words: asyncio.Task[None] | None = None

    async def run(self, fallback: Route) -> Last:
        """Talks until the machine routes or hangs up; `fallback` when media cannot be had.

        Raises CallEndedError when the caller hangs up or the service leaves.
        """
        try:
            await self.begin()
        except (AriError, TimeoutError) as error:
            self._inbox.check()  # who hung up meanwhile is no fault of the media
            self._context.fault("media", error, "直接进入排队 / caller queued without a dialogue")
            return fallback
        while self.last is None:
            if not await self.take(await self._inbox.get()):
                return fallback
        return self.last

    async def begin(self) -> None:
        """Opens the line to the caller and lets the machine begin. Raises AriError or TimeoutError."""
        await self._open()
        await self._feed(Answered())

    async def take(self, message: Message) -> bool:
        """One message of the inbox; what is none of the dialogue's is ignored. Afterwards `last` tells
        whether the machine is done. False when the line to the caller is lost for good."""
        if isinstance(message, MediaGone):
            if message.media is not self._media:
                return True
            self._attempts += 1
            return self._attempts <= MEDIA_ATTEMPTS and await self._reopen()
        if isinstance(
            message, PromptDone | TimerFired | KeyPressed | Heard | Opinion | Booked | CaseNoted | CasesTold
        ):
            await self._feed(message)
        return True

    async def settled(self) -> bool:
        """Whether a call-back is written down, once the answer to a running attempt is there."""
        if self._booking is not None:
            await self._booking
        return self.booked

    def let_finish(self) -> None:
        """The dialogue is decided. Who speaks is heard to the end of the sentence, which gets its final."""
        if self.hearing is None or self._last_words is not None:
            return
        if self.hearing.speaking:
            self._hearings.reserve("caller")
        else:
            self._said.set()
        self._last_words = asyncio.create_task(self._hear_out(self.hearing))

    @property
    def speaking(self) -> bool:
        """Whether the caller is still in the sentence that decided the dialogue."""
        return self._last_words is not None and not self._said.is_set()

    async def last_words(self) -> None:
        """Waits for the final of what was being said: five seconds at most after `close`."""
        if self._last_words is not None:
            await self._last_words

    def _heard_out(self) -> bool:
        return self._last_words is not None and self.hearing is not None and not self.hearing.speaking

    async def _hear_out(self, hearing: Hearing) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._said.wait(), LAST_WORDS_S)
        self._said.set()
        await hearing.close()

    async def close(self) -> None:
        """Ends hearing, timers and speaking; `last_words` tells when the final of the running sentence is
        there. The media channel is the call's to close."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._consultation is not None:
            self._consultation.cancel()
        self.let_finish()
        self._said.set()
        if self.speaker is not None:
            await self.speaker.close()

    async def _open(self) -> None:
        media = await self._call.open_media()
        self._media = media
        if self.hearing is None:
            self.hearing = self._hearings.hearing("caller", self._heard, asked=True)
        media.on_audio = self.hearing.feed
        media.on_silence = Reception(lambda: self._call.arrived("caller"), self._call.hear_anew).silence
        self.speaker = Speaker(self._call.id, media, self._prompts, self._publish, self._inbox.put)
        watch = asyncio.create_task(media.closed.wait())
        watch.add_done_callback(lambda _done: self._inbox.put(MediaGone(media)))

    async def _reopen(self) -> bool:
        """The media socket closed under us, the caller is still there: build it anew, once."""
        self._context.fault("media", "the media socket closed in mid-call", "已重新打开 / opened a new one")
        if self.speaker is not None:
            await self.speaker.close()
        await self._call.close_media()
        try:
            await self._open()
        except (AriError, TimeoutError) as error:
            self._context.fault("media", error, "转人工排队 / caller queued for a human")
            return False
        return True

    async def _feed(self, event: Input) -> None:
        if isinstance(event, TranscriptFinal) and (text := self._machine.sentence(event)):
            encoded = await self._ask_meaning(text)
            if encoded is not None:
                await self._take(encoded)
        await self._take(event)

    async def _take(self, event: Input) -> None:
        for action in self._machine.handle(event, asyncio.get_running_loop().time()):
            await self._do(action)

    async def _do(self, action: Action) -> None:
        assert self.speaker is not None
        match action:
            case Say():
                self.speaker.say(action)
            case StopSaying():
                await self.speaker.stop()
            case Listen(phrases=phrases, pace=pace, language=language):
                assert self.hearing is not None
                self.hearing.set_grammar(phrases)
                self.hearing.set_pace(pace)
                self._hearings.switch(self.hearing, language)
            case SetTimer(name, seconds, kind):
                self._cancel(name)
                self._timers[name] = asyncio.get_running_loop().call_later(
                    seconds, self._inbox.put, TimerFired(name, kind)
                )
            case CancelTimer(name):
                self._cancel(name)
            case Consult(text, likely):
                if self._consultation is not None:
                    self._consultation.cancel()  # an answer that comes now is to an older question
                self._consultation = asyncio.create_task(self._consult(text, likely))
            case Report(decided):
                # The machine has no clock of its own; the moment is now.
                self._publish(decided.model_copy(update={"at": time.time()}))
            case TellHeard(heard):
                self._publish(heard.model_copy(update={"at": time.time()}))
            case CallBack(number):
                self._booking = asyncio.create_task(self._book(number))
            case NoteCase(draft, last):
                self._beside(self._note_case(draft, last))
            case AskCases(number, telephone):
                self._beside(self._ask_cases(number, telephone))
            case Route() | HangUp() | KeepWaiting():
                self.last = action

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    async def _consult(self, text: str, likely: tuple[str, ...]) -> None:
        opinion = await self._ask_opinion(text, likely)
        if opinion is not None:
            self._inbox.put(replace(opinion, text=text))

    async def _book(self, number: str) -> None:
        self.booked = await self._call_back(number)
        self._inbox.put(Booked(self.booked))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        """It goes on whatever becomes of the conversation."""
        start_task(work, self._writing)

    async def _ask_cases(self, number: str, telephone: str) -> None:
        self._inbox.put(await self._tell_cases(number, telephone))

    async def _note_case(self, draft: CaseDraft, last: bool) -> None:
        number = await self._write_case(draft, last)
        if last:
            self.case = number
            self._inbox.put(CaseNoted(number))

    def _heard(self, event: Event) -> None:
        self._publish(event)
        if isinstance(event, TranscriptFinal | HearingFailed) and self._heard_out():
            self._said.set()
        if isinstance(event, Heard):
            self._inbox.put(event)
