"""What stands in Asterisk is told apart rightly: above all, a conversation is never touched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ari.client import AriError
from telephony.calls import names
from telephony.calls.inventory import (
    BridgedCall,
    count_calls,
    let_wait,
    save_everybody,
    save_stranded,
    sweep,
    take,
)
from telephony.calls.place import Place


class Lists:
    """An Ari of two lists that notes what it is asked to do."""

    app = "hotline"

    def __init__(self, channels: list[dict[str, Any]], bridges: list[dict[str, Any]]) -> None:
        info = {"status": {"startup_time": "2026-11-30T08:00:00"}}
        self.lists: dict[str, Any] = {"/channels": channels, "/bridges": bridges, "/asterisk/info": info}
        self.posted: list[str] = []
        self.discarded: list[str] = []
        self.refuse: set[str] = set()
        self.notes: dict[str, str] = {}
        """What is noted at a channel."""

    async def get(self, path: str, **_params: object) -> Any:
        if path.endswith("/variable"):
            if (call := path.split("/")[2]) not in self.notes:
                raise AriError(404, path)
            return {"value": self.notes[call]}
        return self.lists[path]

    async def post(self, path: str, **_params: object) -> None:
        self.posted.append(path)
        if path in self.refuse:
            raise AriError(404, path)

    async def discard(self, path: str, **_params: object) -> None:
        self.discarded.append(path)


def channel(id_: str, app: str | None = "Stasis", data: str | None = "hotline,caller") -> dict[str, Any]:
    return {"id": id_, "dialplan": {"app_name": app, "app_data": data}}


def bridge(id_: str, *channels: str) -> dict[str, Any]:
    return {"id": id_, "channels": list(channels)}


async def test_each_thing_is_what_it_is() -> None:
    agent = names.agent_leg("c1", "wang", 1)
    lone = names.agent_leg("c9", "li", 2)
    ari = Lists(
        [
            channel("c1"),
            channel(agent, data="hotline,agent"),
            channel("c2"),
            channel("queued", app="Queue", data="everyone"),
            channel("foreign", data="another-application"),
            channel(lone, data="hotline,agent"),
            channel(names.media("c3", 1)),
            channel(names.snoop("c1", "caller")),
            channel(names.tap_media("c1", "caller")),
            channel(names.stand_in(names.recorder("c1", "said"), 3)),
            channel(names.recorder("c1", "said")),
            {"id": "bare"},
        ],
        [
            bridge(names.bridge("c1"), "c1", agent),
            bridge(names.bridge("c2"), "c2"),
            bridge(names.tap_bridge("c1", "caller"), names.snoop("c1", "caller")),
            bridge(names.recorder_bridge("c1", "said"), names.recorder("c1", "said")),
            bridge(names.recorder_bridge("c8", "said")),
            bridge("confbridge", "x", "y"),
        ],
    )
    found = await take(ari)  # type: ignore[arg-type]
    assert found.conversations == [BridgedCall("c1", "wang", agent)]
    assert found.stranded == ["c2"]
    assert found.orphans == [
        lone,
        names.media("c3", 1),
        names.snoop("c1", "caller"),
        names.tap_media("c1", "caller"),
        names.stand_in(names.recorder("c1", "said"), 3),
    ], "a recording of a call that goes on is left, and nobody stands in for it any more"
    assert found.bridges == [
        names.bridge("c2"),
        names.tap_bridge("c1", "caller"),
        names.recorder_bridge("c8", "said"),
    ]
    assert "foreign" in found.channels


def place(queue: str, since: float) -> str:
    return Place(queue=queue, since=since).model_dump_json()


async def test_who_waits_is_told_from_who_is_stranded_first_come_first() -> None:
    agent = names.agent_leg("talks", "wang", 1)
    later = {**channel("later"), "caller": {"number": "13800138000"}}
    ari = Lists(
        [later, channel("first"), channel("asked"), channel("strange"), channel("talks"), channel(agent)],
        [bridge(names.bridge("talks"), "talks", agent)],
    )
    ari.notes = {
        "later": place("legal", 20.0),
        "first": place("general", 10.0),
        "strange": '{"queue": 1',
        "talks": place("legal", 5.0),
    }
    found = await take(ari)  # type: ignore[arg-type]
    assert [(one.call, one.number, one.place.queue) for one in found.waiting] == [
        ("first", "", "general"),
        ("later", "13800138000", "legal"),
    ]
    assert found.stranded == ["asked", "strange"]
    assert found.conversations[0].place == Place(queue="legal", since=5.0)
    await let_wait(ari, found)  # type: ignore[arg-type]
    assert ari.posted == ["/channels/first/moh", "/channels/later/moh"]
    ari.posted.clear()
    assert await save_everybody(ari, found) == 4  # type: ignore[arg-type]


async def test_an_asterisk_that_is_away_is_not_taken_for_one_without_notes() -> None:
    class Away(Lists):
        async def get(self, path: str, **params: object) -> Any:
            if path.endswith("/variable"):
                raise AriError(0, path)
            return await super().get(path, **params)

    with pytest.raises(AriError):
        await take(Away([channel("c1")], []))  # type: ignore[arg-type]


async def test_a_call_is_counted_once_whoever_serves_it() -> None:
    ari = Lists(
        [
            channel("c1"),
            channel(names.agent_leg("c1", "wang", 1), data="hotline,agent"),
            channel(names.media("c1", 1)),
            channel(names.snoop("c1", "caller")),
            channel(names.tap_media("c1", "agent")),
            channel("queued", app="Queue", data="everyone"),
            channel("rung by that queue", app="AppDial", data="(Outgoing Line)"),
            {"id": "has only just come in"},
        ],
        [],
    )
    assert await count_calls(ari) == 3  # type: ignore[arg-type]


async def test_an_agent_in_anothers_bridge_is_no_conversation() -> None:
    agent = names.agent_leg("c1", "wang", 1)
    ari = Lists([channel("c1"), channel(agent)], [bridge(names.bridge("c2"), "c1", agent)])
    found = await take(ari)  # type: ignore[arg-type]
    assert not found.conversations
    assert found.stranded == ["c1"]


async def test_one_caller_who_cannot_be_saved_does_not_cost_the_next() -> None:
    ari = Lists([channel("a"), channel("b")], [])
    ari.refuse = {"/channels/a/continue"}
    found = await take(ari)  # type: ignore[arg-type]
    assert await save_stranded(ari, found) == 1  # type: ignore[arg-type]
    assert ari.posted == ["/channels/a/continue", "/channels/b/continue"]


CALLS = st.sampled_from(["hotline1-17.1", "hotline1-17.11", "hotline1-17.1.1", "1"])
PIECES = st.one_of(
    CALLS,
    st.builds(names.media, CALLS, st.integers(1, 3)),
    st.builds(names.snoop, CALLS, st.sampled_from(["caller", "agent"])),
    st.builds(names.tap_media, CALLS, st.sampled_from(["caller", "agent"])),
    st.builds(names.agent_leg, CALLS, st.sampled_from(["wang", "li_2"]), st.integers(1, 3)),
    st.text(max_size=5),
)
BRIDGES = st.one_of(
    CALLS.map(names.bridge),
    st.builds(names.tap_bridge, CALLS, st.sampled_from(["caller", "agent"])),
    st.just("others"),
)


@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["Stasis", "Queue", "", None])), unique_by=lambda p: p[0]),
    st.lists(st.tuples(BRIDGES, st.sets(PIECES, max_size=4)), unique_by=lambda b: b[0], max_size=4),
    st.lists(
        st.tuples(CALLS, st.sampled_from(["wang", "li_2"]), st.integers(1, 3)), unique_by=lambda t: t[0]
    ),
)
def test_no_conversation_is_ever_swept(
    loose: list[tuple[str, str | None]],
    bridges: list[tuple[str, set[str]]],
    talking: list[tuple[str, str, int]],
) -> None:
    pairs = {call: names.agent_leg(call, agent, attempt) for call, agent, attempt in talking}
    safe = set(pairs) | set(pairs.values())
    channels = [channel(id_, app) for id_, app in loose if id_ not in safe] + [channel(id_) for id_ in safe]
    rooms = [bridge(id_, *members) for id_, members in bridges if id_ not in map(names.bridge, pairs)]
    rooms += [bridge(names.bridge(call), call, agent) for call, agent in pairs.items()]
    ari = Lists(channels, rooms)

    async def clean_up() -> list[BridgedCall]:
        found = await take(ari)  # type: ignore[arg-type]
        await save_stranded(ari, found)  # type: ignore[arg-type]
        await sweep(ari, found)  # type: ignore[arg-type]
        return found.conversations

    conversations = asyncio.run(clean_up())
    assert {(c.call, c.agent_channel) for c in conversations} >= set(pairs.items())
    touched = {path.split("/")[2] for path in ari.posted + ari.discarded}
    assert not touched & (safe | {names.bridge(call) for call in pairs})


@given(CALLS | st.text(min_size=1), st.from_regex(r"[A-Za-z0-9_]+", fullmatch=True), st.integers(0))
def test_an_agents_leg_says_whose_it_is(call: str, agent: str, attempt: int) -> None:
    leg = names.agent_leg(call, agent, attempt)
    if "\n" not in call:
        assert names.agent_of(leg) == (agent, call)
    assert not names.is_helper(leg)
    assert names.agent_of(names.media(call, 1)) is None


async def test_who_comes_from_another_machine_and_withholds_theirs_has_no_number() -> None:
    shown = {**channel("moved"), "caller": {"number": names.OTHER_MACHINES}}
    ari = Lists([shown], [])
    ari.notes = {"moved": place("legal", 20.0)}
    found = await take(ari)  # type: ignore[arg-type]
    assert [one.number for one in found.waiting] == [""]


async def test_a_running_conversation_has_the_callers_number_but_that_of_a_call_of_ours() -> None:
    calls = ("c1", "hotline-out.cb7")
    legs = [names.agent_leg(call, "wang", 1) for call in calls]
    shown = [{**channel(call), "caller": {"number": "13800138000"}} for call in calls]
    bridges = [bridge(names.bridge(call), call, leg) for call, leg in zip(calls, legs, strict=True)]
    ari = Lists([*shown, *(channel(leg, data="hotline,agent") for leg in legs)], bridges)
    found = await take(ari)  # type: ignore[arg-type]
    assert {one.call: one.number for one in found.conversations} == {
        "c1": "13800138000",
        "hotline-out.cb7": "",
    }
