"""What is heard in whole lives of calls at virtual time: every sentence once, to its end, whatever fails."""

from __future__ import annotations

import asyncio

from contracts import (
    Bridged,
    CallEnded,
    Fault,
    Leg,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import Action, Answered, Listen, Route
from telephony.ari.events import Channel, ChannelDestroyed
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.doubles import PROMPT_S
from tests.unit.hotline.calls.session_hotline import GREET, Hotline
from tests.virtualtime import at_virtual_time


def sentence(leg: Leg, utterance: int) -> TranscriptFinal:
    return TranscriptFinal(
        call=ID, leg=leg, utterance=utterance, text="您好", start_ms=0, end_ms=900, confidence=0.9
    )


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
async def test_a_recogniser_that_cannot_be_made_sends_the_caller_to_a_human() -> None:
    line = Hotline(GREET)
    line.source.error = ValueError("no such rate")
    await line.start()
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=True" not in line.call.did


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
