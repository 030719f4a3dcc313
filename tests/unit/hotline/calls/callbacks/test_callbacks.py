"""The book of call-backs at virtual time: who is called when, and what is known of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from agent_assist.refusal import ActionRefused
from contracts import CallbackBooked
from contracts.dialogue import Answered, Say
from hotline.calls.call.inbox import CallInbox, WaitedBefore
from hotline.calls.call.session import CallSession
from hotline.calls.callbacks.book import SOON_S
from hotline.calls.callbacks.came import KNOWN_S
from hotline.calls.callbacks.listed import DeskCallbacks
from hotline.guidance.call_guide import CallGuide
from hotline.nodes.left_behind import LeftBehind
from tests.shipped import shipped_guide
from tests.unit.hotline.calls.callbacks.town import BEGAN, LOOK_S, NIGHT, NOON, NUMBER, PLACE, Agents, Town
from tests.virtualtime import at_virtual_time


@pytest.fixture(scope="module")
def guide() -> CallGuide:
    return shipped_guide()


@pytest.fixture
def town(guide: CallGuide, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(guide, monkeypatch)


@at_virtual_time
async def test_at_night_those_in_line_for_an_agent_go_home_and_are_called_in_the_morning(town: Town) -> None:
    town.store.add()
    await town.look()
    [evening] = town.lines.begun
    town.minute = NIGHT
    await town.look()
    assert evening.cancelled
    assert not town.book.may_dial()
    await town.book.put_off(evening.round.row, evening.id)
    assert (town.tried, town.closed, town.store.rows[1].attempts) == ([], [], 0)
    town.minute = NOON
    await town.look()
    assert len(town.lines.begun) == 2


@at_virtual_time
async def test_a_telephone_that_rings_when_night_falls_may_be_answered(town: Town) -> None:
    town.store.add()
    await town.look()
    town.lines.begun[0].ringing = True
    town.minute = NIGHT
    await town.look()
    assert not town.lines.begun[0].cancelled


@at_virtual_time
async def test_who_waited_too_long_in_line_is_given_up(town: Town) -> None:
    row = town.store.add()
    await town.look()
    town.store.rows[1] = replace(row, created=row.created - 25 * 3600)
    await town.look()
    assert town.lines.begun[0].cancelled
    assert town.closed == ["not reached"]


@at_virtual_time
async def test_an_end_is_written_down_when_the_database_is_back(town: Town) -> None:
    """Who wants no call must not be called by the next service."""
    row = town.store.add()
    await town.look()
    town.store.away = True
    await town.book.close(row, "declined")
    town.store.away = False
    await town.look()
    assert town.store.rows[1].result == "declined"
    assert town.closed == ["declined"]


@at_virtual_time
async def test_who_books_again_while_the_database_was_away_is_called(town: Town) -> None:
    row = town.store.add()
    await town.look()
    town.store.away = True
    await town.book.close(row, "called again")
    town.store.away = False
    assert await town.book.write_down("kept", "new", NUMBER, PLACE, 0) is not None
    await town.look()
    assert town.store.rows[1].state == "open"
    assert len(town.lines.begun) == 2


@at_virtual_time
async def test_who_is_on_the_line_already_is_called_back_when_they_have_hung_up(town: Town) -> None:
    town.store.add()
    town.lines.talks_with.add(NUMBER)
    await town.look()
    assert town.lines.begun == []
    town.lines.talks_with.clear()
    await town.look()
    assert len(town.lines.begun) == 1


@at_virtual_time
async def test_nobody_is_asked_for_while_no_line_is_free(town: Town) -> None:
    town.store.add()
    town.outside.is_free = False
    await town.look()
    assert town.lines.begun == []
    town.outside.is_free = True
    await town.look()
    assert len(town.lines.begun) == 1


@at_virtual_time
async def test_nobody_is_called_while_they_hear_the_good_bye(town: Town) -> None:
    row = town.store.add()
    town.lines.sessions[row.call] = cast(CallSession, None)
    await town.look()
    assert town.lines.begun == []
    town.lines.sessions.clear()
    town.lines.on_end()
    await asyncio.sleep(0.1)
    assert len(town.lines.begun) == 1


@at_virtual_time
async def test_who_could_not_be_dialled_is_called_soon_and_no_attempt_is_counted(town: Town) -> None:
    town.store.add()
    for _ in range(5):
        await town.look()
        began = town.lines.begun[-1]
        await town.book.put_off(began.round.row, began.id)
        await asyncio.sleep(SOON_S)
    assert len({one.id for one in town.lines.begun}) >= 5
    assert (town.tried, town.closed) == ([], [])


@at_virtual_time
async def test_an_old_call_tells_nothing_of_the_one_that_runs(town: Town) -> None:
    town.store.add()
    await town.look()
    town.outside.is_free = False
    await town.look()
    town.outside.is_free = True
    await town.look()
    old, new = town.lines.begun
    await town.book.failed(old.round.row, old.id, "network")
    assert town.tried == []
    await town.book.failed(new.round.row, new.id, "network")
    assert town.tried == [1]


@at_virtual_time
async def test_an_attempt_that_the_database_does_not_know_is_not_forgotten(town: Town) -> None:
    town.store.add()
    await town.look()
    [began] = town.lines.begun
    town.store.away = True
    await town.book.failed(began.round.row, began.id, "busy")
    town.store.away = False
    await town.look()
    assert len(town.lines.begun) == 1, "not before it is time for the second attempt"


@at_virtual_time
async def test_who_is_booked_again_is_called_although_the_database_missed_the_end(town: Town) -> None:
    town.store.add()
    await town.look()
    [began] = town.lines.begun
    town.store.away = True
    await town.book.answered(began.round.row)
    await town.book.reached(began.round.row)
    town.store.away = False
    await town.look()
    assert len(town.lines.begun) == 1
    offer = town.callbacks.offer("second", NUMBER, PLACE, asked_for=True)
    assert offer is not None
    assert await offer.write_down(NUMBER)
    await town.look()
    assert len(town.lines.begun) == 2


@at_virtual_time
async def test_who_is_answered_while_it_is_written_down_is_not_called_back(town: Town) -> None:
    agents = Agents()
    town.floor.enqueue("c1", "urban", 0, agents)
    town.store.meanwhile = asyncio.Event()
    offer = town.callbacks.offer("c1", NUMBER, PLACE, asked_for=True)
    assert offer is not None
    booking = asyncio.create_task(offer.write_down(NUMBER))
    await asyncio.sleep(0.1)
    town.floor.device("PJSIP/1001", "NOT_INUSE")
    assert agents.lease is not None
    assert town.floor.answered(agents.lease)
    town.store.meanwhile.set()
    assert not await booking
    assert town.closed == ["withdrawn"]
    assert town.store.rows[1].sealed is None
    assert town.floor.phase("wang") == "talking"


@at_virtual_time
async def test_what_a_dead_service_left_is_forgotten_and_told(town: Town) -> None:
    town.store.add(state="closed", result="reached", attempts=1)
    await town.look()
    assert town.closed == ["reached"]
    assert (town.store.rows[1].name, town.store.rows[1].sealed) == (None, None)
    await town.look()
    assert town.closed == ["reached"]


@at_virtual_time
async def test_supervisors_see_how_each_stands_and_cancel_one(town: Town) -> None:
    desk = DeskCallbacks(town.book)
    row = town.store.add()
    town.outside.is_free = False
    await town.look()
    [shown] = await desk.listed()
    assert (shown.number, shown.state, shown.attempts, shown.next_at) == (row.masked, "not_now", 0, None)
    town.outside.is_free = True
    await town.look()
    assert [one.state for one in await desk.listed()] == ["in_line"]
    [began] = town.lines.begun
    began.ringing = True
    assert [one.state for one in await desk.listed()] == ["dialled"]
    await town.book.failed(began.round.row, began.id, "busy")
    [shown] = await desk.listed()
    assert (shown.state, shown.attempts) == ("later", 1)
    assert shown.next_at is not None
    await desk.cancel(row.id, "sun")
    assert await desk.listed() == []
    assert town.closed == ["withdrawn"]
    with pytest.raises(ActionRefused):
        await desk.cancel(row.id, "sun")


@at_virtual_time
async def test_who_is_to_be_called_by_another_node_keeps_the_place_when_they_call_here(town: Town) -> None:
    """That node finds out, calls nobody, and tells of it."""
    town.store.add(node="n2", kind="lost")
    await town.look()
    assert town.lines.begun == []
    assert town.calls_again("c9") == pytest.approx(LOOK_S, abs=0.01)
    assert town.calls_again("c10") is None, "once"
    await town.look()
    assert town.store.rows[1].result == "called again"
    assert (town.closed, town.book.open) == ([], [])
    assert town.calls_again("c11") is None


@at_virtual_time
async def test_who_is_lost_with_asterisk_keeps_the_place_however_short_the_wait(town: Town) -> None:
    place = PLACE.model_copy(update={"since": BEGAN - 3.0, "priority": 5})
    town.callbacks.missed("c1", NUMBER, place, lost=False)
    await town.look()
    assert town.lines.begun == []
    town.callbacks.missed("c1", NUMBER, place, lost=True)
    await town.look()
    [began] = town.lines.begun
    assert (began.round.row.kind, began.round.row.queued_at, began.round.row.priority) == (
        "lost", BEGAN - 3.0, 5,
    )  # fmt: skip


@at_virtual_time
@pytest.mark.parametrize("lacks", ["dial", "enabled"])
async def test_who_is_lost_with_asterisk_keeps_the_place_also_where_nobody_is_called(
    guide: CallGuide, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    if lacks == "enabled":
        ivr = guide.config.ivr
        off = ivr.model_copy(update={"callbacks": ivr.callbacks.model_copy(update={"enabled": False})})
        guide = replace(guide, config=guide.config.model_copy(update={"ivr": off}))
    town = Town(guide, monkeypatch)
    town.outside.able = lacks != "dial"
    town.callbacks.missed("withheld", "anonymous", PLACE, lost=True)
    await town.look()
    assert town.store.rows == {}
    town.callbacks.missed("c1", NUMBER, PLACE, lost=True)
    await town.look()
    assert [row.kind for row in town.book.open] == ["lost"]
    assert town.lines.begun == []
    assert town.calls_again("c2") == pytest.approx(2 * LOOK_S, abs=0.01)


@at_virtual_time
@pytest.mark.parametrize("node", ["n1", "n2"])
async def test_who_called_again_before_they_were_found_lost_is_not_called_and_has_the_place(
    town: Town, node: str
) -> None:
    session = SimpleNamespace(inbox=CallInbox())
    town.lines.sessions["again"] = cast(CallSession, session)
    assert town.calls_again("again") is None
    await town.look()
    town.store.add(node=node, kind="lost", call="lost", queued_at=BEGAN - 10)
    await town.look()
    assert town.store.rows[1].result == "called again"
    assert (town.lines.begun, town.book.open) == ([], [])
    assert town.closed == (["called again"] if node == "n1" else []), "each tells of its own"
    assert town.callbacks.waited_s("again") == pytest.approx(10 + 2 * LOOK_S, abs=0.01), "who asks later"
    assert await session.inbox.get() == WaitedBefore(BEGAN - 10), "who waits already"


@at_virtual_time
async def test_a_call_is_no_answer_to_what_was_lost_with_it_or_after_it_or_long_since(town: Town) -> None:
    town.callbacks.calls_again("lost", NUMBER)
    await town.look()
    row = town.store.add(kind="lost", call="lost", queued_at=BEGAN - 10)  # an older place that they kept
    await town.look()
    assert town.book.open == [row]
    town.store.rows[1] = replace(row, call="other", queued_at=BEGAN + 1)
    await town.look()
    assert len(town.book.open) == 1
    await asyncio.sleep(KNOWN_S)
    town.store.rows[1] = replace(row, call="other")
    await town.look()
    assert len(town.book.open) == 1
    assert town.closed == []


@at_virtual_time
async def test_what_another_node_reached_meanwhile_stays_reached(town: Town) -> None:
    row = town.store.add(node="n2", kind="lost")
    await town.look()
    town.store.away = True
    town.callbacks.calls_again("again", NUMBER)
    await town.look()
    town.store.rows[1] = replace(row, state="closed", result="reached")
    town.store.away = False
    await town.look()
    assert town.store.rows[1].result == "reached"


@at_virtual_time
async def test_who_has_called_again_at_another_node_is_not_called_and_that_is_told(town: Town) -> None:
    row = town.store.add(kind="lost")
    await town.look()
    [began] = town.lines.begun
    town.store.rows[1] = replace(row, state="closed", result="called again", name=None)
    await town.look()
    assert began.cancelled
    assert town.closed == ["called again"]


@at_virtual_time
async def test_who_waited_at_a_lost_node_is_told_of_and_called_at_once(town: Town) -> None:
    await town.look()
    row = town.store.add(kind="lost", call="n2-1")
    town.book.take_over([LeftBehind(row.id, row.call, row.masked, row.queue, row.queued_at)])
    await asyncio.sleep(0.1)
    [began] = town.lines.begun
    assert began.round.row == row
    [booked] = [event for event in town.events if isinstance(event, CallbackBooked)]
    assert (booked.call, booked.kind, booked.callback) == ("n2-1", "lost", "1")
    prompts = shipped_guide().config.ivr.callbacks.prompts
    said = [one.text for one in began.round.machine.handle(Answered(), 0.0) if isinstance(one, Say)]
    assert said == [prompts.missed], "they have not asked for it"
