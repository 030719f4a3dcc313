"""A call-back is offered at virtual time to a caller who waits: what they answer, and danger."""

from __future__ import annotations

import asyncio

import pytest

from contracts import (
    MESSAGE_TAKEN,
    AgentAnswered,
    AgentMissed,
    CallQueued,
    Decided,
    Fault,
    KeyPressed,
    PromptStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import (
    Action,
    Answered,
    Booked,
    CallBack,
    CaseDraft,
    CaseNoted,
    HangUp,
    KeepWaiting,
    NoteCase,
    PromptDone,
    Report,
    Route,
    Say,
    StopSaying,
)
from contracts.events.call.decisions import Slot
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import AgentUp, AnnouncementDone
from telephony.ari.events import Channel, DtmfReceived
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue.phase import ANNOUNCE_S, Queue
from tests.unit.hotline.calls.doubles import PROMPT_S, FakeHearing
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

BOOKS: dict[object, list[Action] | Exception] = {
    Answered: [Say("offer", "要回电吗")],
    KeyPressed: [CallBack("13912345678")],
    Booked(True): [Say("kept", "好的，再见")],
    Booked(False): [KeepWaiting()],
    PromptDone("kept"): [HangUp("called back")],
    PromptDone("offer"): [],
}


def pressed(digit: str) -> KeyPressed:
    return KeyPressed(call=ID, digit=digit)


@at_virtual_time
async def test_a_call_back_is_offered_once_after_a_while_and_ends_the_call() -> None:
    queue = Queue()
    queue.callbacks.answers = BOOKS
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert queue.callbacks.offered == [], "not before its time"
    await queue.put(AnnouncementDone("announce.0." + ID))
    await asyncio.sleep(ANNOUNCE_S)
    assert queue.callbacks.offered == [False]
    assert queue.call.did[-2:] == ["stop_music", "open_media"]
    await queue.put(pressed("1"))
    [(number, place)] = queue.callbacks.kept
    assert (number, place.queue) == ("13912345678", "urban")
    assert queue.task is not None
    assert await asyncio.wait_for(queue.task, 3 * PROMPT_S) is None


@at_virtual_time
async def test_who_cannot_be_booked_goes_on_waiting_with_music_and_is_not_asked_again() -> None:
    queue = Queue()
    queue.callbacks.answers, queue.callbacks.books = BOOKS, False
    await queue.start()
    await asyncio.sleep(2 * ANNOUNCE_S + 1)
    await queue.put(pressed("1"))
    await asyncio.sleep(1)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    await asyncio.sleep(5 * ANNOUNCE_S)
    assert len(queue.callbacks.offered) == 1
    await queue.stop()
    assert len(queue.callbacks.missed_calls) == 1


@at_virtual_time
async def test_the_key_asks_for_a_call_back_at_any_time_of_the_wait() -> None:
    queue = Queue()
    queue.callbacks.answers = BOOKS
    await queue.start()
    await queue.put(pressed("2"))
    assert queue.callbacks.offered == []
    await queue.put(pressed("1"))
    assert queue.callbacks.offered == [True]
    await queue.stop()


@at_virtual_time
async def test_an_agent_who_answers_in_mid_offer_gets_the_caller() -> None:
    queue = Queue("1001")
    queue.callbacks.answers = BOOKS
    await queue.start()
    await queue.put(pressed("1"))
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    assert queue.task is not None
    assert await queue.task == "wang"


@at_virtual_time
async def test_who_is_booked_and_hangs_up_in_the_good_bye_is_no_missed_call() -> None:
    queue = Queue()
    queue.callbacks.answers = BOOKS
    await queue.start()
    await queue.put(pressed("1"))
    await queue.put(pressed("1"))
    await queue.stop()
    assert queue.callbacks.kept
    assert queue.callbacks.missed_calls == []


@at_virtual_time
async def test_media_that_cannot_be_had_for_an_offer_costs_the_offer_alone() -> None:
    queue = Queue()
    queue.callbacks.answers = BOOKS
    queue.call.fails["open_media"] = [REFUSED]
    await queue.start()
    await queue.put(pressed("1"))
    assert queue.of(Fault)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    await queue.stop()


EMERGENCY = Route("emergency", 100, "请不要挂机")
FIRE = TranscriptPartial(call=ID, leg="caller", utterance=1, text="我家着火了")
FINAL = TranscriptFinal(
    call=ID, leg="caller", utterance=1, text="我家着火了", start_ms=0, end_ms=900, confidence=0.9
)
IN_DANGER: dict[object, list[Action] | Exception] = {
    Answered: [Say("offer", "要回电吗")],
    KeyPressed: [CallBack("13912345678")],
    TranscriptPartial: [StopSaying(), EMERGENCY],
}
SEATS = {"wang": ("1001", "urban"), "li": ("1002", "emergency")}


async def offered(*phones: str) -> Queue:
    """A caller who has waited for ten seconds and is offered a call-back."""
    queue = Queue(*phones, seats=SEATS)
    queue.callbacks.answers = IN_DANGER
    await queue.start()
    await asyncio.sleep(10)
    await queue.put(pressed("1"))
    return queue


def speaks(queue: Queue) -> FakeHearing:
    """The caller is in the midst of a sentence."""
    hearing = queue.hearings.made[-1]
    hearing.speaking = True
    return hearing


def queued(queue: Queue) -> list[CallQueued]:
    return [event for event in queue.of(CallQueued) if isinstance(event, CallQueued)]


@at_virtual_time
async def test_danger_moves_the_caller_into_the_emergency_queue_with_their_time() -> None:
    queue = await offered()
    await queue.put(FIRE)
    first, second = queued(queue)
    assert (second.queue, second.priority) == ("emergency", 100)
    assert first.queued_at is not None
    assert second.queued_at is not None
    # The floor counts back from the wall clock, which stands still at virtual time.
    assert first.queued_at - second.queued_at == pytest.approx(10, abs=1)
    assert [(place.queue, place.since) for place in queue.call.places] == [
        ("urban", queue.call.places[0].since),
        ("emergency", queue.call.places[0].since),
    ]
    assert queue.waiting.route == EMERGENCY
    said = [event.text for event in queue.of(PromptStarted) if isinstance(event, PromptStarted)]
    assert said == ["要回电吗", "请不要挂机"]
    await asyncio.sleep(PROMPT_S + 0.1)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    await queue.stop()
    assert [place.queue for _, place in queue.callbacks.missed_calls] == ["emergency"]


@at_virtual_time
async def test_who_still_speaks_is_heard_to_the_end_and_then_hears_music() -> None:
    queue = await offered()
    hearing = speaks(queue)
    await queue.put(FIRE)
    await asyncio.sleep(PROMPT_S + 3)
    assert queue.call.did[-1] == "open_media", "music would end what is heard of them"
    hearing.speaking = False
    hearing.emit(FINAL)
    await asyncio.sleep(0.5)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    assert queue.of(TranscriptFinal) == [FINAL]
    assert hearing.finished
    await queue.stop()


@at_virtual_time
async def test_a_ringing_agent_is_withdrawn_and_one_for_emergencies_rung() -> None:
    queue = await offered("1001", "1002")
    usual = queue.call.agent_channel
    assert usual is not None
    await queue.put(FIRE)
    [missed] = queue.of(AgentMissed)
    assert isinstance(missed, AgentMissed)
    assert (missed.agent, missed.reason) == ("wang", "moved")
    assert queue.call.did.index("stop_ringing") < queue.call.did.index("ring li")
    await queue.put(AgentUp(usual))
    assert not queue.of(AgentAnswered), "an answer of the leg that was given up"
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    assert queue.task is not None
    assert await queue.task == "li"


@at_virtual_time
async def test_a_call_back_that_is_written_down_already_is_taken_back() -> None:
    queue = await offered()
    await queue.put(pressed("1"))
    assert queue.callbacks.kept
    queue.floor.leave(ID)  # as whoever writes it down does
    await queue.put(FIRE)
    assert queue.callbacks.stayed == [ID]
    assert queue.floor.queue(ID) == "emergency"
    await queue.stop()
    assert queue.callbacks.missed_calls, "who hangs up now is called back"


@at_virtual_time
async def test_nothing_is_taken_back_that_was_not_written_down() -> None:
    queue = await offered()
    await queue.put(FIRE)
    assert queue.callbacks.stayed == []
    await queue.stop()


@at_virtual_time
async def test_who_has_named_danger_is_offered_no_call_back_any_more() -> None:
    queue = await offered()
    await queue.put(FIRE)
    await asyncio.sleep(PROMPT_S + 1)
    await queue.put(pressed("1"))
    await asyncio.sleep(5 * ANNOUNCE_S)
    assert queue.callbacks.offered == [True]
    assert [event.queue for event in queued(queue)] == ["urban", "emergency"]
    await queue.stop()


@at_virtual_time
async def test_who_hangs_up_in_the_midst_of_naming_danger_leaves_their_sentence_and_nothing_else() -> None:
    queue = await offered("1001")
    hearing = speaks(queue)
    hearing.last = FINAL
    queue.inbox.put(FIRE)
    await queue.stop()
    await queue.waiting.last_words()
    assert queue.of(TranscriptFinal) == [FINAL]
    assert hearing.finished


@at_virtual_time
async def test_what_was_answered_before_stays_beside_the_decision_for_danger() -> None:
    address, name = (Slot(id=id, label=id, value=id) for id in ("address", "name"))
    before = Decided(call=ID, outcome="route", queue="urban", slots=(address,))
    danger = Decided(call=ID, outcome="route", queue="emergency", slots=(name,))
    line = Hotline({Answered: [Report(before), Route("urban")]})
    line.callbacks.answers = {**IN_DANGER, TranscriptPartial: [Report(danger), EMERGENCY]}
    await line.start()
    line.session.on_ari(DtmfReceived(Channel(ID), "1"))
    await asyncio.sleep(0.001)
    line.session.inbox.put(FIRE)
    await asyncio.sleep(0.001)
    decided = [event for event in line.of(Decided) if isinstance(event, Decided)]
    assert [event.slots for event in decided] == [(address,), (address, name)]
    assert line.floor.queue(ID) == "emergency"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_is_being_booked_when_the_media_is_lost_does_not_wait_for_a_place_that_is_gone() -> None:
    queue = Queue()
    queue.callbacks.answers = {Answered: [CallBack("13912345678")]}
    await queue.start()
    await queue.put(pressed("1"))
    queue.call.fails["open_media"] = [REFUSED]
    queue.call.wires[-1].drop()
    assert queue.task is not None
    assert await asyncio.wait_for(queue.task, 10) is None


DRAFT = CaseDraft(said="路灯坏了")
TAKES_DOWN: dict[object, list[Action] | Exception] = {
    Answered: [Say("offer", "要留言吗")],
    KeyPressed: [NoteCase(DRAFT), NoteCase(DRAFT, last=True)],
    CaseNoted("261129000009"): [Say("number", "工单号是二六一一")],
    CaseNoted(""): [KeepWaiting()],
    PromptDone("number"): [HangUp("message taken")],
    PromptDone("offer"): [],
}


@at_virtual_time
async def test_a_message_is_offered_before_the_first_announcement_and_ends_the_call() -> None:
    queue = Queue()
    queue.messages.answers = TAKES_DOWN
    await queue.start()
    await asyncio.sleep(queue.messages.nobody_after_s + 1)
    assert queue.call.did[-2:] == ["stop_music", "open_media"]
    await queue.put(pressed("1"))
    assert queue.messages.written == [(DRAFT, False), (DRAFT, True)]
    assert queue.task is not None
    assert await asyncio.wait_for(queue.task, 3 * PROMPT_S) is None
    assert queue.waiting.left_as == "message taken"


@at_virtual_time
async def test_a_key_asks_for_it_and_the_callers_music_goes_on_when_nothing_was_written_down() -> None:
    queue = Queue()
    queue.messages.answers, queue.messages.number = TAKES_DOWN, ""
    await queue.start()
    await queue.put(pressed("3"))
    await queue.put(pressed("1"))
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    assert queue.waiting.left_as == ""
    await queue.stop()


@at_virtual_time
async def test_who_hangs_up_into_the_number_of_the_case_is_no_missed_call() -> None:
    queue = Queue()
    queue.messages.answers = TAKES_DOWN
    await queue.start()
    await queue.put(pressed("3"))
    await queue.put(pressed("1"))
    assert queue.waiting.hung_up_as == MESSAGE_TAKEN
    await queue.stop()
    assert queue.callbacks.missed_calls == []


@at_virtual_time
async def test_who_hangs_up_in_mid_message_is_a_missed_call_too() -> None:
    queue = Queue()
    queue.messages.answers = {**TAKES_DOWN, KeyPressed: [NoteCase(DRAFT)]}
    await queue.start()
    await queue.put(pressed("3"))
    await queue.put(pressed("1"))
    await queue.stop()
    assert queue.messages.written == [(DRAFT, False)]
    assert len(queue.callbacks.missed_calls) == 1


@at_virtual_time
async def test_danger_named_after_the_number_of_the_case_makes_who_hangs_up_a_missed_call() -> None:
    queue = Queue(seats=SEATS)
    queue.messages.answers = {**TAKES_DOWN, TranscriptPartial: [StopSaying(), EMERGENCY]}
    await queue.start()
    await queue.put(pressed("3"))
    await queue.put(pressed("1"))
    await queue.put(FIRE)
    assert queue.floor.queue(ID) == "emergency"
    await queue.stop()
    assert [place.queue for _number, place in queue.callbacks.missed_calls] == ["emergency"]


@at_virtual_time
async def test_who_hears_to_whom_they_are_connected_is_offered_a_message_right_after_it() -> None:
    queue = Queue()
    queue.messages.answers = TAKES_DOWN
    queue.messages.after_s = queue.messages.nobody_after_s = 0.0
    media = await queue.call.open_media()
    queue.speaker = Speaker(ID, media, queue.prompts, queue.events.append, queue.inbox.put)
    await queue.start(Route("urban", 0, say="正在为您转接"))
    await asyncio.sleep(PROMPT_S + 2)
    assert queue.call.did[-2:] == ["stop_music", "open_media"]
    await queue.speaker.close()
    await queue.stop()
