"""The book of cases: found for who waits, opened and joined from desks, told as events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import pytest

from agent_assist.cases.port import FiledIn, NewCase
from agent_assist.refusal import ActionRefused
from contracts import (
    AgentRinging,
    Assisted,
    CallQueued,
    CaseChanged,
    CaseCompleted,
    CaseFound,
    CaseJoined,
    CaseOpened,
    Decided,
    Event,
    Fault,
    FoundCase,
    ProgressTold,
    Slot,
    TicketField,
)
from contracts.dialogue import CaseDraft
from hotline.cases.book import CaseBook
from hotline.cases.store import CaseStore
from hotline.cases.table import CaseMatter
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from tests.shipped import shipped_config
from tests.unit.hotline.cases.opened import NUMBER, OTHER, opened
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database")

E = TypeVar("E", bound=Event)
CONFIG = shipped_config()
WISH = NewCase(said="我们这儿停水三天了", place="幸福路12号", secret=False)


class Service:
    """The part of a service that the book sees."""

    def __init__(self, store: CaseStore) -> None:
        self.store = store
        self.told: list[Event] = []
        self.ivr = CONFIG.ivr
        self.numbers = {"first": NUMBER, "second": OTHER}
        self.book = CaseBook(store, self._config, lambda call: self.numbers.get(call, ""), self._publish)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.told if isinstance(event, kind)]

    def _config(self) -> HotlineConfig:
        return CONFIG.model_copy(update={"ivr": self.ivr})

    def _publish(self, event: Event) -> None:
        self.told.append(event)
        self.book.take(event)

    def routed(self, call: str, place: str = "幸福路12号", intent: str = "water_outage") -> None:
        """A call comes to a queue with that need."""
        slots = (Slot(id="address", label="地址", value=place, said=place),)
        self.book.take(
            Decided(
                call=call, outcome="route", intent=intent, intent_name="停水", queue="utilities", slots=slots
            )
        )
        self.book.take(CallQueued(call=call, queue="utilities", position=1))

    async def found(self, call: str) -> CaseFound:
        """The latest of that call, once there is one."""
        found: list[CaseFound] = await eventually(
            lambda: [one for one in self.of(CaseFound) if one.call == call], seen=lambda: self.told
        )
        return found[-1]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with opened(tmp_path) as store:
        yield Service(store)


async def test_a_second_call_about_the_same_place_is_shown_the_case(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    service.routed("second")
    [one] = (await service.found("second")).cases
    assert (one.case, one.why, one.calls, one.said) == (number, "place", 1, WISH.said)


async def test_a_case_that_was_opened_while_the_call_waited_is_found_when_it_rings(service: Service) -> None:
    service.routed("second")
    await service.book.settled()
    assert service.of(CaseFound) == []
    await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    service.book.take(AgentRinging(call="second", agent="li"))
    assert [one.why for one in (await service.found("second")).cases] == ["place"]


async def test_an_opened_case_has_the_calls_telephone_and_is_shown_in_it(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    [event] = service.of(CaseOpened)
    assert (event.case, event.by, event.intent, event.secret) == (number, "wang", "water_outage", False)
    [one] = (await service.found("first")).cases
    assert (one.why, one.calls) == ("call", 0)
    row = await service.store.get(number)
    assert row is not None
    assert service.store.telephone_of(row) == NUMBER


async def test_another_telephone_replaces_that_of_the_call(service: Service) -> None:
    wish = WISH.model_copy(update={"telephone": OTHER})
    number = await service.book.open(FiledIn("first", None, "general"), "wang", wish)
    row = await service.store.get(number)
    assert row is not None
    assert (service.store.telephone_of(row), row.topic) == (OTHER, "")


@pytest.mark.parametrize("telephone", ["139123", "王先生", "110"])
async def test_what_is_no_telephone_is_refused_before_anything_is_opened(
    service: Service, telephone: str
) -> None:
    wish = WISH.model_copy(update={"telephone": telephone})
    with pytest.raises(ActionRefused, match="联系电话"):
        await service.book.open(FiledIn("first", None, "general"), "wang", wish)
    assert await service.store.listed() == []


async def test_joining_counts_the_call_once(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    service.routed("second")
    await service.found("second")
    await service.book.join("second", "li", number)
    await service.book.join("second", "li", number)
    assert [(event.call, event.case, event.by) for event in service.of(CaseJoined)] == [
        ("second", number, "li")
    ]
    assert [one.why for one in (await service.found("second")).cases] == ["call"]
    with pytest.raises(ActionRefused, match="261129000009"):
        await service.book.join("second", "li", "261129000009")


async def test_a_changed_state_is_told_and_shown_in_every_call_about_it(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    service.routed("second")
    await service.found("second")
    await service.book.set_state(number, "in work", "li")
    await service.book.settled()
    assert [one.state for one in (await service.found("second")).cases] == ["in work"]
    assert [one.state for one in (await service.found("first")).cases] == ["in work"]
    await service.book.set_state(number, "closed", "li")
    await service.book.settled()
    assert (await service.found("second")).cases == ()
    assert [event.state for event in service.of(CaseChanged)] == ["in work", "closed"]
    with pytest.raises(ActionRefused):
        await service.book.set_state(number, "closed", "li")


async def test_what_is_closed_at_a_terminal_is_shown_in_every_call_about_it(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    await service.found("first")
    await service.store.set_state(number, "closed", "command line")
    service.book.take(CaseChanged(case=number, state="closed", by="root", where="terminal"))
    await service.book.settled()
    assert (await service.found("first")).cases == ()


async def test_a_look_that_takes_longer_than_the_next_one_changes_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.routed("first")
    await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    await service.book.settled()
    found, late = service.store.found, asyncio.Event()

    async def slow(call: str, number: str, about: CaseMatter, **windows: float) -> list[FoundCase]:
        cases = await found(call, number, about, **windows)
        if about.place != WISH.place:
            await late.wait()
        return cases

    monkeypatch.setattr(service.store, "found", slow)
    service.routed("second", place="别处")
    await asyncio.sleep(0)
    service.routed("second")
    await service.found("second")
    late.set()
    await service.book.settled()
    assert [len(one.cases) for one in service.of(CaseFound) if one.call == "second"] == [1]


async def test_nothing_is_found_or_opened_while_it_is_switched_off(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    off = CONFIG.ivr.cases.model_copy(update={"enabled": False})
    service.ivr = CONFIG.ivr.model_copy(update={"cases": off})
    service.told.clear()
    service.routed("second")
    await service.book.settled()
    assert service.told == []
    with pytest.raises(ActionRefused, match="enabled"):
        await service.book.open(FiledIn("second", "water_outage", "utilities"), "li", WISH)
    with pytest.raises(ActionRefused, match="enabled"):
        await service.book.join("second", "li", number)


@pytest.mark.sqlite
async def test_while_the_database_is_away_calls_go_on_and_agents_are_told(tmp_path: Path) -> None:
    State(tmp_path).database.write_bytes(b"this is a letter, not a database. " * 100)
    async with opened(tmp_path) as store:
        service = Service(store)
        service.routed("first")
        await eventually(lambda: service.of(Fault), seen=lambda: service.told)
        with pytest.raises(ActionRefused, match="数据库"):
            await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)


async def test_a_message_is_one_case_that_grows_until_the_caller_agrees(service: Service) -> None:
    service.routed("first")
    assert service.book.known("first").place == "幸福路12号"
    half = CaseDraft(said="停水三天了", place="幸福路12号")
    number = await service.book.write("first", NUMBER, "utilities", half, False)
    row = await service.store.get(number)
    assert row is not None
    assert (row.complete, row.topic, row.queue) == (False, "停水", "utilities")
    assert service.store.telephone_of(row) == NUMBER, "they were not asked yet: it is the one they call from"
    whole = CaseDraft(said="停水三天了", place="幸福路12号", telephone="", secret=True)
    assert await service.book.write("first", NUMBER, "utilities", whole, True) == number
    row = await service.store.get(number)
    assert row is not None
    assert (row.complete, row.secret, row.sealed) == (True, True, None), "they want no call"
    [opened_event] = service.of(CaseOpened)
    assert (opened_event.by, opened_event.complete) == ("", False)
    assert [event.case for event in service.of(CaseCompleted)] == [number]


async def test_what_is_told_when_the_service_stops_is_written_down(service: Service) -> None:
    telling = asyncio.create_task(
        service.book.write("first", NUMBER, "utilities", CaseDraft(said="停水"), False)
    )
    await asyncio.sleep(0)
    await service.book.settled()
    assert telling.done()
    assert len(await service.store.listed()) == 1


async def test_a_message_goes_on_though_somebody_works_on_it_already(service: Service) -> None:
    half, whole = CaseDraft(said="停水"), CaseDraft(said="停水三天了", secret=True)
    number = await service.book.write("first", NUMBER, "utilities", half, False)
    await service.book.set_state(number, "in work", "wang")
    assert await service.book.write("first", NUMBER, "utilities", whole, True) == number
    row = await service.store.get(number)
    assert row is not None
    assert (row.said, row.state, row.complete) == ("停水三天了", "in work", True)


async def test_a_message_whose_case_is_closed_meanwhile_becomes_another(service: Service) -> None:
    half, whole = CaseDraft(said="停水"), CaseDraft(said="停水三天了", secret=True)
    closed = await service.book.write("first", NUMBER, "utilities", half, False)
    await service.book.set_state(closed, "closed", "wang")
    number = await service.book.write("first", NUMBER, "utilities", whole, True)
    assert number not in ("", closed)
    row = await service.store.get(number)
    assert row is not None
    assert (row.said, row.complete) == ("停水三天了", True)


async def test_the_agent_is_shown_half_a_message_of_the_caller(service: Service) -> None:
    await service.book.write("first", NUMBER, "utilities", CaseDraft(said="停水三天了"), False)
    service.book.take(AgentRinging(call="first", agent="li"))
    [one] = (await service.found("first")).cases
    assert (one.why, one.complete, one.said) == ("call", False, "停水三天了")


@pytest.mark.sqlite
async def test_a_message_cannot_be_written_down_while_the_database_is_away(tmp_path: Path) -> None:
    State(tmp_path).database.write_bytes(b"this is a letter, not a database. " * 100)
    async with opened(tmp_path) as store:
        service = Service(store)
        assert await service.book.write("first", NUMBER, "utilities", CaseDraft(said="停水"), True) == ""
        assert "message" in service.of(Fault)[0].done


async def test_progress_is_told_to_the_telephone_of_the_case_those_that_run_first(service: Service) -> None:
    old = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    new = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    await service.book.set_state(new, "closed", "li")
    told = await service.book.tell("third", "", "+86" + NUMBER)
    assert told.cases is not None
    assert [case.state for case in told.cases] == ["open", "closed"]
    assert [call.call for call in await service.store.calls(old)] == ["first", "third"]
    [event] = service.of(ProgressTold)
    assert (event.case, event.by) == (old, "telephone")


async def test_a_number_is_told_under_its_own_telephone_alone(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    assert (await service.book.tell("third", number, OTHER)).cases == ()
    assert (await service.book.tell("third", "261129000009", NUMBER)).cases == ()
    told = await service.book.tell("third", number, NUMBER)
    assert told.cases is not None
    assert len(told.cases) == 1
    assert [event.case for event in service.of(ProgressTold)] == [None, None, number]


@pytest.mark.sqlite
async def test_progress_is_told_to_nobody_while_the_database_is_away(tmp_path: Path) -> None:
    State(tmp_path).database.write_bytes(b"this is a letter, not a database. " * 100)
    async with opened(tmp_path) as store:
        service = Service(store)
        assert (await service.book.tell("first", "", NUMBER)).cases is None
        assert service.of(Fault)


async def test_a_filed_case_is_sorted_and_says_what_was_left_of_the_draft(service: Service) -> None:
    drafted = (
        TicketField(field="address", value="幸福路12号", line="caller:0", score=0.9),
        TicketField(field="name", value="王建国", line="caller:1", score=0.9),
    )
    wish = WISH.model_copy(
        update={
            "name": "王建军",
            "labels": ("enterprise",),
            "appeal": "尽快来水",
            "id_number": "110101199001011234",
        }
    )
    where = FiledIn("first", "water_outage", "utilities", "12345", drafted)
    number = await service.book.open(where, "wang", wish)
    row = await service.store.get(number)
    assert row is not None
    assert (row.category, row.category_name) == ("c_water_outage", "公用事业/供水/停水水压")
    assert (row.unit, row.unit_name, row.deadline, row.first) == (
        "water_company", "自来水公司", "supply", True,
    )  # fmt: skip
    assert row.due is not None
    assert row.due - row.opened == pytest.approx(86_400, abs=60)
    assert (row.called, row.dialled, row.channel) == ("王**", "12345", "call")
    assert service.store.person_of(row).name == "王建军"
    traces = {one["field"]: one for one in json.loads(row.traced)}
    assert (traces["address"]["how"], traces["address"]["line"]) == ("untouched", "caller:0")
    assert (traces["name"]["how"], traces["name"]["drafted"]) == ("corrected", "王建国")
    assert traces["demand"]["how"] == "typed"
    [event] = service.of(CaseOpened)
    assert (event.category, event.unit, event.due) == (row.category, row.unit, row.due)


async def test_danger_is_due_within_hours(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "gas_leak", "emergency"), "wang", WISH)
    row = await service.store.get(number)
    assert row is not None
    assert (row.deadline, row.urgent) == ("danger", True)


async def test_an_id_that_the_configuration_does_not_have_is_refused(service: Service) -> None:
    wish = WISH.model_copy(update={"category": "nothing_like_it"})
    with pytest.raises(ActionRefused, match="nothing_like_it"):
        await service.book.open(FiledIn("first", None, "general"), "wang", wish)


async def test_a_place_that_is_told_only_in_the_talk_finds_a_neighbours_case(service: Service) -> None:
    number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
    told = (
        TicketField(field="address", value="幸福路12号", line="caller:0", score=0.9),
        TicketField(field="category", value="c_water_outage", line="caller:0", score=0.9),
    )
    service.book.take(Assisted(call="second", ticket=told))
    await service.book.settled()
    [found] = [event for event in service.of(CaseFound) if event.call == "second"]
    assert [(one.case, one.why) for one in found.cases] == [(number, "place")]
