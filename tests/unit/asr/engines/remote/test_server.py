"""The recogniser's server: stock clients, ours, and those who do not belong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType
from aiohttp.test_utils import TestClient, TestServer
from rich.console import Console

from asr import Hypothesis, NoRecogniser, ScriptedRecogniser
from asr.engines.remote.engine import TOKEN_VARIABLE, RemoteRecogniser
from asr.engines.remote.server import LARGEST_MESSAGE, RecogniserServer
from asr.engines.settings import RemoteSettings
from asr.settings import AsrSettings
from contracts.errors import ServiceError
from hotline.cli.calls.recogniser_server import ServerOptions, serve_recogniser
from hotline.configuration.schema import HotlineConfig
from tests.shipped import shipped_config

SECOND = bytes(16000)
Start = Callable[[RecogniserServer], Awaitable[TestClient]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    running: list[tuple[RecogniserServer, TestClient]] = []

    async def serve(server: RecogniserServer) -> TestClient:
        client = TestClient(TestServer(server.application()))
        await client.start_server()
        running.append((server, client))
        return client

    yield serve
    for server, client in running:
        await client.close()
        server.close()


def server_of(*lines: object, token: str | None = None, streams: int = 9, **options: object):
    scripted = ScriptedRecogniser(lines, **options)
    return RecogniserServer(scripted, workers=2, streams=streams, token=token)


async def answer(socket: ClientWebSocketResponse, message: str | bytes) -> dict[str, object]:
    if isinstance(message, bytes):
        await socket.send_bytes(message)
    else:
        await socket.send_str(message)
    return json.loads(await socket.receive_str(timeout=60))


async def closing(socket: ClientWebSocketResponse) -> tuple[int | None, str]:
    message = await socket.receive(timeout=60)
    assert message.type is WSMsgType.CLOSE
    return message.data, message.extra


def url_of(client: TestClient) -> str:
    return str(client.make_url("/")).replace("http:", "ws:")


async def test_a_stock_client_gets_partials_segments_and_the_end(start: Start) -> None:
    client = await start(server_of((1500, "楼上装修"), "太吵"))
    async with client.ws_connect("/") as socket:
        await socket.send_str('{ "config" : { "sample_rate" : 8000 } }')
        assert await answer(socket, SECOND[:3200]) == {"partial": "楼上"}
        await answer(socket, SECOND)
        segment = await answer(socket, SECOND)
        assert segment["text"] == "楼 上 装 修"
        assert segment["result"][0]["start"] == 0
        await answer(socket, SECOND)
        last = await answer(socket, '{"eof" : 1}')
        assert last["text"] == "太 吵"
        assert last["result"][0]["start"] == 2.2
        assert await closing(socket) == (WSCloseCode.OK, "")


async def test_wishes_are_heeded(start: Start) -> None:
    scripted = ScriptedRecogniser(["好", "好"], alternatives=["号", "豪"])
    client = await start(RecogniserServer(scripted, workers=1, streams=9))
    async with client.ws_connect("/any/path") as socket:
        await socket.send_str('{"config": {"max_alternatives": 2, "words": 0, "phrase_list": ["好"]}}')
        await answer(socket, SECOND)
        found = await answer(socket, '{"reset": 1}')
        assert found["alternatives"] == [{"confidence": 1.0, "text": "好"}, {"confidence": 0.5, "text": "号"}]
        await answer(socket, SECOND)
        assert "alternatives" in await answer(socket, '{"reset": 1}')
    assert scripted.grammars == [("好",)]


async def test_our_client_gets_the_engine_s_own_answer(start: Start) -> None:
    scripted = ScriptedRecogniser([(500, "我要投诉")], confidence=0.7, alternatives=["我要头诉"])
    client = await start(RecogniserServer(scripted, workers=1, streams=9))
    recogniser = RemoteRecogniser(RemoteSettings(urls=(url_of(client),)))

    def talk() -> tuple[bool, str, Hypothesis]:
        stream = recogniser.stream(8000, alternatives=1, grammar=("投诉",))
        ended = any(stream.accept(SECOND[:1600]) for _ in range(1000))
        return ended, stream.partial(), stream.final()

    ended, partial, final = await asyncio.to_thread(talk)
    await asyncio.to_thread(recogniser.close)
    assert ended
    assert partial.startswith("我要投诉")
    assert final.text == "我要投诉"
    assert final.confidence == 0.7
    assert [word.text for word in final.words] == list("我要投诉")
    assert [other.text for other in final.alternatives] == ["我要头诉"]
    assert scripted.grammars == [("投诉",)]


@pytest.mark.parametrize(
    ("message", "code", "said"),
    [
        ("{oops", WSCloseCode.INVALID_TEXT, "not JSON"),
        ('{"hello": 1}', WSCloseCode.INVALID_TEXT, "expected"),
        ('{"config": {"sample_rate": -1}}', WSCloseCode.INVALID_TEXT, "config.sample_rate"),
        (b"odd", WSCloseCode.INVALID_TEXT, "3 bytes of sound"),
        (bytes(LARGEST_MESSAGE + 2), WSCloseCode.MESSAGE_TOO_BIG, ""),
    ],
)
async def test_what_is_wrong_is_said_in_the_close_frame(
    start: Start, message: str | bytes, code: int, said: str
) -> None:
    client = await start(server_of("好"))
    async with client.ws_connect("/") as socket:
        await (socket.send_str(message) if isinstance(message, str) else socket.send_bytes(message))
        got, reason = await closing(socket)
    assert got == code
    assert said in reason
    async with client.ws_connect("/") as socket:  # nobody else has noticed
        assert await answer(socket, SECOND) == {"partial": "好"}


@pytest.mark.parametrize("recogniser", [NoRecogniser(), ScriptedRecogniser(["好"], fail_at=0)])
async def test_an_engine_that_fails_ends_its_stream_alone(start: Start, recogniser) -> None:
    server = RecogniserServer(recogniser, workers=1, streams=1)
    client = await start(server)
    for _ in range(2):
        async with client.ws_connect("/") as socket:
            await socket.send_bytes(SECOND)
            code, reason = await closing(socket)
            assert code == WSCloseCode.INTERNAL_ERROR
            assert reason
        for _ in range(500):
            if not server.streams:
                break
            await asyncio.sleep(0.01)
        assert server.streams == 0


async def test_who_does_not_know_the_secret_stays_outside(start: Start) -> None:
    client = await start(server_of("好", token="right-token"))
    for shown in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "right-token"}):
        assert (await client.get("/", headers=shown)).status == 401
    async with client.ws_connect("/", headers={"Authorization": "Bearer right-token"}) as socket:
        assert await answer(socket, SECOND) == {"partial": "好"}


async def test_no_more_streams_than_asked_for(start: Start) -> None:
    client = await start(server_of("好", streams=1))
    async with client.ws_connect("/") as socket:
        await answer(socket, SECOND)
        assert (await client.get("/")).status == 503
        health = await client.get("/healthz")
        assert health.status == 503
        assert await health.json() == {"streams": 1, "most": 1}
        await answer(socket, '{"eof": 1}')
        await closing(socket)
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/")).status == 426


async def test_a_stopping_server_says_good_bye(start: Start) -> None:
    server = server_of("好")
    client = await start(server)
    socket = await client.ws_connect("/")
    await answer(socket, SECOND)
    stop = asyncio.create_task(client.server.close())
    assert await closing(socket) == (WSCloseCode.GOING_AWAY, "this recogniser is being stopped")
    await stop


def config(**settings: object) -> HotlineConfig:
    found = shipped_config()
    return found.model_copy(update={"asr": AsrSettings.model_validate(settings)})


def options(tmp_path: Path, **values: object) -> ServerOptions:
    return ServerOptions(
        **{
            "bind": "127.0.0.1",
            "port": 0,
            "model": None,
            "streams": 9,
            "token_file": None,
            "certificate": None,
            "key": None,
            **values,
        }
    )


@pytest.mark.parametrize(
    ("settings", "values", "said"),
    [
        ({"engine": "none"}, {}, "nothing here to serve with"),
        ({"engine": "remote", "remote": {"urls": ["ws://h"]}}, {}, "nothing here to serve with"),
        ({}, {"key": Path("key.pem")}, "--key belongs to --certificate"),
        ({}, {"certificate": Path("none.pem")}, "none.pem cannot be used"),
    ],
)
async def test_mistakes_on_the_command_line(
    tmp_path: Path, settings: dict[str, object], values: dict[str, object], said: str
) -> None:
    with pytest.raises(ServiceError, match=said):
        await serve_recogniser(config(**settings), options(tmp_path, **values), tmp_path / "t", Console())


async def test_others_can_reach_it_only_with_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret is made before the port is opened; a port of somebody else ends the command here."""
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    monkeypatch.setattr("hotline.cli.calls.recogniser_server.recogniser_of", lambda *_: ScriptedRecogniser())
    path = tmp_path / "state" / "recogniser.token"
    said = Console(record=True, width=500)
    taken = await asyncio.start_server(lambda *_: None, "0.0.0.0", 0)
    async with taken:
        port = taken.sockets[0].getsockname()[1]
        with pytest.raises(ServiceError, match="cannot be used"):
            await serve_recogniser(config(), options(tmp_path, bind="0.0.0.0", port=port), path, said)
    assert len(path.read_text().strip()) >= 16
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(path) in said.export_text()
