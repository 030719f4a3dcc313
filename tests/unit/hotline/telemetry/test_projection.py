"""What the events of calls become: spans with their times, and nothing that anybody said."""

from __future__ import annotations

import subprocess

import pytest

from contracts import (
    CALLED_BACK,
    AgentAnswered,
    AgentChanged,
    AgentMissed,
    Bridged,
    CallbackBooked,
    CallEnded,
    CallerHeld,
    Event,
    Fault,
    SatisfactionAsked,
    SatisfactionGiven,
    TransferChanged,
)
from hotline.telemetry import story
from hotline.telemetry.spans import taken, trace_of
from tests.unit.hotline.telemetry.calls import (
    CALL,
    SAID,
    Told,
    after,
    began,
    decided,
    dialogue,
    ended,
    key,
    prompt,
    queued,
    rings,
    sentence,
    sorted_tree,
    talk,
)

ATTRIBUTES = {
    *(
        "answered",
        "by",
        "call",
        "callback",
        "callback_outcome",
        "choice",
        "confidence",
        "decision",
        "ended_by",
    ),
    *("faults", "finals", "finals_second_pass", "followup", "hearing_failed", "intent", "kind", "language"),
    *("moved_from", "node", "outcome", "position", "priority", "queue", "recogniser_pass", "result", "score"),
    *("seat", "spans_left_out", "to", "took_ms", "took_ms_most", "utterance", "wait_s"),
}
"""All that may leave; operators.md names them."""


def test_a_call_is_one_trace_of_what_happened() -> None:
    assert Told(talk()).tree() == [
        "call 0 94.2",
        "  dialogue 0 8",
        "    greeting 0 0.2",
        "    turn 4.5 5.3",
        "      hearing 4.5 5",
        "      deciding 5 5.1",
        "      answering 5.1 5.3",
        "  queue 8 34",
        "    ringing 9 29",
        "    ringing 30 34",
        "  talk 34.2 94.2",
        "  wrap-up 94 104",
    ]


def test_what_an_operator_asks_for_stands_on_them() -> None:
    told = Told(talk())
    call, turn, talked = told.one("call"), told.one("turn"), told.one("talk")
    assert call.attributes == {
        "hotline.call": CALL,
        "hotline.node": "node1",
        "hotline.intent": "streetlight",
        "hotline.score": 0.91,
        "hotline.queue": "urban",
        "hotline.wait_s": 26.0,
        "hotline.outcome": "answered",
        "hotline.ended_by": "caller",
    }
    assert turn.attributes["hotline.recogniser_pass"] == "second"
    assert turn.attributes["hotline.took_ms"] == 500
    assert turn.attributes["hotline.decision"] == "route"
    assert [one.attributes["hotline.result"] for one in told.all("ringing")] == ["no answer", "answered"]
    assert talked.attributes["hotline.finals"] == 2  # the caller's
    assert talked.attributes["hotline.finals_second_pass"] == 1
    assert talked.attributes["hotline.took_ms_most"] == 700
    assert not any(span.failed for span in told.spans)


def test_nothing_leaves_but_what_is_named() -> None:
    """No words, numbers, names; nor which agent it was."""
    told = Told([*talk()[:-2], Fault(part="ari", message=SAID, done=SAID, call=CALL), *talk()[-2:]])
    written = repr([(span.name, span.attributes) for span in told.spans])
    for hidden in (SAID, "张三", "138", "12345", "wang", "'li'"):
        assert hidden not in written
    keys = {name.removeprefix("hotline.") for span in told.spans for name in span.attributes}
    assert keys <= ATTRIBUTES
    assert told.one("call").attributes["hotline.faults"] == 1


def test_who_has_a_record_finds_the_trace() -> None:
    (trace,) = {span.trace for span in Told(talk()).spans}
    said = subprocess.run(["sha256sum"], input=CALL, capture_output=True, text=True, check=True).stdout
    assert f"{trace:032x}" == said[:32]


UNTIL: list[tuple[str, list[Event], str, list[str]]] = [
    ("ring", [began()], "left", ["dialogue", "greeting"]),
    ("a turn", [began(), prompt(0.2), sentence(5)], "left", ["dialogue", "turn"]),
    ("decided", dialogue()[:-1], "left", ["dialogue", "turn"]),
    ("queue", [*dialogue(), queued(8)], "abandoned", ["queue"]),
    ("ringing", [*dialogue(), queued(8), rings(9, "li")], "abandoned", ["queue", "ringing"]),
    ("talk", talk()[:-3], "answered", ["talk"]),
    (
        "hold",
        [*talk()[:-3], CallerHeld(call=CALL, at=after(60), agent="li", held=True)],
        "answered",
        ["talk", "hold"],
    ),
    (
        "satisfaction",
        [*talk()[:-3], SatisfactionAsked(call=CALL, at=after(60), queue="urban", agent="li")],
        "answered",
        ["satisfaction"],
    ),
]


@pytest.mark.parametrize(
    ("events", "outcome", "open_then"), [one[1:] for one in UNTIL], ids=[one[0] for one in UNTIL]
)
def test_a_hang_up_ends_whatever_is_open(events: list[Event], outcome: str, open_then: list[str]) -> None:
    told = Told([*events, ended(90)])
    assert told.one("call").attributes["hotline.outcome"] == outcome
    end = after(90)
    assert {span.name for span in told.spans if span.end == end} == {"call", *open_then}
    ids = {span.id for span in told.spans}
    assert len(ids) == len(told.spans)
    assert all(span.parent in ids for span in told.spans if span.parent is not None)


def test_waiting_in_vain_is_a_wait() -> None:
    told = Told([*dialogue(), queued(8, queued_at=after(6)), ended(90)])
    assert told.one("call").attributes["hotline.wait_s"] == 84.0


def test_keys_and_silence_are_turns_too() -> None:
    keyed = [key(2), key(2.4), decided(3), prompt(3.1)]
    told = Told([began(), prompt(0.2), *keyed, decided(9, "ask_again"), prompt(9.2), ended(20)])
    assert [one.attributes["hotline.by"] for one in told.all("turn")] == ["key", "machine"]
    assert sorted_tree(told.spans)[3:] == [
        "    turn 2 3.1",
        "      deciding 2 3",
        "      answering 3 3.1",
        "    turn 9 9.2",
        "      answering 9 9.2",
    ]


def test_a_place_that_changes_is_the_same_wait_and_another_queue_a_new_one() -> None:
    told = Told([*dialogue(), queued(8, position=3), queued(9, position=2), queued(12, "legal"), ended(20)])
    assert [(one.start, one.end) for one in told.all("queue")] == [
        (after(8), after(12)),
        (after(12), after(20)),
    ]
    assert [one.attributes["hotline.position"] for one in told.all("queue")] == [3, 1]


def transfer(at: float, state: str, kind: str = "blind", **more: object) -> TransferChanged:
    told = {"call": CALL, "at": after(at), "by": "li", "kind": kind, "state": state}
    return TransferChanged.model_validate({**told, **more})


def test_a_blind_transfer_outlives_the_talk_it_was_asked_in() -> None:
    told = Told(
        [
            *talk()[:-3],
            transfer(60, "requested", queue="legal"),
            queued(60.1, "legal"),
            rings(61, "wang"),
            transfer(61, "ringing", queue="legal", agent="wang"),
            AgentAnswered(call=CALL, at=after(64), agent="wang"),
            transfer(64, "accepted", queue="legal", agent="wang"),
            Bridged(call=CALL, at=after(64.5), agent="wang"),
            transfer(64.5, "completed", queue="legal", agent="wang"),
            ended(90, "agent"),
        ]
    )
    assert [(one.start, one.end) for one in told.all("talk")] == [
        (after(34.2), after(60.1)),
        (after(64.5), after(90)),
    ]
    moved = told.one("transfer")
    assert (moved.start, moved.end) == (after(60), after(64.5))
    assert moved.attributes == {
        "hotline.kind": "blind",
        "hotline.to": "queue",
        "hotline.queue": "legal",
        "hotline.result": "completed",
    }
    assert told.one("call").attributes["hotline.wait_s"] == 26.0, "the first wait is the citizen's"


def test_a_consultation_that_is_declined_leaves_the_talk_as_it_is() -> None:
    told = Told(
        [
            *talk()[:-3],
            transfer(60, "requested", "consult", agent="wang"),
            transfer(61, "ringing", "consult", agent="wang"),
            transfer(70, "rejected", "consult", agent="wang"),
            ended(90),
        ]
    )
    assert told.one("transfer").attributes["hotline.result"] == "rejected"
    assert told.one("talk").end == after(90)


def test_who_was_consulted_leads_a_talk_of_their_own() -> None:
    told = Told(
        [
            *talk()[:-3],
            transfer(60, "requested", "consult", agent="wang"),
            Bridged(call=CALL, at=after(70), agent="wang"),
            transfer(70, "completed", "consult", agent="wang"),
            ended(90),
        ]
    )
    assert [(one.start, one.end) for one in told.all("talk")] == [
        (after(34.2), after(70)),
        (after(70), after(90)),
    ]


def test_what_is_asked_after_the_talk_is_no_part_of_it() -> None:
    told = Told(
        [
            *talk()[:-3],
            SatisfactionAsked(call=CALL, at=after(60), queue="urban", agent="li"),
            SatisfactionGiven(
                call=CALL, at=after(70), queue="urban", agent="li", score=5, by="key", low=False
            ),
            ended(71),
        ]
    )
    assert told.one("talk").end == after(60)
    assert told.one("satisfaction").attributes == {"hotline.answered": True}


def test_a_call_back_bears_the_id_that_its_booking_has() -> None:
    booked = CallbackBooked.model_validate(
        {"call": CALL, "at": after(20), "callback": "31", "kind": "kept", "number": "138****8000"}
        | {"queue": "urban", "queued_at": after(8)}
    )
    first = Told([*dialogue(), queued(8), booked, ended(21, cause=CALLED_BACK)])
    assert first.one("call").attributes["hotline.outcome"] == "called_back"
    again = Told([began(call="out-31", callback="31"), CallEnded(call="out-31", at=after(40), by="network")])
    numbers = [told.one("call").attributes["hotline.callback"] for told in (first, again)]
    assert numbers == ["31", "31"]
    assert again.one("call").failed, "nobody was reached"


def test_a_call_that_goes_on_is_not_told_yet() -> None:
    """The agent wraps up after a transfer, the caller talks with the next one."""
    events: list[Event] = [
        *talk()[:-3],
        AgentChanged(agent="li", at=after(60), phase="wrap_up"),
        AgentChanged(agent="li", at=after(65), phase="wrap_up", until=after(90)),
        AgentChanged(agent="li", at=after(70), phase="available"),
    ]
    assert Told(events).spans == []
    told = Told([*events, ended(90)])
    assert (told.one("wrap-up").start, told.one("wrap-up").end) == (after(60), after(70))


def test_a_rest_is_no_wrap_up() -> None:
    """Rung, not answered, and given no calls for a moment."""
    rung = AgentChanged(agent="wang", at=after(9), phase="ringing", call=CALL)
    rest = AgentChanged(agent="wang", at=after(29), phase="wrap_up", rest="missed")
    free = AgentChanged(agent="wang", at=after(33), phase="available")
    assert len(Told([*talk()[:9], rung, rest, free, *talk()[9:]]).all("wrap-up")) == 1


def test_an_emergency_that_interrupts_a_wrap_up_ends_it() -> None:
    rung = AgentChanged(agent="li", at=after(97), phase="ringing", call="another")
    told = Told([*talk()[:-1], rung, AgentChanged(agent="li", at=after(110), phase="available")])
    assert told.one("wrap-up").end == after(97)


def test_an_offer_that_is_withdrawn_says_why() -> None:
    gone = AgentMissed(call=CALL, at=after(12), agent="wang", reason="", how="emergency")
    told = Told([*dialogue(), queued(8), rings(9, "wang"), gone, ended(20)])
    assert told.one("ringing").attributes == {
        "hotline.choice": "longest_idle",
        "hotline.result": "emergency",
    }


def test_a_clock_that_is_put_back_makes_nothing_negative() -> None:
    told = Told([began(), prompt(-3), sentence(-2), decided(-1), queued(-1), ended(-5)])
    assert told.spans
    assert all(span.end >= span.start for span in told.spans)


def test_a_share_of_the_calls_is_told_whole_and_the_others_not_at_all() -> None:
    assert Told(talk(), share=0.0).spans == []
    calls = [trace_of(f"node1-{number}") for number in range(2000)]
    told = [trace for trace in calls if taken(trace, 0.25)]
    assert 400 < len(told) < 600
    assert set(told) <= {trace for trace in calls if taken(trace, 0.5)}, "a larger share has them, too"
    for share in (0.0, 0.3, 1.0):
        assert bool(Told(talk(), share).spans) == taken(trace_of(CALL), share)


def test_a_call_without_end_of_turns_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "MOST_SPANS", 10)
    turns = [event for at in range(10, 50) for event in (key(at), decided(at + 0.1), prompt(at + 0.2))]
    told = Told([*dialogue(), *turns, ended(90)])
    assert len(told.spans) == 11
    assert told.one("call").attributes["hotline.spans_left_out"] == 6 + 3 * 40 - 10


def test_lost_ends_leak_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from hotline.telemetry import follower

    monkeypatch.setattr(follower, "MOST_CALLS", 2)
    told = Told(
        [*(began(call=f"c{n}") for n in range(3)), *(CallEnded(call=f"c{n}", by="caller") for n in (0, 2))]
    )
    assert told.unknown == ["c0"]
    assert told.one("call").attributes["hotline.call"] == "c2"
