"""Listens to conversations and tells what is noted of them while they go on."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from agent_assist.assist.assistance import noted
from agent_assist.assist.live.conversation import Conversation
from agent_assist.assist.live.notes import Now, event_of, sign_of
from agent_assist.assist.quality.settings import QualityRule
from agent_assist.assist.reader import Reader
from agent_assist.assist.risk.risk import risks_in
from agent_assist.assist.turns import Role, Sentence
from contracts import (
    Assisted,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    CameBack,
    Event,
    Fault,
    RiskSign,
    SummaryClause,
    TranscriptFinal,
    TranscriptPartial,
)

log = logging.getLogger(__name__)

MAX_CALLS = 2_000
"""Calls whose sentences are kept at once; the oldest goes first."""
ENDED_KEPT = 100
"""Of these calls that are over: their last sentence may be read when they are."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How this hotline understands sentences now."""

    reader: Callable[[datetime], Reader]
    """Of a call that began at that local time."""
    rules: Sequence[QualityRule]
    sort: Callable[[Assisted, Mapping[str, str]], Assisted] = lambda noted, _said: noted
    """Sorts the ticket as the city does; with what citizens said, by line."""


Understand = Callable[[], Understood]
Encode = Callable[[str], Awaitable[None]]
"""Sees to it that the reader knows what a sentence means, if that can be known in time."""


async def no_meaning(_text: str) -> None:
    """Where there is no encoder."""


Said = tuple[str, Role, str]
"""A sentence: its line, who said it, its text."""
Write = Callable[[Sequence[Said]], Awaitable[Sequence[SummaryClause]]]
"""Writes the summary of a talk that is over; none: nobody did. Never raises."""


async def written_by_nobody(_said: Sequence[Said]) -> Sequence[SummaryClause]:
    """Where there is no model."""
    return ()


class Assistant:
    """Emits `Assisted` whenever it is another: after each sentence, and as soon as a risk is sure in one that
    is still spoken.

    `handle` takes events in and never blocks; `run` works in `thread`, one call after the other. What is said
    while the work on an earlier sentence is due joins it: only the newest state is made, and the work is
    bounded by the calls.
    """

    def __init__(
        self,
        understand: Understand,
        emit: Callable[[Event], None],
        thread: Executor,
        encode: Encode = no_meaning,
        write: Write = written_by_nobody,
    ) -> None:
        self._write = write
        self._writing: set[asyncio.Task[None]] = set()
        self._understand = understand
        self._emit = emit
        self._thread = thread
        self._encode = encode
        self._calls: OrderedDict[str, Conversation] = OrderedDict()
        self._told: dict[str, Assisted] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._new: dict[str, str] = {}
        """The citizen's latest sentence of a call, whose meaning is not asked for yet."""
        self._due: dict[str, bool] = {}
        """Calls, and whether a whole sentence is new."""
        self._wake = asyncio.Event()

    def handle(self, event: Event) -> None:
        """Takes an event in."""
        if not isinstance(event, CallEvent):
            return
        known = self._calls.get(event.call)
        match event:
            case CallStarted() if known is None:
                self._follow(event.call, event.at)
            case CallQueued() | Bridged():
                self._seen(known or self._follow(event.call, event.at), event.call)
            case CallEnded() if known is not None:
                known.ended = True
                self._note_soon(event.call)
                self._forget_ended(event.call)
            case CameBack() if known is not None:
                known.ended = False
                self._ended.pop(event.call, None)
            case TranscriptPartial() if known is not None:
                if known.goes_on(event):
                    self._note_soon(event.call, whole=False)
            case TranscriptFinal() if known is not None:
                if known.finished(event):
                    if event.leg == "caller":
                        self._new[event.call] = event.text
                    self._note_soon(event.call)

    def remember(self, events: Iterable[Event]) -> None:
        """Takes in what is recorded of a call that runs and that others have followed."""
        for event in events:
            self.handle(event)

    async def run(self) -> None:
        """Works until it is cancelled. Work that fails is reported as a `Fault`."""
        try:
            await self._work()
        finally:
            for task in self._writing:
                task.cancel()

    async def _work(self) -> None:
        while True:
            while not self._due:
                self._wake.clear()
                await self._wake.wait()
            call = next(iter(self._due))
            whole = self._due.pop(call)
            try:
                await self._note(call, whole)
            except Exception as error:  # the desk goes on without notes
                log.exception("what was said in %s cannot be noted", call)
                self._emit(
                    Fault(
                        part="assist", message=str(error), done="不再更新 / nothing new is noted", call=call
                    )
                )

    async def _note(self, call: str, whole: bool) -> None:
        conversation = self._calls[call]
        if text := self._new.pop(call, ""):
            await self._encode(text)
        loop = asyncio.get_running_loop()
        begun, unfinished = conversation.begun, conversation.unfinished
        sure = ("", "") if unfinished is None else (unfinished.line, unfinished.sure)
        if whole:
            now = Now(call, conversation.lines, conversation.ended)
            said = conversation.sentences
            noted = await loop.run_in_executor(self._thread, self._all, now, said, begun, sure)
            self._tell(noted)
            if now.ended and said:
                self._write_soon(noted, [(now.lines[one.index], one.role, one.text) for one in said])
        elif sure[1]:
            heard = await loop.run_in_executor(self._thread, self._risks, begun, sure)
            self._warn(call, heard)

    def _write_soon(self, noted: Assisted, said: Sequence[Said]) -> None:
        """Beside the others: who writes takes seconds."""
        task = asyncio.create_task(self._written(noted, said))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _written(self, noted: Assisted, said: Sequence[Said]) -> None:
        clauses = tuple(await self._write(said))
        if clauses and self._told.get(noted.call) is noted:  # else something was said meanwhile
            self._tell(noted.model_copy(update={"summary": clauses, "at": time.time()}))

    def _all(self, now: Now, sentences: Sequence[Sentence], begun: float, sure: tuple[str, str]) -> Assisted:
        """In the thread."""
        understood = self._understand()
        reader = understood.reader(datetime.fromtimestamp(begun))
        notes = noted(sentences, reader, understood.rules)
        told = event_of(now, notes, understood.rules, _heard(reader, sure))
        return understood.sort(
            told, {now.lines[one.index]: one.text for one in sentences if one.role == "caller"}
        )

    def _risks(self, begun: float, sure: tuple[str, str]) -> list[RiskSign]:
        """In the thread."""
        return _heard(self._understand().reader(datetime.fromtimestamp(begun)), sure)

    def _warn(self, call: str, heard: Sequence[RiskSign]) -> None:
        """Adds what is heard in an unfinished sentence to what was told: nothing goes before its end."""
        before = self._told.get(call) or Assisted(call=call)
        known = {(one.kind, one.line) for one in before.risk}
        if new := [one for one in heard if (one.kind, one.line) not in known]:
            self._tell(before.model_copy(update={"risk": (*before.risk, *new), "at": time.time()}))

    def _tell(self, now: Assisted) -> None:
        if now.call not in self._calls:
            return
        before = self._told.get(now.call) or Assisted(call=now.call)
        if now.model_copy(update={"at": before.at}) == before:
            return
        self._told[now.call] = now
        self._emit(now)

    def _seen(self, conversation: Conversation, call: str) -> None:
        """An agent sees the call, or will."""
        if not conversation.waits_or_talks:
            conversation.waits_or_talks = True
            self._note_soon(call)

    def _note_soon(self, call: str, *, whole: bool = True) -> None:
        if self._calls[call].waits_or_talks:
            self._due[call] = whole or self._due.get(call, False)
            self._wake.set()

    def _follow(self, call: str, at: float) -> Conversation:
        if len(self._calls) >= MAX_CALLS:
            self._forget(next(iter(self._calls)))
        conversation = self._calls[call] = Conversation(at)
        return conversation

    def _forget_ended(self, call: str) -> None:
        self._ended[call] = None
        while len(self._ended) > ENDED_KEPT:
            self._forget(self._ended.popitem(last=False)[0])

    def _forget(self, call: str) -> None:
        for kept in (self._calls, self._told, self._new, self._due, self._ended):
            kept.pop(call, None)


def _heard(reader: Reader, sure: tuple[str, str]) -> list[RiskSign]:
    """Risks in what is sure of an unfinished sentence: its line and text."""
    line, text = sure
    found = risks_in(Sentence(0, "caller", "caller", text), reader, finished=False)
    return [sign_of(one, line) for one in found]
