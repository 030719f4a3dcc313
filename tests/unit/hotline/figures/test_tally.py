"""What is counted of a day, where it belongs, and that sums are sums."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import (
    CALLED_BACK,
    GONE_ON,
    GONE_UNSEEN,
    MESSAGE_TAKEN,
    SERVED,
    AgentChanged,
    AgentMissed,
    CallQueued,
    CallStarted,
    CameBack,
    CaseOpened,
    DayFigures,
    Event,
    Figures,
    ForeseenWait,
    SatisfactionAsked,
    SatisfactionGiven,
    from_json,
)
from hotline.figures.agents import AgentTimes
from hotline.figures.csv_rows import AGENT_COLUMNS, QUEUE_COLUMNS, agents_csv, queues_csv
from hotline.figures.day import day_figures
from hotline.figures.settings import FiguresSettings
from hotline.figures.tally import Tally
from tests.unit.hotline.figures.days import DAY, MORNING, answered, came, ended, phase, served

SETTINGS = FiguresSettings(target_s=20, short_s=5)


def figures_of(events: Iterable[Event], day: date = DAY, now: float = MORNING + 3600) -> DayFigures:
    tally = Tally(SETTINGS)
    for event in events:
        tally.take(event)
    return day_figures(tally, day, ["urban", "general"], now)


def whole(events: Iterable[Event]) -> Figures:
    return figures_of(events).queues[0].day


def test_a_day_without_calls_has_no_figures_but_every_queue() -> None:
    found = figures_of([])
    assert [one.queue for one in found.queues] == ["*", "general", "urban"]
    assert {one.day for one in found.queues} == {Figures()}
    assert found.agents == ()


@pytest.mark.parametrize(
    ("ring_at", "queued_at", "answered_at", "gb", "in_target"),
    [
        (0, 5, 15, 100, 100),
        (0, 5, 15.1, 0, 100),
        (0, 5, 25, 0, 100),
        (0, 5, 25.1, 0, 0),
    ],
)
def test_two_clocks_of_one_answer(
    ring_at: float, queued_at: float, answered_at: float, gb: float, in_target: float
) -> None:
    day = whole(served("c", ring_at, queued_at, answered_at, 60))
    assert (day.level_gb_percent, day.level_percent) == (gb, in_target)


def test_three_service_levels_side_by_side() -> None:
    """Ten offered: 4 at once, 2 late, one hung up at once, one in time, two late."""
    events: list[Event] = []
    for number in range(4):
        events += served(f"quick {number}", 0, 2, 10, 30)
    for number in range(2):
        events += served(f"slow {number}", 0, 2, 60, 30)
    for number, left_at in enumerate((3, 12, 40, 90)):
        events += [*came(f"gone {number}", 0, 2), ended(f"gone {number}", left_at)]
    day = whole(events)
    assert (day.offered, day.answered, day.abandoned) == (10, 6, 4)
    assert (day.abandoned_short, day.abandoned_late) == (1, 2)
    assert day.level_gb_percent == 40
    assert day.level_percent == pytest.approx(100 * 4 / 9, abs=0.05)
    assert day.level_2_percent == 50
    assert (day.wait_mean_s, day.wait_longest_s) == (pytest.approx((4 * 8 + 2 * 58) / 6, abs=0.05), 58)


def test_who_still_waits_is_offered_and_lost_to_no_level_but_that_of_the_standard() -> None:
    day = whole([*served("c", 0, 2, 10, 30), *came("waits", 20, 25)])
    assert (day.offered, day.waiting, day.abandoned) == (2, 1, 0)
    assert (day.level_gb_percent, day.level_percent) == (50, 100)


def test_a_call_that_never_came_to_a_queue_is_nobodys() -> None:
    assert whole([came("c", 0, 5)[0], ended("c", 9)]) == Figures()


def test_overflow_counts_where_the_call_was_answered_and_from_its_first_queue() -> None:
    moved = CallQueued(at=MORNING + 100, call="c", queue="general", position=1)
    found = figures_of([*came("c", 0, 10), moved, answered("c", 130), ended("c", 200)])
    queues = {one.queue: one.day for one in found.queues}
    assert (queues["urban"].offered, queues["general"].answered) == (0, 1)
    assert queues["general"].wait_mean_s == 120


def test_who_is_handed_on_after_an_answer_is_one_call() -> None:
    again = CallQueued(at=MORNING + 100, call="c", queue="general", position=1)
    found = figures_of([*came("c", 0, 10), answered("c", 20), again, answered("c", 300), ended("c", 400)])
    assert (found.queues[0].day.offered, found.queues[0].day.wait_mean_s) == (1, 10)
    assert found.agents[0].answered == 2


def test_a_caller_sent_to_the_dialplan_is_neither_answered_nor_lost() -> None:
    day = whole([*came("c", 0, 10), ended("c", 50, "handed to the dialplan: boom")])
    assert (day.offered, day.handed_over, day.abandoned) == (1, 1, 0)


def test_talk_and_wrap_up_belong_to_the_call_s_queue_and_half_hour() -> None:
    late = served("c", 1790, 1795, 1810, 100)
    found = figures_of(late, now=MORNING + 4000)
    urban = next(one for one in found.queues if one.queue == "urban")
    [half_hour] = urban.half_hours
    assert half_hour.at == MORNING, "when it came"
    assert (half_hour.figures.talk_mean_s, half_hour.figures.wrap_up_mean_s) == (100, 10)
    assert half_hour.figures.handling_mean_s == 110


def test_an_agents_own_day() -> None:
    events = [
        phase(0, "wang", "available"),
        *served("c", 90, 95, 100, 60),
        AgentMissed(at=MORNING + 180, call="d", agent="wang", reason="", how="no answer"),
        AgentMissed(at=MORNING + 190, call="d", agent="wang", reason="", how="declined"),
        AgentMissed(at=MORNING + 195, call="d", agent="wang", reason="", how="emergency"),
        CaseOpened(at=MORNING + 120, call="c", case="1", by="wang"),
        CaseOpened(at=MORNING + 130, call="c", case="2"),
        phase(200, "wang", "paused"),
        phase(260, "wang", "offline"),
    ]
    [wang] = figures_of(events).agents
    assert (wang.answered, wang.missed, wang.declined) == (1, 1, 1)
    assert wang.cases == 1, "the machine took the other one"
    assert (wang.talk_s, wang.wrap_up_s, wang.available_s, wang.paused_s) == (60, 10, 130, 60)
    assert wang.occupancy_percent == 35
    assert wang.handling_mean_s == 70


def test_what_goes_on_counts_up_to_now_and_a_rest_is_no_work() -> None:
    rest = AgentChanged(at=MORNING + 10, agent="wang", phase="wrap_up", rest="missed")
    [wang] = figures_of([phase(0, "wang", "available"), rest], now=MORNING + 40).agents
    assert (wang.available_s, wang.wrap_up_s, wang.occupancy_percent) == (40, 0, 0)


def test_ranges_that_came_true() -> None:
    events: list[Event] = []
    for number, real in enumerate((70, 90, 130)):
        told = ForeseenWait(low_s=60, high_s=120, median_s=90, real_s=real)
        events += [*came(str(number), 0, 0), answered(str(number), real + 30, told), ended(str(number), 400)]
    day = whole(events)
    assert (day.waits_foreseen, day.waits_foreseen_percent) == (3, pytest.approx(66.7))


calls = st.lists(
    st.tuples(
        st.floats(0, 20_000), st.floats(0, 30), st.floats(0, 900), st.booleans(), st.sampled_from("abc")
    ),
    max_size=30,
)


@given(calls)
def test_all_together_is_the_sum_of_the_queues_and_a_day_that_of_its_half_hours(
    made: list[tuple[float, float, float, bool, str]],
) -> None:
    events: list[Event] = []
    for number, (ring, menu, wait, taken, queue) in enumerate(made):
        call = str(number)
        last = [answered(call, ring + menu + wait)] if taken else []
        events += [*came(call, ring, ring + menu, queue), *last, ended(call, ring + menu + wait + 1)]
    found = figures_of(events, now=MORNING + 40_000)
    everything, *queues = found.queues
    for name in ("offered", "answered", "abandoned", "abandoned_late", "answered_15_s", "answered_in_target"):
        total = getattr(everything.day, name)
        assert total == sum(getattr(one.day, name) for one in queues)
        assert total == sum(getattr(half.figures, name) for half in everything.half_hours)
    assert everything.day.offered == len(made)
    for one in (everything, *queues):
        for level in (one.day.level_gb_percent, one.day.level_percent, one.day.level_2_percent):
            assert level is None or 0 <= level <= 100


def test_events_out_of_the_records_give_the_same_figures() -> None:
    events = [
        phase(0, "wang", "available"),
        *served("c", 90, 95, 100, 60),
        *came("d", 100, 101),
        ended("d", 104),
    ]
    assert figures_of(from_json(one.to_json()) for one in events) == figures_of(events)


def test_tables_for_spreadsheets() -> None:
    found = figures_of([phase(0, "wang", "available"), *served("c", 90, 95, 100, 60)])
    rows = list(csv.DictReader(io.StringIO(queues_csv(found))))
    assert tuple(rows[0]) == QUEUE_COLUMNS
    assert [(row["half_hour"], row["queue"], row["answered"]) for row in rows] == [
        ("09:00", "all", "1"), ("day", "all", "1"), ("day", "general", "0"),
        ("09:00", "urban", "1"), ("day", "urban", "1"),
    ]  # fmt: skip
    assert rows[2]["level_percent"] == ""
    [agent] = csv.DictReader(io.StringIO(agents_csv(found)))
    assert tuple(agent) == AGENT_COLUMNS
    assert (agent["agent"], agent["talk_s"]) == ("wang", "60.0")


def test_who_is_called_back_has_not_given_up_and_the_call_out_was_not_offered() -> None:
    number = {"caller": "138****8000", "dialled": "12345"}
    out = CallStarted.model_validate({"at": MORNING + 200, "call": "out", "callback": "1", **number})
    found = whole(
        [
            *came("a", 0, 5),
            ended("a", 90, CALLED_BACK),
            out,
            CallQueued(at=MORNING + 200, call="out", queue="urban", position=1),
            answered("out", 210),
            ended("out", 300),
            *came("b", 100, 105),
            ended("b", 150),
        ]
    )
    assert (found.offered, found.answered, found.abandoned, found.called_back) == (2, 0, 1, 1)


def test_who_left_a_message_has_not_given_up() -> None:
    found = whole([*came("a", 0, 5), ended("a", 90, MESSAGE_TAKEN), *came("b", 100, 105), ended("b", 150)])
    assert (found.offered, found.answered, found.abandoned, found.messages) == (2, 0, 1, 1)


def test_who_was_served_by_an_answer_has_not_given_up() -> None:
    found = whole([*came("a", 0, 5), ended("a", 90, SERVED), *came("b", 100, 105), ended("b", 150)])
    assert (found.offered, found.answered, found.abandoned, found.served) == (2, 0, 1, 1)


def test_hold_and_consulting_are_parts_of_the_talk() -> None:
    events = [
        *came("c", 0, 5),
        phase(10, "wang", "talking", "c"),
        answered("c", 10),
        phase(20, "wang", "on_hold", "c"),
        phase(50, "wang", "consulting", "c"),
        phase(70, "wang", "talking", "c"),
        phase(80, "wang", "wrap_up"),
        phase(90, "wang", "offline"),
    ]
    found = figures_of(events)
    assert found.agents[0].talk_s == 70
    assert found.agents[0].occupancy_percent == 100
    assert (found.queues[0].day.talk_mean_s, found.queues[0].day.wrap_up_mean_s) == (70, 10)


def test_a_talk_of_no_offered_call_belongs_to_no_queue() -> None:
    """Not to the call before it, whose wrap-up was given up for it."""
    number = {"caller": "138****8000", "dialled": "12345"}
    events = [
        *came("c", 0, 5),
        phase(10, "wang", "talking", "c"),
        answered("c", 10),
        phase(70, "wang", "available"),
        CallStarted.model_validate({"at": MORNING + 80, "call": "out", "callback": "1", **number}),
        phase(90, "wang", "talking", "out"),
        phase(490, "wang", "wrap_up"),
        phase(500, "wang", "available"),
    ]
    day = whole(events)
    assert (day.talk_mean_s, day.wrap_up_mean_s) == (60, None)


def test_one_talk_right_after_another_is_two() -> None:
    events = [
        *came("a", 0, 5, "urban"),
        *came("b", 0, 6, "general"),
        phase(10, "wang", "talking", "a"),
        phase(70, "wang", "talking", "b"),
        phase(100, "wang", "available"),
    ]
    queues = {one.queue: one.day.talk_mean_s for one in figures_of(events).queues}
    assert (queues["urban"], queues["general"]) == (60, 30)


def test_who_was_lost_in_a_crash_waited_for_an_unknown_time() -> None:
    day = whole([*came("c", 0, 5), ended("c", 5, f"{GONE_UNSEEN}; when, nobody knows")])
    assert (day.abandoned, day.abandoned_short, day.abandoned_late) == (1, 0, 0)


def test_who_is_offline_and_goes_does_not_come_back_into_the_figures() -> None:
    guest = {"agent": "guest", "phase": "offline"}
    agents = AgentTimes()
    agents.changed(AgentChanged.model_validate({"at": MORNING, **guest}))
    agents.changed(AgentChanged.model_validate({"at": MORNING + 5, "gone": True, **guest}))
    assert agents.changed(phase(10, "guest", "available")) is None, "a first word of somebody unknown"


def test_occupancy_by_half_hour() -> None:
    events = [
        phase(0, "wang", "available"),
        *served("c", 1700, 1705, 1710, 180),
    ]
    everything = figures_of(events, now=MORNING + 3600).queues[0]
    assert [one.figures.occupancy_percent for one in everything.half_hours] == [5]
    assert everything.day.occupancy_percent == pytest.approx(100 * 190 / 3600, abs=0.05)


def test_satisfaction_is_counted_with_the_call_in_the_queue_of_who_talked_last() -> None:
    events: list[Event] = []
    for number, score in enumerate((5, 2, None)):
        call, of = f"c{number}", {"call": f"c{number}", "queue": "general", "agent": "wang"}
        events += served(call, 0, 5, 10, 60)[:-3]
        events.append(SatisfactionAsked.model_validate({"at": MORNING + 1900, **of}))
        if score is not None:
            said = {"score": score, "by": "key", "low": score <= 2}
            events.append(SatisfactionGiven.model_validate({"at": MORNING + 1910, **of, **said}))
        events.append(ended(call, 1920))
    found = figures_of(events)
    by_queue = {one.queue: one for one in found.queues}
    day = by_queue["general"].day
    assert (day.satisfaction_asked, day.satisfaction_given, day.satisfaction_low) == (3, 2, 1)
    assert (day.satisfaction_answered_percent, day.satisfaction_mean) == (66.7, 3.5)
    assert [one.at for one in by_queue["general"].half_hours] == [MORNING]
    assert by_queue["urban"].day.satisfaction_asked == 0


@pytest.mark.parametrize("of_one_machine", [True, False])
def test_who_is_answered_at_another_machine_counts_once_from_when_they_came(of_one_machine: bool) -> None:
    """Out of the records of all machines, or out of those of the second alone."""
    there = [*came("n", 0, 5), ended("n", 30, f"{GONE_ON}: south")]
    began = CallStarted(at=MORNING, call="s", caller="138****8000", dialled="12345", moved_from="n")
    waits = CallQueued(at=MORNING + 30, call="s", queue="urban", position=1, queued_at=MORNING + 5)
    here = [began, waits, answered("s", 35), ended("s", 90)]
    found = whole(here if of_one_machine else [*there, *here])
    assert (found.offered, found.answered, found.abandoned, found.handed_over) == (1, 1, 0, 0)
    assert found.wait_mean_s == 30
    assert whole(there).offered == 0


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("had", [True, False])
def test_who_is_taken_back_from_a_lost_machine_counts_once_from_when_they_came(had: bool, late: bool) -> None:
    """Where they were answered: there, or here after all."""
    there = [
        CallStarted(at=MORNING, call="s", caller="138****8000", dialled="12345", moved_from="n"),
        CallQueued(at=MORNING + 30, call="s", queue="urban", position=1, queued_at=MORNING + 5),
        *([answered("s", 35)] if had else []),
        ended("s", 60, "Q.850 cause 41 Asterisk was lost" if had else f"{GONE_ON}: back where they came in"),
    ]
    here = [
        *came("n", 0, 5),
        ended("n", 30, f"{GONE_ON}: south"),
        *there,
        CameBack(at=MORNING + 65, call="n", node="south", answered=had and not late),
        CallQueued(at=MORNING + 65, call="n", queue="urban", position=1, queued_at=MORNING + 5),
        *([CameBack(at=MORNING + 66, call="n", node="south", answered=True)] if had and late else []),
        answered("n", 75),
        ended("n", 90),
    ]
    found = whole(here)
    assert (found.offered, found.answered, found.abandoned, found.handed_over) == (1, 1, 0, 0)
    assert found.wait_mean_s == (30 if had else 70)
