"""What is noted of calls that run: after each sentence, from partials what is sure, nothing of others."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from agent_assist.assist.live.assistant import Assistant, Said, Understood, Write, written_by_nobody
from agent_assist.assist.quality.settings import RULES
from agent_assist.assist.reader import Danger
from contracts import (
    Assisted,
    Bridged,
    CallEnded,
    CallStarted,
    Event,
    Fault,
    SummaryClause,
    TicketField,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.events.base import Leg
from tests.unit.agent_assist.assist.doubles import READER, PlainReader
from tests.waiting import in_time

Next = Callable[[], Awaitable[Event]]


@contextlib.asynccontextmanager
async def assisting(
    reader: PlainReader = READER, write: Write = written_by_nobody
) -> AsyncIterator[tuple[Assistant, Next]]:
    emitted: asyncio.Queue[Event] = asyncio.Queue()
    understood = Understood(lambda _begun: reader, RULES)
    with ThreadPoolExecutor(1) as thread:
        assistant = Assistant(lambda: understood, emitted.put_nowait, thread, write=write)
        task = asyncio.create_task(assistant.run())

        async def following() -> Event:
            return await in_time(emitted.get())

        assistant.handle(CallStarted(call="c", caller="x", dialled="12345", at=100.0))
        yield assistant, following
        task.cancel()


def final(leg: Leg, utterance: int, text: str, written: str = "") -> TranscriptFinal:
    return TranscriptFinal(
        call="c", leg=leg, utterance=utterance, text=text, written=written, start_ms=0, end_ms=2000,
        confidence=1.0, at=datetime.now().timestamp(),
    )  # fmt: skip


def field(noted: Assisted, name: str) -> TicketField:
    [found] = [one for one in noted.ticket if one.field == name]
    return found


async def noted(following: Next) -> Assisted:
    event = await following()
    assert isinstance(event, Assisted)
    return event


async def test_each_field_names_the_line_it_was_taken_from() -> None:
    async with assisting() as (assistant, following):
        assistant.handle(final("caller", 0, "滨江路半夜施工"))
        assistant.handle(Bridged(call="c", agent="8001"))
        first = await noted(following)
        assert (field(first, "category").value, field(first, "category").line) == ("噪声", "caller:0")
        assert "telephone" not in {one.field for one in first.ticket}, "never said"
        assistant.handle(final("agent", 0, "请问您的电话是多少"))
        await noted(following)
        assistant.handle(final("caller", 1, "一三九一二三四五六七八", "13912345678"))
        second = await noted(following)
        assert (field(second, "telephone").value, field(second, "telephone").line) == (
            "13912345678",
            "caller:1",
        )
        assert field(second, "category") == field(first, "category")
        assert all(set(one.lines) <= {"caller:0", "caller:1", "agent:0"} for one in second.summary)
        assert not second.ended
        assistant.handle(CallEnded(call="c", by="caller"))
        last = await noted(following)
        assert last.ended
        assert not any(one.open for one in last.quality)


async def test_nothing_is_noted_before_an_agent_is_asked_for() -> None:
    async with assisting() as (assistant, following):
        assistant.handle(final("caller", 0, "滨江路半夜施工"))
        assistant.handle(CallEnded(call="c", by="caller"))
        other = CallStarted(call="d", caller="x", dialled="12345")
        assistant.handle(other)
        assistant.handle(Bridged(call="d", agent="8001"))
        assistant.handle(final("caller", 0, "没有这通电话").model_copy(update={"call": "nobody's"}))
        assistant.handle(final("caller", 0, "滨江路半夜施工").model_copy(update={"call": "d"}))
        assert (await noted(following)).call == "d"


async def test_a_risk_is_told_as_soon_as_two_partials_have_it_and_goes_when_the_sentence_denies_it() -> None:
    def partial(text: str) -> TranscriptPartial:
        return TranscriptPartial(call="c", leg="caller", utterance=0, text=text)

    async with assisting() as (assistant, following):
        assistant.handle(Bridged(call="c", agent="8001"))
        for text in ("有个老人", "有个老人倒在地上", "有个老人倒在地上不"):
            assistant.handle(partial(text))
        [sign] = (await noted(following)).risk
        assert (sign.kind, sign.line, sign.words, sign.urgent) == (
            "medical",
            "caller:0",
            ("倒在地上",),
            True,
        )
        assistant.handle(partial("有个老人躺在地上不"))
        assistant.handle(final("caller", 0, "滨江路有个老人躺在地上卖菜"))
        assert (await noted(following)).risk == ()


async def test_what_agents_have_not_done_yet_is_open_until_the_end() -> None:
    async with assisting() as (assistant, following):
        assistant.handle(Bridged(call="c", agent="8001"))
        assistant.handle(final("agent", 0, "您好，请讲"))
        marks = {one.rule: one for one in (await noted(following)).quality}
        assert marks["name_asked"].open
        assert "greeting" not in marks
        assistant.handle(final("agent", 1, "这个不归我管"))
        marks = {one.rule: one for one in (await noted(following)).quality}
        assert (marks["forbidden"].open, marks["forbidden"].line) == (False, "agent:1")


async def test_a_call_that_ran_before_the_service_is_noted_from_its_record() -> None:
    record = [
        Bridged(call="old", agent="8001"),
        final("caller", 0, "滨江路半夜施工").model_copy(update={"call": "old"}),
    ]
    async with assisting() as (assistant, following):
        assistant.remember(record)
        assert field(await noted(following), "category")
        assistant.remember(record)  # seen again, it says nothing twice
        assistant.handle(final("caller", 1, "昨天").model_copy(update={"call": "old"}))
        assert field(await noted(following), "time").line == "caller:1"


async def test_work_that_fails_is_a_fault() -> None:
    class Failing(PlainReader):
        def danger(self, text: str, *, finished: bool = True) -> Danger | None:
            if "坏" in text:
                raise RuntimeError("broken")
            return super().danger(text, finished=finished)

    async with assisting(Failing()) as (assistant, following):
        assistant.handle(Bridged(call="c", agent="8001"))
        assistant.handle(final("caller", 0, "坏了"))
        fault = await following()
        assert isinstance(fault, Fault)
        assert (fault.part, fault.call) == ("assist", "c")


async def test_a_talk_that_is_over_is_written_once_more_unless_something_was_said_meanwhile() -> None:
    asked: asyncio.Queue[Sequence[Said]] = asyncio.Queue()
    go = asyncio.Semaphore(0)

    async def write(said: Sequence[Said]) -> Sequence[SummaryClause]:
        asked.put_nowait(said)
        await go.acquire()
        return [SummaryClause(text="半夜施工", lines=("caller:0",))]

    async with assisting(write=write) as (assistant, following):
        assistant.handle(final("caller", 0, "滨江路半夜施工"))
        assistant.handle(Bridged(call="c", agent="8001"))
        await noted(following)
        assistant.handle(CallEnded(call="c", by="caller"))
        assert (await noted(following)).ended
        assert [one[0] for one in await in_time(asked.get())] == ["caller:0"]
        assistant.handle(final("caller", 1, "昨天开始的"))
        assert len((await noted(following)).summary) > 1
        await in_time(asked.get())
        go.release()
        go.release()
        last = await noted(following)
        assert [one.text for one in last.summary] == ["半夜施工"]
        assert last.ended
