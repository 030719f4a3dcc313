from __future__ import annotations

import asyncio
import math

import pytest
from prometheus_client.parser import text_string_to_metric_families

from contracts import (
    CALLED_BACK,
    GONE_ON,
    AgentAnswered,
    AgentChanged,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
    Corrected,
    Decided,
    Event,
    Fault,
    Figures,
    ForeseenWait,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    QueueChanged,
    QueueFigures,
    SpeechStarted,
    Suggested,
    TranscriptFinal,
)
from hotline.records import metrics as module
from hotline.records.bus import EventBus
from hotline.records.metrics import Metrics
from tests.waiting import eventually


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def took(metrics: Metrics, name: str, **labels: str) -> tuple[float, float]:
    """(how often, seconds in all)"""
    count = value(metrics, f"hotline_{name}_seconds_count", **labels)
    total = value(metrics, f"hotline_{name}_seconds_sum", **labels)
    return count or 0, round(total or 0, 3)


def observe(metrics: Metrics, *events: Event) -> None:
    for event in events:
        metrics.observe(event)


def started(call: str = "c", at: float = 100) -> CallStarted:
    return CallStarted(call=call, caller="anonymous", dialled="12345", at=at)


def final(at: float) -> TranscriptFinal:
    return TranscriptFinal(
        call="c", leg="caller", utterance=0, text="吵", start_ms=0, end_ms=9, confidence=1, at=at
    )


def test_the_moments_of_a_whole_call() -> None:
    metrics = Metrics()
    observe(
        metrics,
        started(),
        PromptStarted(call="c", prompt="greeting", text="您好", at=100.2),
        SpeechStarted(call="c", leg="caller", audio_ms=0, at=101),
        PromptEnded(call="c", prompt="greeting", how="interrupted", at=101.1),
        final(103),
        Decided(call="c", outcome="route", at=103.05),
        CallQueued(call="c", queue="urban", position=2, at=104),
        CallQueued(call="c", queue="urban", position=1, at=110),
        AgentAnswered(call="c", agent="8001", at=114),
        Bridged(call="c", agent="8001", at=114.1),
    )
    assert value(metrics, "hotline_calls_active") == 1
    observe(metrics, final(120), Suggested(call="c", for_text="吵", suggestions=(), at=120.1))
    observe(metrics, CallEnded(call="c", by="caller", at=160))
    assert took(metrics, "greeting") == (1, 0.2)
    assert took(metrics, "barge_in") == (1, 0.1)
    assert took(metrics, "decision") == (1, 0.05)
    assert took(metrics, "queue_wait", queue="urban") == (1, 10)
    assert took(metrics, "suggestion") == (1, 0.1)
    assert took(metrics, "call_duration") == (1, 60)
    assert value(metrics, "hotline_calls_total", outcome="answered") == 1
    assert value(metrics, "hotline_decisions_total", outcome="route") == 1
    assert value(metrics, "hotline_calls_active") == 0


@pytest.mark.parametrize(
    ("real_s", "outcome"), [(59.9, "shorter"), (60, "within"), (120, "within"), (120.1, "longer")]
)
def test_ranges_of_waiting_are_counted_by_what_it_was_in_the_end(real_s: float, outcome: str) -> None:
    metrics = Metrics()
    foreseen = ForeseenWait(low_s=60, high_s=120, median_s=90, real_s=real_s)
    observe(
        metrics,
        started(),
        CallQueued(call="c", queue="consumer", position=2),
        AgentAnswered(call="c", agent="wang", foreseen=foreseen),
    )
    assert value(metrics, "hotline_waits_foreseen_total", outcome=outcome) == 1


def test_calls_are_counted_by_dialled_number_and_by_special_seat() -> None:
    metrics = Metrics()
    observe(
        metrics,
        started(),
        CallQueued(call="c", queue="consumer", position=2, seat="farmers"),
        CallQueued(call="c", queue="consumer", position=1, seat="farmers"),
        CallQueued(call="c", queue="general", position=1, seat="leaders"),
        CallStarted(call="d", caller="anonymous", dialled="12315"),
        CallQueued(call="d", queue="general", position=1),
    )
    assert value(metrics, "hotline_number_calls_total", number="12345") == 1
    assert value(metrics, "hotline_number_calls_total", number="12315") == 1
    assert value(metrics, "hotline_seat_calls_total", seat="farmers") == 1, (
        "told again when the place changes"
    )
    assert value(metrics, "hotline_seat_calls_total", seat="leaders") == 1


@pytest.mark.parametrize(
    ("events", "by", "outcome"),
    [
        ([], "caller", "left"),
        ([CallQueued(call="c", queue="q", position=1)], "caller", "abandoned"),
        ([CallQueued(call="c", queue="q", position=1)], "service", "service"),
        ([], "network", "network"),
        ([Bridged(call="c", agent="a")], "network", "answered"),
    ],
)
def test_how_a_call_ended(events: list[Event], by: str, outcome: str) -> None:
    metrics = Metrics()
    observe(metrics, started(), *events, CallEnded.model_validate({"call": "c", "by": by}))
    assert value(metrics, "hotline_calls_total", outcome=outcome) == 1


def test_who_hung_up_to_be_called_back_did_not_give_up() -> None:
    metrics = Metrics()
    observe(
        metrics,
        started(),
        CallQueued(call="c", queue="q", position=1),
        CallEnded(call="c", by="caller", cause=CALLED_BACK),
    )
    assert value(metrics, "hotline_calls_total", outcome="called_back") == 1


def test_a_call_to_a_citizen_is_none_that_came() -> None:
    metrics = Metrics()
    observe(
        metrics,
        CallStarted(call="c", caller="138****8000", dialled="12345", callback="1"),
        CallQueued(call="c", queue="q", position=1, seat="farmers"),
        AgentAnswered(call="c", agent="wang"),
        Bridged(call="c", agent="wang"),
        CallEnded(call="c", by="caller"),
    )
    assert value(metrics, "hotline_number_calls_total", number="12345") is None
    assert value(metrics, "hotline_seat_calls_total", seat="farmers") is None
    assert value(metrics, "hotline_calls_total", outcome="answered") is None
    assert took(metrics, "queue_wait", queue="q") == (0, 0)


def test_occupancy_of_a_new_day_is_not_that_of_the_last() -> None:
    metrics, past, new = Metrics(), Figures(occupancy_percent=80), Figures()
    for day in (past, new):
        observe(metrics, QueueFigures(queue="*", half_hour_at=0, half_hour=day, day=day))
    shown = value(metrics, "hotline_today_occupancy_percent")
    assert shown is not None
    assert math.isnan(shown)


def test_talk_behind_the_caller_is_no_sentence_that_a_decision_answers() -> None:
    metrics = Metrics()
    aside = final(104).model_copy(update={"aside": True})
    observe(metrics, started(), final(103), aside, Decided(call="c", outcome="route", at=105))
    assert took(metrics, "decision") == (1, 2)


def test_a_prompt_cut_by_a_key_is_no_barge_in() -> None:
    metrics = Metrics()
    observe(
        metrics,
        started(),
        PromptStarted(call="c", prompt="p", text="x"),
        KeyPressed(call="c", digit="1"),
        PromptEnded(call="c", prompt="p", how="interrupted"),
    )
    assert took(metrics, "barge_in")[0] == 0


def test_queues_agents_and_faults() -> None:
    metrics = Metrics()
    observe(
        metrics,
        QueueChanged(queue="urban", waiting=3, agents_available=2),
        AgentChanged(agent="8001", phase="available"),
        AgentChanged(agent="8002", phase="available"),
        AgentChanged(agent="8001", phase="talking"),
        Fault(part="media", message="", done=""),
        Fault(part="media", message="", done="", call="c"),
    )
    assert value(metrics, "hotline_queue_waiting", queue="urban") == 3
    assert value(metrics, "hotline_queue_agents_available", queue="urban") == 2
    assert value(metrics, "hotline_agents", phase="available") == 1
    assert value(metrics, "hotline_agents", phase="talking") == 1
    assert value(metrics, "hotline_faults_total", part="media") == 2


def test_a_call_adopted_after_a_restart_is_counted() -> None:
    metrics = Metrics()
    observe(metrics, Bridged(call="old", agent="8001", adopted=True))
    assert value(metrics, "hotline_calls_active") == 1
    observe(metrics, CallEnded(call="old", by="agent"))
    assert value(metrics, "hotline_calls_total", outcome="answered") == 1


def test_events_of_unknown_calls_and_a_clock_set_back_do_no_harm() -> None:
    metrics = Metrics()
    observe(metrics, final(1), CallEnded(call="c", by="caller"))
    assert value(metrics, "hotline_calls_active") == 0
    observe(metrics, started(at=100), PromptStarted(call="c", prompt="p", text="x", at=50))
    assert took(metrics, "greeting") == (1, 0)


def test_calls_whose_end_is_lost_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CALLS", 3)
    metrics = Metrics()
    observe(metrics, *(started(str(n)) for n in range(10)))
    assert value(metrics, "hotline_calls_active") == 3


async def test_the_bus_feeds_it_and_losses_show() -> None:
    metrics, bus = Metrics(), EventBus()
    metrics.attach(bus)
    bus.subscribe("slow", size=1)
    for _ in range(3):
        bus.publish(Fault(part="ari", message="", done=""))
    text, content_type = metrics.exposition()
    assert content_type.startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(text.decode())}
    assert families["hotline_faults"].samples[0].value == 3
    assert families["hotline_events_dropped"].samples[0].value == 2


async def test_the_lag_of_the_event_loop_is_sampled() -> None:
    metrics = Metrics()
    sampler = asyncio.create_task(metrics.sample_loop_lag(interval_s=0.001))
    await eventually(
        lambda: took(metrics, "event_loop_lag")[0] >= 3, seen=lambda: took(metrics, "event_loop_lag")
    )
    sampler.cancel()
    assert value(metrics, "hotline_event_loop_lag_worst_seconds") is not None


def test_no_label_names_a_call() -> None:
    metrics = Metrics()
    observe(metrics, started("secret-call"), final(101), CallEnded(call="secret-call", by="caller"))
    assert b"secret-call" not in metrics.exposition()[0]


def test_questions_to_the_language_model_are_counted_and_answers_timed() -> None:
    metrics = Metrics()
    metrics.consulted("answered", 0.4)
    metrics.consulted("late", 1.5)
    assert value(metrics, "hotline_second_opinions_total", outcome="late") == 1
    assert took(metrics, "second_opinion") == (1, 0.4)


def test_corrections_are_counted_after_the_end_of_the_call_too() -> None:
    metrics = Metrics()
    observe(metrics, Corrected(call="over", agent="wang", queue="urban"))
    assert value(metrics, "hotline_corrections_total") == 1


def test_what_is_told_of_a_call_of_another_machine_was_counted_there() -> None:
    metrics = Metrics()
    observe(
        metrics,
        started("s").model_copy(update={"moved_from": "n"}),
        final(101).model_copy(update={"call": "s"}),
        Decided(call="s", outcome="route", at=102),
        CallQueued(call="s", queue="q", position=1, at=130, queued_at=105),
        AgentAnswered(call="s", agent="wang", at=140),
        Bridged(call="s", agent="wang", at=140),
        CallEnded(call="s", by="caller", at=200),
        started("n"),
        CallEnded(call="n", by="service", cause=f"{GONE_ON}: south"),
    )
    assert value(metrics, "hotline_decisions_total", outcome="route") is None
    assert value(metrics, "hotline_number_calls_total", number="12345") == 1
    assert took(metrics, "queue_wait", queue="q") == (1, 35)
    assert value(metrics, "hotline_calls_total", outcome="answered") == 1
    assert value(metrics, "hotline_calls_total", outcome="moved") == 1
    assert value(metrics, "hotline_calls_active") == 0


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("had", [True, False])
def test_who_is_taken_back_counts_here_unless_an_agent_had_them_there(had: bool, late: bool) -> None:
    metrics = Metrics()
    observe(
        metrics,
        started("n"),
        CallEnded(call="n", by="service", cause=f"{GONE_ON}: south", at=110),
        CameBack(call="n", node="south", answered=had and not late, at=150),
        CallQueued(call="n", queue="q", position=1, at=150, queued_at=105),
        *([CameBack(call="n", node="south", answered=True, at=151)] if had and late else []),
        AgentAnswered(call="n", agent="wang", at=160),
        Bridged(call="n", agent="wang", at=160),
        CallEnded(call="n", by="caller", at=200),
    )
    assert value(metrics, "hotline_calls_total", outcome="answered") == (None if had else 1)
    assert value(metrics, "hotline_number_calls_total", number="12345") == 1
    assert value(metrics, "hotline_calls_active") == 0
