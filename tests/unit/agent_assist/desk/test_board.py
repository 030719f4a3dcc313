"""The projection: what the desks show is a function of the events, seen from anywhere."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_assist.board.board import Board
from agent_assist.board.floor_views import QueueThereView, WaitingView
from agent_assist.board.projection import MAX_LINES, CallChange
from agent_assist.board.views import CallView
from agent_assist.desk.hub import BACKLOG, Client, Hub
from contracts import (
    AgentAnswered,
    AgentChanged,
    AgentLeg,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Corrected,
    Decided,
    Event,
    Fault,
    HearingFailed,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    QueueChanged,
    SpeechStarted,
    Suggested,
    Suggestion,
    TranscriptCorrected,
    TranscriptFinal,
    TranscriptPartial,
)
from tests.unit.agent_assist.desk.parts import AGENTS, LABELS

calls = st.sampled_from(["c1", "c2", "c3"])
agents = st.sampled_from(["8001", "8002", "9001", "stranger"])
queues = st.sampled_from(["urban", "emergency", "general"])
legs = st.sampled_from(["caller", "agent"])
texts = st.sampled_from(["", "你好", "楼下施工", "<script>alert(1)</script>"])
times = st.integers(0, 10**6).map(float)
suggestion = Suggestion(article="a", title="t", text="x", source="s", score=0.5, matched=("施工",))


def final(**fields: Any) -> TranscriptFinal:
    return TranscriptFinal(start_ms=0, end_ms=500, confidence=0.9, **fields)


events = st.one_of(
    st.builds(CallStarted, call=calls, at=times, caller=st.just("138****8000"), dialled=st.just("12345")),
    st.builds(CallQueued, call=calls, at=times, queue=queues, position=st.integers(1, 9)),
    st.builds(AgentRinging, call=calls, at=times, agent=agents),
    st.builds(AgentMissed, call=calls, at=times, agent=agents, reason=st.just("timeout")),
    st.builds(AgentAnswered, call=calls, at=times, agent=agents),
    st.builds(Bridged, call=calls, at=times, agent=agents, adopted=st.booleans()),
    st.builds(
        AgentLeg, call=calls, at=times, agent=agents, state=st.sampled_from(["lost", "back", "given up"])
    ),
    st.builds(CallEnded, call=calls, at=times, by=st.sampled_from(["caller", "agent"])),
    st.builds(
        Decided, call=calls, at=times, outcome=st.just("route"), intent_name=texts, queue=st.none() | queues
    ),
    st.builds(Corrected, call=calls, at=times, agent=agents, intent=st.none() | texts, queue=queues),
    st.builds(Suggested, call=calls, at=times, for_text=texts, suggestions=st.just((suggestion,))),
    st.builds(HearingFailed, call=calls, at=times, leg=legs, reason=st.just("gone")),
    st.builds(PromptStarted, call=calls, at=times, prompt=st.sampled_from("ab"), text=texts),
    st.builds(
        PromptEnded, call=calls, at=times, prompt=st.sampled_from("ab"),
        how=st.sampled_from(["played", "interrupted"]),
    ),
    st.builds(KeyPressed, call=calls, at=times, digit=st.sampled_from("019*#")),
    st.builds(SpeechStarted, call=calls, at=times, leg=legs, audio_ms=st.just(0)),
    st.builds(TranscriptPartial, call=calls, at=times, leg=legs, utterance=st.integers(0, 3), text=texts),
    st.builds(final, call=calls, at=times, leg=legs, utterance=st.integers(0, 3), text=texts),
    st.builds(
        TranscriptCorrected, call=calls, at=times, leg=legs, utterance=st.integers(0, 3), agent=agents,
        text=st.sampled_from(["你好", "楼上施工"]),
    ),
    st.builds(
        Fault, at=times, part=st.just("media"), message=texts, done=st.just("went on"),
        call=st.none() | calls,
    ),
    st.builds(QueueChanged, at=times, queue=queues, waiting=st.integers(0, 9), agents_available=st.just(1)),
    st.builds(
        AgentChanged, at=times, agent=agents, phase=st.sampled_from(["available", "talking"]),
        call=st.none() | calls,
    ),
)  # fmt: skip


class Page:
    """What the page does with messages."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {}

    def receive(self, text: str) -> None:
        message = json.loads(text)
        match message.pop("type"):
            case "snapshot":
                message.pop("now")
                message.pop("others")  # of the tabs, not of the calls
                self.shown = message
            case "call":
                self._drop(message["call"]["id"])
                CallView.model_validate(message["call"])
                self.shown["calls"].append(message["call"])
            case "waiting":
                self._drop(message["call"]["id"])
                WaitingView.model_validate(message["call"])
                self.shown["waiting"].append(message["call"])
            case "gone":
                self._drop(message["call"])
            case "changed":
                self._change(message)
            case "queue":
                queue = message["queue"]
                others = [one for one in self.shown["queues"] if one["queue"] != queue["queue"]]
                self.shown["queues"] = [*others, queue]
            case "agent":
                for agent in [*self.shown["agents"], self.shown["me"]]:
                    if agent["id"] == message["agent"]["id"]:
                        agent |= message["agent"]
            case "fault":
                self.shown["faults"] = [*self.shown["faults"], message["fault"]][-20:]
            case other:
                raise AssertionError(other)

    def _drop(self, call: str) -> None:
        for part in ("calls", "waiting"):
            self.shown[part] = [c for c in self.shown[part] if c["id"] != call]

    def _change(self, change: dict[str, Any]) -> None:
        (call,) = [one for one in self.shown["calls"] if one["id"] == change["call"]]
        call |= change["fields"]
        lines = {line["key"]: line for line in call["lines"]}
        for key in change["dropped"]:
            lines.pop(key, None)
        call["lines"] = list((lines | {line["key"]: line for line in change["lines"]}).values())
        CallView.model_validate(call)

    def sorted(self) -> dict[str, Any]:
        return in_order(self.shown)


def in_order(shown: dict[str, Any]) -> dict[str, Any]:
    keys = {"calls": "id", "waiting": "id", "queues": "queue", "agents": "id"}
    return {
        name: sorted(value, key=lambda item: item[keys[name]]) if name in keys else value
        for name, value in shown.items()
    }


async def drain(client: Client, board: Board, page: Page) -> None:
    for _ in range(1000):
        if not client._needs_snapshot and not client._outbox:
            return
        for message in await client.take(board):
            page.receive(message)
    raise AssertionError("there is always more to send")


@settings(max_examples=150)
@given(st.lists(events, max_size=40), st.integers(0, 40), st.sampled_from([a.id for a in AGENTS]))
async def test_a_page_that_joins_at_any_moment_shows_what_a_fresh_snapshot_shows(
    history: list[Event], joins_after: int, agent: str
) -> None:
    board = Board(AGENTS, labels=LABELS, ended_kept=1)
    hub = Hub(board)
    for event in history[:joins_after]:
        hub.publish(event)
    client, page = hub.join(agent, "session"), Page()
    await drain(client, board, page)
    for event in history[joins_after:]:
        hub.publish(event)
    await drain(client, board, page)
    assert page.sorted() == in_order(json.loads(json.dumps(board.snapshot(agent))))


@given(st.lists(events, max_size=40))
def test_the_same_events_give_the_same_board(history: list[Event]) -> None:
    boards = [Board(AGENTS, labels=LABELS), Board(AGENTS, labels=LABELS)]
    for board in boards:
        for event in history:
            board.apply(event)
    assert boards[0].snapshot("9001") == boards[1].snapshot("9001")


async def test_a_slow_tab_gets_a_fresh_snapshot_instead_of_a_backlog() -> None:
    board = Board(AGENTS, labels=LABELS)
    hub = Hub(board)
    client, page = hub.join("9001", "session"), Page()
    await drain(client, board, page)
    hub.publish(CallStarted(call="c1", caller="138****8000", dialled="12345"))
    for number in range(BACKLOG * 3):
        hub.publish(TranscriptPartial(call="c1", leg="caller", utterance=0, text=f"第{number}次"))
    assert len(client._outbox) <= BACKLOG
    messages = await client.take(board)
    assert [json.loads(m)["type"] for m in messages] == ["snapshot"]
    for message in messages:
        page.receive(message)
    hub.publish(final(call="c1", leg="caller", utterance=0, text="说完了"))
    await drain(client, board, page)
    assert page.sorted() == in_order(json.loads(json.dumps(board.snapshot("9001"))))


def board_with(*history: Event) -> Board:
    board = Board(AGENTS, labels=LABELS)
    for event in history:
        board.apply(event)
    return board


def test_a_partial_is_replaced_in_place_by_its_final() -> None:
    board = board_with(
        Bridged(call="c1", agent="8001"),
        TranscriptPartial(call="c1", leg="caller", utterance=0, text="楼下"),
        TranscriptPartial(call="c1", leg="agent", utterance=0, text="请"),
        TranscriptPartial(call="c1", leg="caller", utterance=0, text="楼下施工"),
        final(call="c1", leg="caller", utterance=0, text="楼下在施工"),
        TranscriptPartial(call="c1", leg="caller", utterance=0, text="太晚了"),
    )
    lines = [(line.key, line.text, line.final) for line in board.calls["c1"].lines]
    assert lines == [("caller:0", "楼下在施工", True), ("agent:0", "请", False)]


def test_a_noise_takes_its_partial_away() -> None:
    board = board_with(
        Bridged(call="c1", agent="8001"),
        TranscriptPartial(call="c1", leg="caller", utterance=0, text="呃"),
        final(call="c1", leg="caller", utterance=0, text=""),
    )
    assert board.calls["c1"].lines == []


def test_memory_is_bounded() -> None:
    board = Board(AGENTS, ended_kept=3)
    for number in range(10):
        board.apply(CallStarted(call=f"c{number}", caller="x", dialled="12345"))
        board.apply(CallEnded(call=f"c{number}", by="caller"))
    assert list(board.calls) == ["c7", "c8", "c9"]
    board.apply(final(call="c1", leg="caller", utterance=0, text="来晚了"))
    assert "c1" not in board.calls, "a late transcript does not bring a call back"
    board.apply(CallStarted(call="long", caller="x", dialled="12345"))
    for number in range(MAX_LINES + 20):
        board.apply(final(call="long", leg="caller", utterance=number, text="话"))
    lines = board.calls["long"].lines
    assert len(lines) == MAX_LINES
    assert lines[-1].key == f"caller:{MAX_LINES + 19}"


def test_a_call_that_a_restarted_service_finds_is_shown() -> None:
    board = board_with(Bridged(call="c1", agent="8001", adopted=True))
    shown = board.snapshot("8001")["calls"]
    assert [(c["id"], c["phase"], c["adopted"]) for c in shown] == [("c1", "talking", True)]


def test_waiting_callers_are_shown_to_those_who_serve_the_queue_without_what_they_said() -> None:
    board = board_with(
        CallStarted(call="c1", caller="138****8000", dialled="12345"),
        final(call="c1", leg="caller", utterance=0, text="我的秘密"),
        CallQueued(call="c1", queue="urban", position=1),
        CallQueued(call="c2", queue="general", position=1),
    )
    seen = board.snapshot("8001")
    assert [c["id"] for c in seen["waiting"]] == ["c1"]
    assert "我的秘密" not in json.dumps(seen, ensure_ascii=False)
    assert [q["queue"] for q in seen["queues"]] == ["urban", "consumer"]
    assert [c["id"] for c in board.snapshot("8002")["waiting"]] == ["c1", "c2"]
    assert "我的秘密" in json.dumps(board.snapshot("9001"), ensure_ascii=False)


def test_a_desk_is_sent_what_an_event_changed_and_no_more() -> None:
    board = board_with(Bridged(call="c1", agent="8001"))
    for number in range(MAX_LINES):
        board.apply(final(call="c1", leg="caller", utterance=number, text="话"))
    change = board.apply(TranscriptPartial(call="c1", leg="agent", utterance=0, text="请"))
    assert isinstance(change, CallChange)
    assert change.fields == frozenset()
    assert [line.key for line in change.lines] == ["agent:0"]
    assert list(change.dropped) == ["caller:0"], "the oldest goes"
    change = board.apply(HearingFailed(call="c1", leg="caller", reason="gone"))
    assert isinstance(change, CallChange)
    assert (change.fields, change.lines) == ({"unheard"}, ())
    assert board.apply(SpeechStarted(call="c1", leg="caller", audio_ms=0)) is None


def test_a_correction_of_a_call_without_a_decided_sentence_has_what_the_caller_said() -> None:
    board = Board(AGENTS, labels=LABELS)
    for event in (
        CallStarted(call="c", caller="138****8000", dialled="12345", at=1),
        final(call="c", leg="caller", utterance=0, text="我们这里的路灯坏了好久", at=2),
        final(call="c", leg="caller", utterance=1, text="嗯", at=3),
        Decided(call="c", outcome="handover", queue="general", at=4),
        Bridged(call="c", agent="8001", at=5),
        final(call="c", leg="caller", utterance=2, text="你好你好，终于有人接我的电话了，我跟你说啊", at=6),
    ):
        board.apply(event)
    correction = board.correction("8001", "c", None, "urban")
    assert correction.heard == "我们这里的路灯坏了好久"
    assert (correction.decided_intent, correction.decided_queue) == (None, "general")


async def test_names_of_a_new_configuration_reach_open_tabs() -> None:
    hub = Hub(Board(AGENTS, labels=LABELS))
    tab = hub.join("9001", "s")
    await tab.take(hub.board)
    hub.publish(QueueChanged(queue="urban", waiting=1, longest_wait_s=0, agents_available=0))
    hub.relabel(LABELS.model_copy(update={"queues": {"legal": "法律咨询"}}))
    (message,) = await tab.take(hub.board)
    snapshot = json.loads(message)
    assert snapshot["type"] == "snapshot"
    assert snapshot["labels"]["queues"] == {"legal": "法律咨询"}
    assert {queue["queue"] for queue in snapshot["queues"]} == {"legal", "urban"}  # somebody waits in urban


async def test_a_call_that_is_over_is_shown_again_as_it_ended_and_rings_nowhere() -> None:
    hub = Hub(Board(AGENTS, labels=LABELS))
    tabs = [hub.join(agent, "s") for agent in ("8001", "8002", "9001")]
    for tab in tabs:
        await tab.take(hub.board)
    record = [
        CallStarted(call="c", caller="138****8000", dialled="12345"),
        AgentRinging(call="c", agent="8002"),
        AgentMissed(call="c", agent="8002", how="no answer", reason=""),
        AgentRinging(call="c", agent="8001"),
        Bridged(call="c", agent="8001"),
        final(call="c", leg="caller", utterance=0, text="路灯坏了"),
        CallEnded(call="c", by="caller"),
    ]
    hub.show_again("c", record)
    hub.publish(QueueChanged(queue="urban", waiting=0, longest_wait_s=0, agents_available=0))
    told = [[json.loads(message) for message in await tab.take(hub.board)] for tab in tabs]
    assert [[one["type"] for one in of_tab] for of_tab in told] == [
        ["call", "queue"], ["agent", "queue"], ["call", "agent", "queue"],
    ]  # fmt: skip
    shown = told[0][0]["call"]
    assert (shown["phase"], [line["text"] for line in shown["lines"]]) == ("ended", ["路灯坏了"])
    assert told[1][0]["agent"]["missed"][0]["call"] == "c"


async def test_how_a_queue_stands_elsewhere_stays_beside_how_it_stands_here() -> None:
    hub = Hub(Board(AGENTS, labels=LABELS))
    tab = hub.join("9001", "s")
    await tab.take(hub.board)
    there = QueueThereView(node="north", waiting=2, longest_wait_s=3, agents_available=1, agents_busy=4, at=1)
    hub.stands_there("urban", [there])
    hub.stands_there("unknown", [there])
    hub.publish(QueueChanged(queue="urban", waiting=1, longest_wait_s=0, agents_available=0))
    hub.stands_there("urban", [])
    told = [json.loads(message)["queue"] for message in await tab.take(hub.board)]
    assert [(one["queue"], one["waiting"], len(one["there"])) for one in told] == [
        ("urban", 0, 1), ("urban", 1, 1), ("urban", 1, 0),
    ]  # fmt: skip
    assert told[0]["there"] == [there.model_dump()]
    hub.stands_there("legal", [there])
    hub.relabel(LABELS.model_copy(update={"queues": {"legal": "法律咨询"}}))
    (message,) = await tab.take(hub.board)
    found = {one["queue"]: one for one in json.loads(message)["queues"]}
    assert found["legal"]["there"] == [there.model_dump()]
