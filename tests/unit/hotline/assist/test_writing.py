"""A language model writes the summary of a talk that is over; what it makes up is not shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from agent_assist.assist.live.assistant import Said, written_by_nobody
from contracts import Fault
from hotline.assist.writing.writer import writing
from hotline.configuration.assist import AssistSettings, SummaryModelSettings
from hotline.guidance.second_opinion.breaker import FAILURES
from tests.unit.hotline.guidance.fake_llm import FakeLLM, fake_llm, says

SAID: list[Said] = [
    ("agent:0", "agent", "您好，请讲"),
    ("caller:0", "caller", "滨河小区楼下烧烤店每天晚上吵到两点"),
    ("caller:1", "caller", "想让你们来查一下，我电话是13912345678"),
]
NOISE, CHECK = "市民反映滨河小区楼下烧烤店吵到两点", "希望来查一下"


def wrote(*clauses: tuple[str, list[int]]) -> str:
    rows = [{"text": text, "sentences": places} for text, places in clauses]
    return json.dumps({"clauses": rows}, ensure_ascii=False)


@asynccontextmanager
async def writes(
    content: str, timeout_s: float = 5, **settings: object
) -> AsyncIterator[tuple[FakeLLM, Sequence[Fault], object]]:
    faults: list[Fault] = []
    async with fake_llm(says(content)) as model:
        wanted = SummaryModelSettings.model_validate(
            {"url": model.url, "model": "m", "timeout_s": timeout_s, **settings}
        )
        async with writing(wanted, faults.append) as write:
            yield model, faults, write


async def test_what_says_nothing_but_what_was_said_is_shown_with_its_sentences() -> None:
    async with writes(wrote((NOISE, [1]), (CHECK, [2]))) as (model, faults, write):
        found = await write(SAID)  # type: ignore[operator]
    assert [(one.text, one.lines) for one in found] == [(NOISE, ("caller:0",)), (CHECK, ("caller:1",))]
    assert "13912345678" not in json.dumps(model.asked), "numbers stay here"
    assert not faults


async def test_a_lie_is_not_shown_and_the_rest_is() -> None:
    lies = (
        ("烧烤店已经关门", [1]),
        (NOISE, [2]),
        (NOISE, [7]),
        (NOISE, [-1]),
        (CHECK, [2]),
    )
    async with writes(wrote(*lies)) as (_model, _faults, write):
        found = await write(SAID)  # type: ignore[operator]
    assert [one.text for one in found] == [CHECK]


@pytest.mark.parametrize(
    "content",
    [
        "很抱歉，我不能",
        "{}",
        '{"clauses": "x"}',
        '{"clauses": [{"text": "x", "sentences": []}]}',
        "[1]",
        "null",
    ],
)
async def test_what_is_no_summary_is_none(content: str) -> None:
    async with writes(content) as (_model, _faults, write):
        assert not await write(SAID)  # type: ignore[operator]


async def html(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Bad gateway</html>", content_type="text/html")


async def broken(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"error": "out of memory"}, status=500)


@pytest.mark.parametrize("answer", [html, broken])
async def test_a_server_that_is_broken_is_told_of_once(answer: object) -> None:
    async with writes("") as (model, faults, write):
        model.answer = answer  # type: ignore[assignment]
        for _ in range(FAILURES + 2):
            assert not await write(SAID)  # type: ignore[operator]
        assert len(model.asked) == FAILURES, "then it is left alone for a while"
    assert [one.part for one in faults] == ["summary model"]


async def test_one_that_hangs_is_not_waited_for() -> None:
    async with writes(wrote((NOISE, [1])), timeout_s=0.5) as (model, _faults, write):
        model.go.clear()
        assert not await write(SAID)  # type: ignore[operator]


async def test_without_a_model_or_its_key_nobody_writes() -> None:
    assert AssistSettings().model is None
    faults: list[Fault] = []
    async with writing(None, faults.append) as write:
        assert write is written_by_nobody
    settings = SummaryModelSettings(url="http://127.0.0.1:9/v1", model="m", key_env="NO_SUCH_KEY")
    async with writing(settings, faults.append) as write:
        assert not await write(SAID)
    assert len(faults) == 1
