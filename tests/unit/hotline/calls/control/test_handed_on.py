"""A blind transfer that a new service finds half way goes on being told."""

from __future__ import annotations

from contracts import AgentAnswered, AgentMissed, AgentRinging, Bridged, Choice, Event, TransferChanged
from hotline.calls.control.handed_on import HandedOn

REQUESTED = TransferChanged(call="c", by="wang", kind="blind", state="requested", agent="li")


def test_after_a_restart_it_goes_on_from_the_record() -> None:
    past: list[Event] = []
    before = HandedOn()
    for event in (REQUESTED, AgentRinging(call="c", agent="li", choice=Choice(basis="only_one", waited_s=0))):
        past += before.with_state(event)
    after = HandedOn()
    for event in past:
        after.with_state(event)
    told = [
        *after.with_state(AgentAnswered(call="c", agent="li")),
        *after.with_state(Bridged(call="c", agent="li")),
    ]
    assert [one.state for one in told if isinstance(one, TransferChanged)] == ["accepted", "completed"]


def test_without_a_transfer_and_after_its_end_nothing_is_told() -> None:
    one = HandedOn()
    missed = AgentMissed(call="c", agent="li", reason="", how="no answer")
    assert one.with_state(missed) == [missed]
    one.with_state(REQUESTED)
    one.with_state(Bridged(call="c", agent="li"))
    assert one.with_state(missed) == [missed]


def test_a_consultation_is_none_of_its_business() -> None:
    one = HandedOn()
    one.with_state(REQUESTED.model_copy(update={"kind": "consult"}))
    bridged = Bridged(call="c", agent="wang")
    assert one.with_state(bridged) == [bridged]
