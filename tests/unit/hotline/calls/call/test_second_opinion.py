"""A call whose unclear request is put to a language model, from the sentence to the queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from contracts import Decided, Event, Fault, PromptStarted, TranscriptFinal
from contracts.dialogue import HangUp, Route
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.inbox import CallEndedError, CallerGone, CallInbox
from hotline.calls.consulting import consulting, judge
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from tests.unit.hotline.calls.asterisk_doubles import ID, RATE, FakeCall
from tests.unit.hotline.calls.doubles import FakeHearings, FakePrompts
from tests.unit.hotline.guidance.fake_llm import FakeLLM, fake_llm, says, thinks
from tests.waiting import eventually, in_time

UNCLEAR = "我想问一下那个事情到底怎么弄呢"


def config(url: str) -> HotlineConfig:
    return HotlineConfig.model_validate(
        {
            "agents": [{"id": "wang", "name": "王芳", "extension": "1001"}],
            "queues": [
                {"id": "urban", "name": "城市管理"},
                {"id": "schools", "name": "教育"},
                {"id": "general", "name": "综合"},
            ],
            "intents": [
                {"id": "noise", "name": "噪声扰民", "queue": "urban", "sayings": ["楼上装修声音太大了"]},
                {"id": "school", "name": "入学", "queue": "schools", "sayings": ["孩子上小学怎么报名"]},
            ],
            "dialogue": {"times": {"opinion_s": 5}},
            "second_opinion": {"url": url, "model": "tiny", "timeout_s": 5},
        }
    )


class Caller:
    """A citizen on a call of the real dialogue machine."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.inbox = CallInbox()
        self.source = FakeHearings()
        self.hearings = self.source.made
        self._utterance = -1

    def say(self, text: str) -> None:
        self._utterance += 1
        self.hearings[0].emit(
            TranscriptFinal(
                call=ID,
                leg="caller",
                utterance=self._utterance,
                text=text,
                start_ms=0,
                end_ms=900,
                confidence=0.9,
            )
        )

    def decisions(self) -> list[Decided]:
        return [event for event in self.events if isinstance(event, Decided)]

    async def hears(self, words: str) -> None:
        await eventually(lambda: any(words in text for text in self.prompts()), seen=self.prompts)

    def prompts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, PromptStarted)]


@asynccontextmanager
async def calling(llm: FakeLLM) -> AsyncIterator[tuple[Caller, asyncio.Task[Route | HangUp]]]:
    """A call that has been answered, and what it comes to."""
    caller = Caller()
    settings = config(llm.url)
    guide = CallGuide.of(settings)
    async with consulting(settings.second_opinion, lambda *_: None, caller.events.append) as consultant:
        asking = Asking(
            CallContext(FakeCall(), caller.inbox, caller.events.append),
            guide.machine(ID, "13800138000", datetime.now(), consults=consultant is not None),
            FakePrompts(),
            CallHearings(caller.source, ID, RATE),
            judge(consultant, guide.choices),
        )
        task = asyncio.create_task(asking.run(guide.fallback()))
        await caller.hears("您好")
        yield caller, task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asking.close()


async def test_the_second_opinion_is_put_to_the_caller_as_a_question() -> None:
    async with fake_llm(thinks("school", "像是问报名")) as llm, calling(llm) as (caller, call):
        caller.say(UNCLEAR)
        await caller.hears("入学")
        (asked,) = caller.decisions()
        assert (asked.outcome, asked.intent, asked.queue) == ("confirm", "school", "schools")
        assert "像是问报名" in asked.reason
        caller.say("对")
        decision = await in_time(call)
        assert isinstance(decision, Route)
        assert decision.queue == "schools"
    assert UNCLEAR in str(llm.asked[0]["messages"])
    assert len(llm.asked) == 1


async def test_what_is_clear_is_not_asked_about() -> None:
    async with fake_llm(thinks("noise")) as llm, calling(llm) as (caller, call):
        caller.say("孩子上小学怎么报名")
        decision = await in_time(call)
        assert isinstance(decision, Route)
        assert decision.queue == "schools"
    assert llm.asked == []


@pytest.mark.parametrize("answer", [says("我不知道"), thinks(None), thinks("no_such_intent")])
async def test_without_an_opinion_the_caller_is_asked_again(answer: Any) -> None:
    async with fake_llm(answer) as llm, calling(llm) as (caller, _call):
        caller.say(UNCLEAR)
        await eventually(caller.decisions, seen=lambda: caller.events)
        assert [one.outcome for one in caller.decisions()] == ["ask_again"]


async def test_a_caller_who_hangs_up_while_it_thinks_leaves_nothing_behind() -> None:
    async with fake_llm(thinks("school")) as llm, calling(llm) as (caller, call):
        llm.go.clear()
        caller.say(UNCLEAR)
        await llm.arrivals.acquire()
        caller.inbox.put(CallerGone(""))
        with pytest.raises(CallEndedError):
            await in_time(call)
    assert caller.decisions() == []


async def test_without_its_key_calls_do_without(tmp_path: Any) -> None:
    settings = config("http://127.0.0.1:1/v1").second_opinion
    assert settings is not None
    faults: list[Fault] = []
    keyless = settings.model_copy(update={"key_file": str(tmp_path / "none")})
    async with consulting(keyless, lambda *_: None, faults.append) as consultant:
        assert consultant is None
    assert [fault.part for fault in faults] == ["second opinion"]
