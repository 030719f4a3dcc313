"""Calls that were at another machine, or at an earlier service: one trace, and nothing of it twice."""

from __future__ import annotations

from contracts import GONE_ON, AgentAnswered, AgentChanged, Bridged, CallEnded, CameBack, Event, PromptStarted
from hotline.telemetry.follower import spans_of
from hotline.telemetry.spans import trace_of
from tests.unit.hotline.telemetry.calls import (
    CALL,
    SAID,
    Told,
    after,
    began,
    decided,
    dialogue,
    ended,
    queued,
    rings,
    sentence,
    sorted_tree,
    talk,
)


def moved() -> list[Event]:
    """As the second machine tells it: what was said at the first one again, with its old times."""
    there = {"call": "node2-1.1"}
    return [
        began(moved_from=CALL, **there),
        PromptStarted(at=after(0.2), prompt="greeting", text=SAID, **there),
        sentence(5, **there),
        decided(5.1, **there),
        queued(30, queued_at=after(8), **there),
        rings(31, "chen").model_copy(update=there),
        AgentAnswered(at=after(33), agent="chen", **there),
        Bridged(at=after(33.1), agent="chen", **there),
        decided(5.1, **there),  # read late
        CallEnded(at=after(90), by="caller", **there),
    ]


def test_a_call_that_moved_is_the_same_trace_and_told_once() -> None:
    here = Told([*dialogue(), queued(8), ended(30, "service", f"{GONE_ON}: node2")])
    there = Told(moved())
    assert here.one("call").attributes["hotline.outcome"] == "moved"
    assert sorted_tree([*here.spans, *there.spans]) == [
        "call 0 30",
        "  dialogue 0 8",
        "    greeting 0 0.2",
        "    turn 4.5 5.3",
        "      hearing 4.5 5",
        "      deciding 5 5.1",
        "      answering 5.1 5.3",
        "  queue 8 30",
        "  call 30 90",
        "    queue 30 33",
        "      ringing 31 33",
        "    talk 33.1 90",
    ]
    assert {span.trace for span in there.spans} == {trace_of(CALL)}
    assert there.one("call").remote
    assert there.one("call").attributes["hotline.wait_s"] == 25.0, "since they first came into a queue"


def test_who_comes_back_goes_on_in_the_same_trace() -> None:
    events: list[Event] = [
        *dialogue(),
        queued(8),
        ended(30, "service", f"{GONE_ON}: node2"),
        CameBack(call=CALL, at=after(50), node="node2", answered=False),
        sentence(40),  # told again: what was said there
        queued(51, queued_at=after(8)),
        ended(80),
    ]
    told = Told(events)
    assert sorted_tree(told.spans)[-2:] == ["  call 50 80", "    queue 51 80"]
    assert len({span.id for span in told.spans}) == len(told.spans)
    assert sorted_tree(spans_of(events, "node1")) == ["call 50 80", "  queue 51 80"], "told before: not again"


def test_a_call_of_an_earlier_service_is_asked_for_and_told_whole() -> None:
    """Killed in the talk: the next service finds it running, and sees its end."""
    found = Bridged(call=CALL, at=after(60), agent="li", adopted=True)
    told = Told([found, ended(94.2)])
    assert told.spans == []
    assert told.unknown == [CALL]
    record = [event for event in talk() if not isinstance(event, AgentChanged)]
    spans = spans_of([*record[:-1], found, record[-1]], "node1")
    assert sorted_tree(spans) == Told(talk()).tree()[:-1]


def test_a_record_without_its_beginning_is_no_half_trace() -> None:
    assert not spans_of([queued(8), ended(20)], "node1")
