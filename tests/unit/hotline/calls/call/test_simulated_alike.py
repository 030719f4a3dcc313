"""The same conversation through a call of the service and through a simulated one: the same steps."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from contracts import (
    CallEnded,
    CallQueued,
    Decided,
    PromptEnded,
    PromptStarted,
    SpeechStarted,
    Standing,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import HangUp, Route
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.administration.simulation.who_calls import TEST_NUMBER, Caller
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from ivr.virtual import CHARACTER_S, PARTIAL, VirtualCall
from telephony.ari.events import Channel, DtmfReceived
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.doubles import FakeHearing
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

BEGUN = datetime(2026, 11, 24, 10)
"""A Tuesday morning."""

CONFIG = HotlineConfig.model_validate(
    {
        "agents": [{"id": "wang", "name": "王芳", "extension": "1001"}],
        "queues": [{"id": "urban", "name": "城市管理", "key": "2"}, {"id": "general", "name": "综合"}],
        "questions": [
            {"id": "where", "label": "地址", "prompt": "请问在哪里？", "kind": "address", "confirm": True},
            {"id": "phone", "label": "电话", "prompt": "请说回电号码。", "kind": "phone"},
        ],
        "intents": [
            {
                "id": "garbage",
                "name": "垃圾",
                "queue": "urban",
                "ask": ["where", "phone"],
                "sayings": ["垃圾没有人收", "垃圾桶满了", "门口堆着垃圾"],
            },
            {
                "id": "hours",
                "name": "时间",
                "queue": "general",
                "answer": "全天有人接听。",
                "sayings": ["你们几点上班", "热线什么时间有人"],
            },
            {
                "id": "fire",
                "name": "火灾",
                "queue": "general",
                "urgent": True,
                "keywords": ["着火了"],
                "sayings": ["家里着火了"],
            },
        ],
        "languages": [
            {
                "id": "yue",
                "name": "粤语",
                "key": "*",
                "words": ["粤语"],
                "greeting": "请讲。",
                "recogniser": {"model": "models/yue"},
            },
            {"id": "en", "name": "英语", "words": ["英语"], "queue": "general"},
        ],
        "vocabulary": {"streets": ["幸福路"]},
        "dialogue": {"route_at": 0.5, "confirm_at": 0.2},
    }
)

SILENCE = ""
GARBAGE, WHERE, LOST = "门口垃圾没有人收", "幸福路十二号", "我想问一下那个事情"


@dataclass(frozen=True, slots=True)
class Talk:
    """What a caller says, one turn after another: `#1` is a key, an empty turn is silence."""

    turns: tuple[str, ...]
    number: str = TEST_NUMBER
    standing: Standing | None = None


@dataclass(slots=True)
class Course:
    """How a conversation went, as far as a caller or an agent could tell."""

    steps: list[tuple[str, Any]] = field(default_factory=list)
    """What was said and decided, in this order."""
    heard_as: list[tuple[Any, ...]] = field(default_factory=list)
    """Before each turn: the expected phrases, the pace and the language."""
    end: tuple[Any, ...] = ()

    def decided(self, decided: Decided) -> None:
        self.steps.append(("decided", decided.model_dump(exclude={"at", "call"})))


@pytest.fixture(scope="module")
def guide() -> CallGuide:
    return CallGuide.of(CONFIG)


# --- a simulated call ---


def simulated(guide: CallGuide, talk: Talk) -> Course:
    call = SimulatedCalls(guide, Caller(talk.number, talk.standing)).call(begun=BEGUN)
    course = Course()
    call.answer()
    call.hear_out()
    for turn in talk.turns:
        course.heard_as.append((call.phrases, call.pace, call.language))
        take(call, turn)
        call.hear_out()
    assert call.over
    for index, step in enumerate(call.steps):
        if step.kind == "say" and not any(
            later.kind == "interrupted" and later.at == step.at for later in call.steps[index:]
        ):  # else nothing of it was heard
            course.steps.append(("said", step.text))
        elif step.decided is not None:
            course.decided(step.decided)
    match call.end:
        case Route(queue=queue, priority=priority):
            course.end = ("route", queue, priority)
        case HangUp():
            course.end = ("hang_up",)
    return course


def take(call: VirtualCall, turn: str) -> None:
    if turn == SILENCE:
        call.silence()
    elif turn.startswith("#"):
        call.press(turn[1:])
    else:
        call.speak(turn)


# --- a call of the service ---


class Telephone:
    """A caller of a hotline of doubles."""

    def __init__(self, hotline: Hotline) -> None:
        self._hotline = hotline
        self._utterance = -1

    @property
    def over(self) -> bool:
        return bool(self._hotline.of(CallQueued) or self._hotline.of(CallEnded))

    async def hear_out(self) -> None:
        """Until nothing is said any more."""
        count = -1
        while count != (count := self._said) or self._speaking:  # noqa: ASYNC110 - prompts have no event
            await asyncio.sleep(0.3)

    @property
    def _said(self) -> int:
        return len(self._hotline.of(PromptStarted))

    @property
    def _speaking(self) -> bool:
        return self._said > len(self._hotline.of(PromptEnded))

    async def take(self, turn: str) -> None:
        if turn == SILENCE:
            said = self._said
            while not self.over and self._said == said:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)
        elif turn.startswith("#"):
            self._hotline.session.on_ari(DtmfReceived(Channel(ID), turn[1:]))
        else:
            await self._say(turn)
        await asyncio.sleep(0.1)
        await self.hear_out()

    async def _say(self, text: str) -> None:
        emit = self.hearing.emit
        self._utterance += 1
        emit(SpeechStarted(call=ID, leg="caller", audio_ms=0))
        at = 0
        for length in [*range(PARTIAL, len(text), PARTIAL), len(text)]:
            await asyncio.sleep((length - at) * CHARACTER_S)
            at = length
            if self.over:  # enough was said
                return
            emit(TranscriptPartial(call=ID, leg="caller", utterance=self._utterance, text=text[:length]))
        await asyncio.sleep(0.01)
        if not self.over:
            emit(
                TranscriptFinal(
                    call=ID,
                    leg="caller",
                    utterance=self._utterance,
                    text=text,
                    start_ms=0,
                    end_ms=0,
                    confidence=1.0,
                )
            )

    @property
    def hearing(self) -> FakeHearing:
        return self._hotline.hearings[0]


async def telephoned(hotline: Hotline, talk: Talk) -> Course:
    course = Course()
    await hotline.start(caller=talk.number)
    telephone = Telephone(hotline)
    await telephone.hear_out()
    for turn in talk.turns:
        hearing = telephone.hearing
        phrases = hearing.grammars[-1] if hearing.grammars else None
        pace = hearing.paces[-1] if hearing.paces else "normal"
        course.heard_as.append((phrases, pace, hearing.languages[-1]))
        await telephone.take(turn)
    for event in hotline.events:
        match event:
            case PromptStarted(text=text):
                course.steps.append(("said", text))
            case Decided():
                course.decided(event)
            case CallQueued(queue=queue, priority=priority):
                course.end = ("route", queue, priority)
            case CallEnded(by="service"):
                course.end = ("hang_up",)
    if course.end[0] == "route":
        await hotline.hang_up()
    else:
        await hotline.ends()
    return course


TALKS = {
    "own number": Talk((GARBAGE, WHERE, "对", "是的")),
    "another number": Talk((GARBAGE, WHERE, "对", "不是", "幺三九零零零零八八八八", "对")),
    "withheld number": Talk((GARBAGE, WHERE, "对", "幺三九零零零零八八八八", "对"), number="anonymous"),
    "a language by its name": Talk(("我想讲粤语", GARBAGE, WHERE, "对", "是的")),
    "a language by its key": Talk(("#*", GARBAGE, WHERE, "对", "#1")),
    "a language nobody hears": Talk(("我想讲英语",)),
    "grey caller": Talk((GARBAGE, WHERE, "对", "是的"), standing="grey"),
    "grey caller in danger": Talk(("我家着火了快来人",), standing="grey"),
    "black caller": Talk(("我要投诉", "听见没有", SILENCE, SILENCE), standing="black"),
    "black caller in danger": Talk(("我家着火了快来人",), standing="black"),
    "an answer": Talk(("你们几点上班", "没有了，谢谢")),
    "a key": Talk(("#2",)),
    "nobody speaks": Talk((SILENCE, SILENCE, SILENCE, SILENCE)),
    "not understood": Talk((LOST, LOST, LOST)),
}


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
def test_the_same_conversation_takes_the_same_course(guide: CallGuide, talk: Talk) -> None:
    def machine(call: str, caller: str) -> Any:
        return guide.machine(call, caller, BEGUN, talk.standing)

    @at_virtual_time
    async def telephone() -> Course:
        return await telephoned(Hotline({}, machine), talk)

    assert telephone() == simulated(guide, talk)
