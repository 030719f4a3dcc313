"""Calls whose words are recognised by other programs, over WebSocket: one for the language people choose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from asr import AsrSettings, ScriptedRecogniser
from asr.engines.remote.server import RecogniserServer
from asr.engines.settings import RecogniserSettings, RemoteSettings
from contracts import Bridged, CallQueued, Decided, HearingFailed, PromptEnded, TranscriptFinal
from hotline.bench.demo.stage import RECORDINGS, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig, SpokenLanguage
from tests.e2e.conftest import nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import calling

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SECRET = "secret-of-these-tests"


@asynccontextmanager
async def recogniser(*lines: str) -> AsyncIterator[tuple[str, web.AppRunner]]:
    """A server that understands these lines in every stream; its address, and how to take it down."""
    server = RecogniserServer(ScriptedRecogniser(lines), workers=1, streams=9, token=SECRET)
    runner = web.AppRunner(server.application(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"ws://127.0.0.1:{runner.addresses[0][1]}", runner
    finally:
        await runner.cleanup()
        server.close()


def at(url: str) -> dict[str, object]:
    return {"engine": "remote", "remote": RemoteSettings(urls=(url,), token_file="secret")}


async def test_the_chosen_language_is_heard_by_its_own_recogniser(
    config: HotlineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_RECOGNISER_TOKEN", SECRET)
    async with recogniser("今天晚上吃什么") as (usual, down), recogniser("公积金怎么提取") as (other, _):
        yue = SpokenLanguage(
            id="yue", name="粤语", key="*", words=("粤语",), recogniser=RecogniserSettings(**at(other))
        )
        update = {"asr": AsrSettings(**at(usual)), "ivr": config.ivr.model_copy(update={"languages": (yue,)})}
        with stage_folder() as folder:
            # Ports of its own: the stage that most tests share is up as well.
            own = with_free_ports(config).model_copy(update=update)
            async with stage(own, Path(folder), agents=1) as scene:
                async with calling(scene) as citizen:
                    await citizen.until(PromptEnded)
                    await citizen.phone.press("*")
                    chosen = await citizen.until(Decided)
                    assert "粤语" in chosen.reason
                    await citizen.until(PromptEnded, times=2)
                    await citizen.phone.say(RECORDINGS / "caller-1.wav")
                    final = await citizen.until(TranscriptFinal)
                    assert final.text == "公积金怎么提取"
                    await citizen.phone.press("0")
                    await citizen.until(Bridged)
                    seen = len(citizen.saw(TranscriptFinal))
                    await citizen.phone.say(RECORDINGS / "caller-1.wav")
                    later = await citizen.until(TranscriptFinal, times=seen + 1)
                    assert later.text == "公积金怎么提取"
                    await citizen.phone.hang_up()
                await nothing_left(scene)
                await down.cleanup()
                async with calling(scene) as citizen:
                    await citizen.until(HearingFailed)
                    await citizen.phone.press("1")
                    queued = await citizen.until(CallQueued)
                    assert queued.queue == "utilities"
                    await citizen.until(Bridged)
                    await citizen.phone.hang_up()
                await nothing_left(scene)
