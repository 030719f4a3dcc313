"""The dialogue phase at virtual time: a scripted machine, a line that fails, a caller who leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from contracts import Decided, Event, Fault, HearingFailed, KeyPressed, SpeechStarted, TranscriptFinal
from contracts.dialogue import (
    Action,
    Answered,
    CancelTimer,
    Consult,
    Encoded,
    HangUp,
    Listen,
    Opinion,
    PromptDone,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TimerFired,
)
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.inbox import CallEndedError, CallerGone, CallInbox, Leave
from tests.unit.hotline.calls.asterisk_doubles import ID, RATE, REFUSED, FakeCall
from tests.unit.hotline.calls.doubles import PROMPT_S, FakeHearings, FakePrompts, Script
from tests.virtualtime import at_virtual_time
from tests.waiting import in_time

FALLBACK = Route("general", 5)
URBAN = Route("urban", 0, say="好的")
GREETING = Say("greeting", "您好")


class Desk:
    """One dialogue and all it touches."""

    def __init__(self, answers: dict[object, list[Action] | Exception]) -> None:
        self.call = FakeCall()
        self.machine = Script(answers)
        self.events: list[Event] = []
        self.inbox = CallInbox()
        source = FakeHearings()
        self.hearings = source.made
        self.asking = Asking(
            CallContext(self.call, self.inbox, self.events.append),
            self.machine,
            FakePrompts(),
            CallHearings(source, ID, RATE),
            self._opinion,
            self._meaning,
        )
        self.meaning: Encoded | None = None
        self.opinion: Opinion | None = None
        self.opinion_s = 0.5
        self.consulted: list[tuple[str, tuple[str, ...]]] = []
        self.cancelled: list[str] = []

    async def _meaning(self, text: str) -> Encoded | None:
        await asyncio.sleep(0.1)
        return self.meaning

    async def _opinion(self, text: str, likely: tuple[str, ...]) -> Opinion | None:
        self.consulted.append((text, likely))
        try:
            await asyncio.sleep(self.opinion_s)
        except asyncio.CancelledError:
            self.cancelled.append(text)
            raise
        return self.opinion

    def later(self, seconds: float, action: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(seconds, action)

    def faults(self) -> list[str]:
        return [e.part for e in self.events if isinstance(e, Fault)]


@at_virtual_time
async def test_from_greeting_to_route() -> None:
    final = TranscriptFinal(
        call=ID, leg="caller", utterance=0, text="停水了", start_ms=0, end_ms=900, confidence=0.9
    )
    decided = Decided(call=ID, outcome="route", queue="utilities")
    desk = Desk({Answered: [GREETING], TranscriptFinal: [Report(decided), Route("utilities", 3)]})
    desk.later(3, lambda: desk.hearings[0].emit(final))
    assert await desk.asking.run(FALLBACK) == Route("utilities", 3)
    assert desk.machine.heard == [Answered(), PromptDone("greeting"), final]
    assert [e for e in desk.events if isinstance(e, TranscriptFinal)] == [final]
    assert [e.queue for e in desk.events if isinstance(e, Decided)] == ["utilities"]
    assert desk.hearings[0].asked  # what they say is read before what is said in conversations
    await desk.asking.close()
    await desk.asking.last_words()
    assert desk.hearings[0].finished


@at_virtual_time
async def test_what_a_sentence_means_comes_right_before_it() -> None:
    final = TranscriptFinal(
        call=ID, leg="caller", utterance=0, text="停水了", start_ms=0, end_ms=900, confidence=0.9
    )
    key = KeyPressed(call=ID, digit="1")
    desk = Desk({KeyPressed: [URBAN]})
    desk.meaning = Encoded("停水了", None, "late")
    desk.later(3, lambda: desk.hearings[0].emit(final))
    desk.later(3.05, lambda: desk.inbox.put(key))
    assert await desk.asking.run(FALLBACK) == URBAN
    assert desk.machine.heard == [Answered(), desk.meaning, final, key]
    await desk.asking.close()


@at_virtual_time
async def test_speech_interrupts_the_greeting() -> None:
    started = SpeechStarted(call=ID, leg="caller", audio_ms=500)
    desk = Desk({Answered: [GREETING], SpeechStarted: [StopSaying()], PromptDone: [URBAN]})
    desk.later(0.5, lambda: desk.hearings[0].emit(started))
    assert await desk.asking.run(FALLBACK) == URBAN
    assert desk.machine.heard[-1] == PromptDone("greeting", interrupted=True)
    assert asyncio.get_running_loop().time() < 1
    await desk.asking.close()


@at_virtual_time
async def test_the_machine_chooses_what_is_listened_for() -> None:
    phrases = ("水电气暖", "转人工")
    desk = Desk(
        {
            Answered: [GREETING],
            PromptDone("greeting"): [Say("menu", "您可以直接说"), Listen(phrases, pace="slow")],
            PromptDone("menu"): [Listen(), URBAN],
        }
    )
    assert await desk.asking.run(FALLBACK) == URBAN
    assert desk.hearings[0].grammars == [phrases, None]
    assert desk.hearings[0].paces == ["slow", "normal"]
    await desk.asking.close()


@at_virtual_time
async def test_the_caller_s_language_is_heard_from_the_choice_on() -> None:
    desk = Desk(
        {
            Answered: [GREETING],
            PromptDone("greeting"): [Say("chosen", "请讲"), Listen(language="yue")],
            PromptDone("chosen"): [Listen(("系",), language="yue"), URBAN],
        }
    )
    assert await desk.asking.run(FALLBACK) == URBAN
    assert desk.hearings[0].languages == [None, "yue"]
    assert desk.hearings[0].grammars == [None, ("系",)]
    await desk.asking.close()


@at_virtual_time
async def test_a_second_opinion_comes_back_to_the_machine() -> None:
    desk = Desk(
        {
            Answered: [GREETING, Consult("停水", ("water_outage",)), SetTimer("x", 9, "silence")],
            Opinion: [URBAN],
        }
    )
    desk.opinion = Opinion("water_outage", "说的是停水")
    assert await desk.asking.run(FALLBACK) == URBAN
    assert desk.consulted == [("停水", ("water_outage",))]
    assert desk.machine.heard[-1] == replace(desk.opinion, text="停水"), "with what it is about"
    assert asyncio.get_running_loop().time() == pytest.approx(0.5)
    await desk.asking.close()


@at_virtual_time
async def test_no_opinion_is_not_told() -> None:
    desk = Desk(
        {Answered: [Consult("停水"), SetTimer("x", 9, "silence")], TimerFired("x", "silence"): [URBAN]}
    )
    assert await desk.asking.run(FALLBACK) == URBAN
    assert not any(isinstance(event, Opinion) for event in desk.machine.heard)
    await desk.asking.close()


@at_virtual_time
async def test_a_new_question_replaces_the_old_and_the_end_of_the_dialogue_the_last() -> None:
    desk = Desk(
        {
            Answered: [Consult("一"), SetTimer("a", 0.2, "silence"), SetTimer("b", 0.4, "silence")],
            TimerFired("a", "silence"): [Consult("二")],
            TimerFired("b", "silence"): [URBAN],
        }
    )
    assert await desk.asking.run(FALLBACK) == URBAN
    await desk.asking.close()
    await asyncio.sleep(0)
    assert desk.cancelled == ["一", "二"]


@at_virtual_time
async def test_timers_fire_are_replaced_and_are_taken_back() -> None:
    desk = Desk(
        {
            Answered: [
                SetTimer("a", 5, "silence"),
                SetTimer("a", 8, "silence"),
                SetTimer("b", 2, "silence"),
                SetTimer("c", 1, "silence"),
            ],
            TimerFired("c", "silence"): [CancelTimer("b"), CancelTimer("unknown")],
            TimerFired("a", "silence"): [HangUp("nobody speaks")],
        }
    )
    assert await desk.asking.run(FALLBACK) == HangUp("nobody speaks")
    assert desk.machine.heard == [Answered(), TimerFired("c", "silence"), TimerFired("a", "silence")]
    assert asyncio.get_running_loop().time() == pytest.approx(8)
    await desk.asking.close()


@at_virtual_time
async def test_closing_stops_the_timers() -> None:
    desk = Desk({Answered: [SetTimer("late", 60, "silence"), URBAN]})
    await desk.asking.run(FALLBACK)
    await desk.asking.close()
    waiting = asyncio.create_task(desk.inbox.get())
    await asyncio.sleep(100)
    assert not waiting.done()
    waiting.cancel()


@pytest.mark.parametrize("error", [REFUSED, TimeoutError()])
@at_virtual_time
async def test_without_media_the_caller_goes_to_the_fallback(error: Exception) -> None:
    desk = Desk({})
    desk.call.fails["open_media"] = [error]
    assert await desk.asking.run(FALLBACK) == FALLBACK
    assert desk.faults() == ["media"]
    await desk.asking.close()


@at_virtual_time
async def test_media_that_closes_is_opened_again_and_the_dialogue_goes_on() -> None:
    desk = Desk(
        {
            Answered: [GREETING],
            PromptDone("greeting", interrupted=True): [Say("again", "请讲")],
            PromptDone("again"): [URBAN],
        }
    )
    desk.later(1, lambda: desk.call.wires[0].drop())
    assert await in_time(desk.asking.run(FALLBACK), seen=lambda: desk.call.did) == URBAN
    assert desk.call.did.count("open_media") == 2
    assert desk.faults() == ["media"]
    assert len(desk.hearings) == 1, "one leg, one hearing: its utterances go on counting"
    await desk.asking.close()


@at_virtual_time
async def test_media_that_closes_twice_is_the_end_of_the_dialogue() -> None:
    desk = Desk({Answered: [GREETING]})
    desk.later(1, lambda: desk.call.wires[0].drop())
    desk.later(2, lambda: desk.call.wires[1].drop())
    assert await desk.asking.run(FALLBACK) == FALLBACK
    await desk.asking.close()


@at_virtual_time
async def test_media_that_cannot_be_opened_again_is_the_end_of_the_dialogue() -> None:
    desk = Desk({Answered: [GREETING]})
    desk.call.fails["open_media"] = [None, REFUSED]
    desk.later(1, lambda: desk.call.wires[0].drop())
    assert await desk.asking.run(FALLBACK) == FALLBACK
    await desk.asking.close()


@at_virtual_time
async def test_a_failing_recogniser_is_told_to_the_machine() -> None:
    failed = HearingFailed(call=ID, leg="caller", reason="too slow")
    desk = Desk({Answered: [GREETING], HearingFailed: [Say("menu", "请按键")], KeyPressed: [URBAN]})
    desk.later(0.5, lambda: desk.hearings[0].emit(failed))
    desk.later(1, lambda: desk.inbox.put(KeyPressed(call=ID, digit="2")))
    assert await desk.asking.run(FALLBACK) == URBAN
    assert failed in desk.machine.heard
    await desk.asking.close()


@pytest.mark.parametrize("after", [0.0, 1.0, PROMPT_S + 1])
@pytest.mark.parametrize("end", [CallerGone("normal"), Leave()])
@at_virtual_time
async def test_the_end_of_the_call_ends_the_dialogue_at_any_time(
    after: float, end: CallerGone | Leave
) -> None:
    desk = Desk({Answered: [GREETING, SetTimer("x", 99, "silence")]})
    desk.later(after, lambda: desk.inbox.put(end))
    with pytest.raises(CallEndedError):
        await desk.asking.run(FALLBACK)
    assert asyncio.get_running_loop().time() == pytest.approx(after)
    await desk.asking.close()
    await _nothing_runs_on(desk.call.media.close())  # type: ignore[union-attr]


@at_virtual_time
async def test_a_failing_machine_is_not_swallowed() -> None:
    desk = Desk({Answered: RuntimeError("a bug")})
    with pytest.raises(RuntimeError, match="a bug"):
        await desk.asking.run(FALLBACK)
    await desk.asking.close()


async def _nothing_runs_on(last: Awaitable[None]) -> None:
    await last
    await asyncio.sleep(1)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not others
