"""Whole lives of calls at virtual time: whatever fails, the caller is with a human and nothing is left."""

from __future__ import annotations

import asyncio

import pytest

from contracts import (
    CALLED_BACK,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Choice,
    Fault,
    KeyPressed,
    Leg,
    TapStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import Action, Answered, CallBack, HangUp, Listen, Route
from hotline.calls.call.inbox import EndCall, Leave
from telephony.ari.events import Channel, ChannelDestroyed, DtmfReceived, HangupRequested, StasisEnd
from telephony.distributor.people.state import Lease
from tests.unit.hotline.calls.doubles import ID, PROMPT_S, REFUSED
from tests.unit.hotline.calls.session_hotline import GREET, ROUTE_AT_ONCE, Hotline
from tests.virtualtime import at_virtual_time


def sentence(leg: Leg, utterance: int) -> TranscriptFinal:
    return TranscriptFinal(
        call=ID, leg=leg, utterance=utterance, text="您好", start_ms=0, end_ms=900, confidence=0.9
    )


@at_virtual_time
async def test_a_good_call() -> None:
    line = Hotline(GREET)
    await line.start("1001")
    await asyncio.sleep(PROMPT_S + 0.1)
    leg = await line.agent_answers()
    assert line.call.did.index("ring wang") < line.call.did.index("connect")
    assert len(line.of(TapStarted)) == 2
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    assert line.ended.by == "agent"
    [started] = line.of(CallStarted)
    assert isinstance(started, CallStarted)
    assert "13800138000" not in started.caller
    assert "release caller=True" in line.call.did
    line.nothing_left()


@at_virtual_time
async def test_the_caller_is_heard_in_their_language_by_the_agent_s_side_too() -> None:
    line = Hotline({Answered: [Listen(language="yue"), Route("urban")]})
    await line.start("1001")
    leg = await line.agent_answers()
    assert [(hearing.leg, hearing.languages) for hearing in line.hearings] == [
        ("caller", [None, "yue"]),
        ("caller", ["yue"]),
        ("agent", [None]),
    ]
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()


@at_virtual_time
async def test_the_machine_may_end_the_call() -> None:
    line = Hotline({Answered: [HangUp("done")]})
    await line.start()
    await line.ends()
    assert line.ended.by == "service"
    line.nothing_left()


@pytest.mark.parametrize("state", ["asking", "waiting", "ringing", "connecting prompt", "talking"])
@pytest.mark.parametrize("how", ["destroyed", "left"])
@at_virtual_time
async def test_the_caller_hangs_up_in_any_state(state: str, how: str) -> None:
    line = Hotline(GREET if state in ("asking", "connecting prompt") else ROUTE_AT_ONCE)
    if state == "talking":
        await line.talk()
    else:
        await line.start(*(["1001"] if state == "ringing" else []))
    if state == "connecting prompt":
        await asyncio.sleep(PROMPT_S + 0.5)
    channel = Channel(ID)
    line.session.on_ari(ChannelDestroyed(channel, 16, "") if how == "destroyed" else StasisEnd(channel))
    await line.ends()
    assert line.ended.by == "caller"
    assert [verb for verb in line.call.did if verb.startswith("release")] == ["release caller=True"]
    line.nothing_left()
    await asyncio.sleep(20)
    assert not asyncio.all_tasks() - {asyncio.current_task()}


@at_virtual_time
async def test_a_failing_machine_sends_the_caller_to_a_human() -> None:
    line = Hotline({Answered: RuntimeError("a bug")})
    await line.start()
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=False" in line.call.did
    assert line.of(Fault)
    assert line.ended.by == "network"
    line.nothing_left()


@at_virtual_time
async def test_a_recogniser_that_cannot_be_made_sends_the_caller_to_a_human() -> None:
    line = Hotline(GREET)
    line.source.error = ValueError("no such rate")
    await line.start()
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=True" not in line.call.did


@at_virtual_time
async def test_an_unknown_queue_is_no_dead_end_the_caller_waits_in_the_fallback() -> None:
    line = Hotline({Answered: [Route("nowhere")]})
    await line.start("1001")
    [queued] = line.of(CallQueued)
    assert isinstance(queued, CallQueued)
    assert queued.queue == "urban"
    await line.agent_answers()
    assert line.of(Bridged)
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_an_agent_who_is_gone_before_the_bridge_does_not_cost_the_caller_the_call() -> None:
    line = Hotline()
    line.call.fails["connect"] = [REFUSED]
    await line.start("1001")
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await line.agent_answers()
    await asyncio.sleep(1)
    assert "release caller=True" not in line.call.did
    assert line.call.did.count("start_music") == 2, "back to the music"
    assert line.call.did.count("ring li") == 1
    leg = await line.agent_answers()
    assert line.of(Bridged)
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    line.nothing_left()


@at_virtual_time
async def test_a_recogniser_that_cannot_be_made_does_not_end_a_conversation() -> None:
    line = Hotline()
    await line.start("1001")
    line.source.error = RuntimeError("no memory")
    await line.agent_answers()
    await asyncio.sleep(1)
    assert line.of(Bridged)
    assert "release caller=True" not in line.call.did


@at_virtual_time
async def test_a_conversation_that_cannot_be_adopted_is_not_ended() -> None:
    line = Hotline()
    line.call.fails["adopt"] = [REFUSED]
    await line.adopt()
    await asyncio.sleep(1)
    assert "release caller=True" not in line.call.did


@at_virtual_time
async def test_taps_that_cannot_be_had_leave_the_conversation_alone() -> None:
    line = Hotline()
    line.call.fails["tap"] = [REFUSED, REFUSED]
    leg = await line.talk()
    assert len(line.of(Fault)) == 2
    assert line.task is not None
    assert not line.task.done()
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    assert line.ended.by == "agent"


@at_virtual_time
async def test_a_tap_that_closes_is_opened_again_but_not_for_ever() -> None:
    line = Hotline()
    await line.talk()
    for _ in range(6):
        line.call.wires[-1].drop()
        await asyncio.sleep(0.1)
    assert 3 <= line.call.did.count("tap agent") <= 5
    assert len(line.of(Fault)) <= 5
    await line.hang_up()


@at_virtual_time
async def test_a_tap_on_its_way_when_the_call_ends_is_not_made_after_everything_was_taken_down() -> None:
    line = Hotline()
    line.call.tapping_s = 1.0
    leg = await line.talk()
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    given_up, down = (line.call.did.index(what) for what in ("no tap caller", "release caller=True"))
    assert given_up < down


@at_virtual_time
async def test_slow_recognisers_do_not_keep_the_caller_on_a_dead_line() -> None:
    line = Hotline()
    leg = await line.talk()
    for hearing in line.hearings:
        hearing.finishing_s = 5.0
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await asyncio.sleep(1)
    assert "release caller=True" in line.call.did


@at_virtual_time
async def test_the_desk_may_end_the_call() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(EndCall())
    await line.ends()
    assert line.ended.by == "agent"
    assert "release caller=True" in line.call.did


@pytest.mark.parametrize("state", ["asking", "waiting", "ringing"])
@at_virtual_time
async def test_shutdown_gives_everybody_without_an_agent_to_a_human(state: str) -> None:
    line = Hotline(GREET if state == "asking" else ROUTE_AT_ONCE)
    await line.start(*(["1001"] if state == "ringing" else []))
    line.session.inbox.put(Leave())
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=False" in line.call.did
    line.nothing_left()


@at_virtual_time
async def test_shutdown_leaves_conversations_running() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(Leave())
    await line.ends()
    assert "leave_running" in line.call.did
    assert not [verb for verb in line.call.did if verb.startswith("release")]
    assert not line.of(CallEnded)


@at_virtual_time
async def test_an_adopted_conversation_is_heard_again_and_its_end_is_seen() -> None:
    line = Hotline()
    await line.adopt()
    [bridged] = line.of(Bridged)
    assert isinstance(bridged, Bridged)
    assert bridged.adopted
    assert "connect" not in line.call.did
    await line.hang_up()
    assert line.ended.by == "caller"
    line.nothing_left()


@at_virtual_time
async def test_utterances_are_numbered_through_from_the_greeting_on() -> None:
    line = Hotline(GREET)
    await line.start("1001")
    line.hearings[0].emit(sentence("caller", 0))
    line.hearings[0].emit(sentence("caller", 1))
    await asyncio.sleep(PROMPT_S + 0.1)
    await line.agent_answers()
    heard = [(hearing.leg, hearing.first_utterance) for hearing in line.hearings]
    assert heard == [("caller", 0), ("caller", 2), ("agent", 0)]
    await line.hang_up()


@at_virtual_time
async def test_an_adopted_conversation_s_utterances_go_on_after_its_record() -> None:
    line = Hotline()
    await line.adopt(past=[sentence("caller", 0), sentence("agent", 4)])
    heard = [(hearing.leg, hearing.first_utterance) for hearing in line.hearings]
    assert heard == [("caller", 1), ("agent", 5)]
    await line.hang_up()


@at_virtual_time
async def test_an_agent_who_left_the_configuration_can_be_adopted() -> None:
    line = Hotline()
    await line.adopt("former")
    await line.hang_up()
    assert line.ended.by == "caller"


class NextCaller:
    """A caller whose call is led by nobody."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def offered(self, lease: Lease, _choice: Choice) -> None:
        self.rung.append(lease.agent)

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.rung.remove(lease.agent)


@at_virtual_time
async def test_the_agent_is_free_again_after_wrap_up() -> None:
    line = Hotline()
    await line.talk()
    await line.hang_up()
    next_one = NextCaller()
    line.floor.enqueue("next", "urban", 0, next_one)
    assert not next_one.rung
    await asyncio.sleep(11)
    assert next_one.rung == ["wang"]


@at_virtual_time
async def test_a_key_that_is_none_is_no_harm_to_the_call() -> None:
    line = Hotline(GREET)
    await line.start()
    line.session.on_ari(DtmfReceived(Channel(ID), "5"))
    line.session.on_ari(DtmfReceived(Channel(ID), "f"))
    assert [event.digit for event in line.events if isinstance(event, KeyPressed)] == ["5"]
    await line.hang_up()


@pytest.mark.parametrize(
    ("request_", "by"),
    [
        (HangupRequested(Channel(ID), 0, 0), "caller"),
        (HangupRequested(Channel(ID), 16, 0), "caller"),
        (HangupRequested(Channel(ID), 16, 408), "network"),
        (HangupRequested(Channel(ID), 41, 0), "network"),
        (None, "caller"),
    ],
)
@pytest.mark.parametrize("talking", [False, True])
@at_virtual_time
async def test_who_ended_the_call_is_asterisk_s_to_say(
    talking: bool, request_: HangupRequested | None, by: str
) -> None:
    line = Hotline()
    await (line.talk() if talking else line.start())
    if request_ is not None:
        line.session.on_ari(request_)
    line.session.on_ari(StasisEnd(Channel(ID)))
    await line.ends()
    assert line.ended.by == by


@at_virtual_time
async def test_an_agent_s_phone_that_dies_did_not_hang_up() -> None:
    line = Hotline()
    leg = await line.talk()
    line.session.on_ari(HangupRequested(Channel(leg), 16, 408))
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, "Normal Clearing"))
    await line.ends()
    assert (line.ended.by, line.ended.cause) == ("network", "SIP 408: the phone did not answer any more")


ALARM = TranscriptPartial(call=ID, leg="caller", utterance=0, text="着火了")
AT_THE_ALARM: dict[object, list[Action] | Exception] = {
    Answered: [Listen()],
    TranscriptPartial: [Route("urban")],
}


async def alarmed(line: Hotline) -> None:
    """The caller is in the midst of the sentence that has already decided where they go."""
    await line.start()
    line.hearings[0].speaking = True
    line.hearings[0].emit(ALARM)
    await asyncio.sleep(1)


@at_virtual_time
async def test_the_sentence_that_raised_the_alarm_is_heard_to_its_end() -> None:
    line = Hotline(AT_THE_ALARM)
    await alarmed(line)
    heard = line.hearings[0]
    assert not heard.finished, "the rest of it is still being said"
    assert "start_music" not in line.call.did, "music would end what is heard"
    heard.speaking = False
    heard.emit(sentence("caller", 0))
    await asyncio.sleep(1)
    assert heard.finished
    assert len(line.of(TranscriptFinal)) == 1
    assert "start_music" in line.call.did
    await line.hang_up()


@at_virtual_time
async def test_an_agent_who_answers_meanwhile_is_not_kept_waiting_and_the_final_comes() -> None:
    line = Hotline(AT_THE_ALARM)
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await alarmed(line)
    heard = line.hearings[0]
    heard.finishing_s, heard.last = 3.0, sentence("caller", 0)
    await line.agent_answers()
    assert line.of(Bridged)
    assert not line.of(TranscriptFinal)
    await asyncio.sleep(4)
    assert len(line.of(TranscriptFinal)) == 1
    assert line.hearings[1].first_utterance >= 1, "two sentences never have one number"
    await line.hang_up()


@at_virtual_time
async def test_who_hangs_up_in_the_midst_of_a_sentence_is_in_the_record_with_it() -> None:
    line = Hotline({Answered: [Listen()]})
    await line.start()
    heard = line.hearings[0]
    heard.speaking, heard.finishing_s, heard.last = True, 2.0, sentence("caller", 0)
    await line.hang_up()
    kinds = [type(event) for event in line.events]
    assert kinds.index(TranscriptFinal) < kinds.index(CallEnded)


@at_virtual_time
async def test_a_sentence_without_end_keeps_nobody_from_the_music() -> None:
    line = Hotline(AT_THE_ALARM)
    await alarmed(line)
    await asyncio.sleep(12)
    assert line.hearings[0].finished
    assert "start_music" in line.call.did
    await line.hang_up()


@at_virtual_time
async def test_who_is_booked_and_hangs_up_before_they_are_told_is_called_back() -> None:
    line = Hotline()
    line.callbacks.answers = {KeyPressed: [CallBack("13912345678")]}
    await line.start()
    for _ in range(2):
        line.session.on_ari(DtmfReceived(Channel(ID), "1"))
        await asyncio.sleep(0.1)
    assert line.callbacks.kept
    await line.hang_up()
    assert (line.ended.by, line.ended.cause) == ("caller", CALLED_BACK)
    line.nothing_left()
