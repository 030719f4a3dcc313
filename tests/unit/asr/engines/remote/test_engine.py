"""The remote engine against servers that behave, die, keep silent or talk nonsense."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr import AsrSettings, ModelError, Recogniser, RecogniserError, load_recogniser
from asr.engines.remote.engine import TOKEN_VARIABLE, RemoteRecogniser
from asr.engines.settings import RemoteSettings
from tests.unit.asr.engines.remote.peers import Peer, Stock, babbling, peer, silent
from tests.waiting import PATIENCE_S

SECOND = bytes(16000)


@pytest.fixture
def engines() -> Iterator[list[Recogniser]]:
    opened: list[Recogniser] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def connect(engines: list[Recogniser]):
    def make(*peers: Peer | str, token: str | None = None, **settings: object) -> RemoteRecogniser:
        urls = tuple(one if isinstance(one, str) else one.url for one in peers)
        values = {"urls": urls, "answer_s": 0.5, "connect_s": 1, **settings}
        recogniser = RemoteRecogniser(RemoteSettings.model_validate(values), token)
        engines.append(recogniser)
        return recogniser

    return make


def free_url() -> str:
    """An address nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"ws://127.0.0.1:{free.getsockname()[1]}"


def eventually(true) -> None:
    given_up = time.monotonic() + PATIENCE_S
    while not (last := true()):
        assert time.monotonic() < given_up, f"it never came true, but stayed {last!r}"
        time.sleep(0.01)


def test_utterances_follow_one_another(connect) -> None:
    stock = Stock("我 要 投诉")
    with peer(stock) as server:
        stream = connect(server).stream(8000, alternatives=3, grammar=None)
        for _ in range(2):
            for start in range(0, len(SECOND), 2560):
                stream.accept(SECOND[start : start + 2560])
            found = stream.final()
            assert found.text == "我要投诉"
            assert [word.text for word in found.words] == ["我", "要", "投诉"]
            assert found.words[0].start_ms == 0
            assert found.confidence == pytest.approx(0.8)
            assert stream.partial() == ""
    assert stock.heard == [16000, 16000]
    assert stock.configs[0]["sample_rate"] == 8000
    assert stock.configs[0]["max_alternatives"] == 10


def test_partials_and_segments_are_joined(connect) -> None:
    with peer(Stock("楼上 装修", "太 吵", segment=12800)) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        ended = []
        for _ in range(16):
            ended.append(stream.accept(bytes(1600)))
            time.sleep(0.01)
        eventually(lambda: stream.accept(b"") or stream.partial() == "楼上装修太吵")
        assert ended.count(True) == 1
        found = stream.final()
        assert found.text == "楼上装修太吵"
        assert found.words[2].start_ms == 800


def test_silence_needs_no_server(connect) -> None:
    stock = Stock("有")
    with peer(stock) as server:
        assert connect(server).stream(8000, alternatives=0, grammar=None).final().text == ""
    assert stock.heard == []


def test_a_forgotten_utterance_does_not_come_back(connect) -> None:
    stock = Stock("有")
    with peer(stock) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        stream.accept(SECOND)
        stream.reset()
        stream.accept(SECOND[:3200])
        assert stream.final().text == "有"
    assert stock.heard == [3200]


def test_another_server_hears_all_of_it_when_one_dies(connect) -> None:
    dying, living = Stock("坏", die_after=9000), Stock("好")
    with peer(dying) as first, peer(living) as second:
        recogniser = connect(first, second)
        # Streams begin with one address after another: one of these begins with the dying one.
        for _ in range(2):
            stream = recogniser.stream(8000, alternatives=0, grammar=None)
            for start in range(0, len(SECOND), 2560):
                stream.accept(SECOND[start : start + 2560])
            assert stream.final().text == "好"
    assert living.heard == [16000, 16000]
    assert dying.heard == []


def test_a_server_that_dies_alone_ends_the_stream(connect) -> None:
    with peer(Stock("坏", die_after=1)) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        with pytest.raises(RecogniserError, match="closed the connection"):  # noqa: PT012
            stream.accept(SECOND)
            stream.final()


def test_a_silent_server_that_is_alone_is_given_up(connect) -> None:
    with peer(silent) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        stream.accept(SECOND[:3200])
        with pytest.raises(RecogniserError, match=f"{server.url}: it does not answer"):
            stream.final()
        assert server.connections == 1


def test_another_server_hears_all_of_it_when_one_falls_silent_and_is_passed_over(
    connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asr.engines.remote.link.PAUSE_S", 60.0)
    living = Stock("好")
    with peer(silent) as hung, peer(living) as healthy:
        stream = connect(hung, healthy).stream(8000, alternatives=0, grammar=None)
        for _ in range(4):
            stream.accept(SECOND)
            assert stream.final().text == "好"
        assert hung.connections == 1
    assert living.heard == [16000] * 4


def test_when_all_are_silent_each_is_asked_once(connect) -> None:
    with peer(silent) as one, peer(silent) as other:
        stream = connect(one, other).stream(8000, alternatives=0, grammar=None)
        stream.accept(SECOND[:3200])
        with pytest.raises(RecogniserError, match="does not answer"):
            stream.final()
        assert (one.connections, other.connections) == (1, 1)


def test_an_address_that_is_passed_over_is_tried_when_there_is_no_other(connect) -> None:
    with peer(Stock("好"), status=503) as server:
        recogniser = connect(server)
        with pytest.raises(RecogniserError, match="503"):
            recogniser.stream(8000, alternatives=0, grammar=None)
        server.status = None
        stream = recogniser.stream(8000, alternatives=0, grammar=None)
        stream.accept(SECOND)
        assert stream.final().text == "好"


def test_a_server_that_falls_behind_is_not_fed_without_end(connect) -> None:
    with peer(silent) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        with pytest.raises(RecogniserError, match="does not keep up"):  # noqa: PT012
            for _ in range(10):
                stream.accept(SECOND)


def test_nonsense_is_no_answer(connect) -> None:
    with peer(babbling) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        with pytest.raises(RecogniserError, match="not an answer of vosk-server: a text of 5 char"):  # noqa: PT012
            stream.accept(SECOND)
            stream.final()


def test_nobody_there(connect) -> None:
    url = free_url()
    with pytest.raises(RecogniserError, match="no recogniser can be reached") as error:
        connect(url).stream(8000, alternatives=0, grammar=None)
    assert url in str(error.value)


def test_an_address_that_does_not_answer_is_passed_over(connect) -> None:
    with peer(Stock("好")) as server:
        recogniser = connect(free_url(), server)
        for _ in range(3):
            stream = recogniser.stream(8000, alternatives=0, grammar=None)
            stream.accept(SECOND)
            assert stream.final().text == "好"


def test_the_secret_is_shown_and_its_refusal_explained(connect) -> None:
    with peer(Stock("好")) as open_door, peer(silent, status=401) as closed:
        connect(open_door, token="s3cret").stream(8000, alternatives=0, grammar=None)
        with pytest.raises(RecogniserError, match="refuses our secret"):
            connect(closed).stream(8000, alternatives=0, grammar=None)
    assert open_door.shown == ["Bearer s3cret"]


@pytest.mark.parametrize(
    ("phrases", "sent", "text"),
    [("auto", None, "转人工"), ("never", None, "转人工"), ("always", ["转人工", "[unk]"], "请转人工谢谢")],
)
def test_phrases_go_to_stock_servers_on_request_only(connect, phrases: str, sent: object, text: str) -> None:
    stock = Stock("请 转 人工 谢谢")
    with peer(stock) as server:
        stream = connect(server, phrases=phrases).stream(8000, alternatives=1, grammar=("转人工",))
        for _ in range(2):
            stream.accept(SECOND)
            found = stream.final()
            assert found.text == text
            assert [other.text for other in found.alternatives] == ["请转人工谢谢"] * (sent is None)
    assert stock.configs[0].get("phrase_list") == sent


def test_a_stream_let_go_of_leaves_no_connection(connect) -> None:
    with peer(Stock("好")) as server:
        stream = connect(server).stream(8000, alternatives=0, grammar=None)
        stream.accept(SECOND)
        eventually(lambda: server.open == 1)
        del stream
        gc.collect()
        eventually(lambda: server.open == 0)


def test_a_closed_recogniser_opens_no_stream(connect) -> None:
    with peer(Stock("好")) as server:
        recogniser = connect(server)
        stream = recogniser.stream(8000, alternatives=0, grammar=None)
        recogniser.close()
        with pytest.raises(RecogniserError):
            recogniser.stream(8000, alternatives=0, grammar=None)
        with pytest.raises(RecogniserError):  # noqa: PT012
            stream.accept(SECOND)
            stream.final()


def test_from_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engines: list[Recogniser]) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    (tmp_path / "secret").write_text("from-file\n")
    with peer(Stock("好")) as server:
        remote = {"urls": [server.url], "token_file": "secret"}
        for variable in ("", "from-environment"):
            monkeypatch.setenv(TOKEN_VARIABLE, variable)
            engines.append(load_recogniser(AsrSettings(engine="remote", remote=remote), tmp_path))
            engines[-1].stream(8000, alternatives=0, grammar=None)
    assert server.shown == ["Bearer from-file", "Bearer from-environment"]


def test_a_missing_secret_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    settings = AsrSettings(engine="remote", remote={"urls": ["ws://localhost:1"], "token_file": "none"})
    with pytest.raises(ModelError, match="none: the recognisers' secret cannot be read"):
        load_recogniser(settings, tmp_path)


@pytest.mark.parametrize(
    ("remote", "said"),
    [
        ({}, "needs addresses"),
        ({"urls": ["http://host"]}, "is no address"),
        ({"urls": ["ws://"]}, "is no address"),
        ({"urls": ["ws://host:99999"]}, "is no address"),
        ({"urls": ["wss://me:password@host"]}, "holds no password"),
    ],
)
def test_mistakes_in_settings(remote: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        AsrSettings.model_validate({"engine": "remote", "remote": remote})


def test_waiting_for_others_takes_more_threads() -> None:
    assert AsrSettings(engine="remote", remote={"urls": ["ws://h"]}).workers == 16
    assert AsrSettings(engine="remote", remote={"urls": ["ws://h"]}, workers=3).workers == 3
