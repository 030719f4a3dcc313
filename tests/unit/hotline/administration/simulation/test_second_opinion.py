"""`hotline simulate` asks the language model that is configured; `hotline test` never does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from hotline.cli.app import app
from tests.unit.hotline.guidance.fake_llm import fake_llm, says, thinks

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001"}
queues:
  - {id: urban, name: 城市管理}
  - {id: schools, name: 教育}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声扰民, queue: urban, sayings: [楼上装修声音太大了]}
  - {id: school, name: 入学, queue: schools, sayings: [孩子上小学怎么报名]}
second_opinion: {url: "%s", model: tiny, timeout_s: 5}
"""
TESTS = "sayings: [{rejected: true, texts: [我想问一下那个事情到底怎么弄呢]}]\n"
UNCLEAR = "我想问一下那个事情到底怎么弄呢"


async def run(folder: Path, url: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The command, in a thread: it has an event loop of its own."""
    config = folder / "config.yaml"
    config.write_text(TEXT % url, encoding="utf-8")
    invoke = CliRunner().invoke
    result = await asyncio.to_thread(invoke, app, [*arguments, "--config", str(config), "--json"])
    answer: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, answer


async def test_a_simulated_caller_is_asked_what_the_model_thinks(tmp_path: Path) -> None:
    async with fake_llm(thinks("school", "像是问报名")) as llm:
        _, found = await run(tmp_path, llm.url, "simulate", "--text", UNCLEAR)
    assert (found["intent"], found["queue"]) == ("school", "schools")
    assert "像是问报名" in found["reason"]
    assert len(llm.asked) == 1


async def test_without_a_usable_answer_it_goes_on_as_if_nobody_had_been_asked(tmp_path: Path) -> None:
    async with fake_llm(says("不知道")) as llm:
        _, found = await run(tmp_path, llm.url, "simulate", "--text", UNCLEAR)
        assert llm.asked
    assert found["queue"] == "general"


async def test_tests_come_to_the_same_with_and_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "config.tests.yaml").write_text(TESTS, encoding="utf-8")
    async with fake_llm(thinks("school")) as llm:
        code, _ = await run(tmp_path, llm.url, "test")
    assert code == 0
    assert llm.asked == []
