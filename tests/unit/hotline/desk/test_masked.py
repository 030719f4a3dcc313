"""A call that is over: what was said in it is masked wherever it stands, and nothing else."""

from __future__ import annotations

from agent_assist.board.board import Board
from contracts import (
    Assisted,
    Bridged,
    CallEnded,
    CallStarted,
    Decided,
    Escalated,
    KeyPressed,
    Slot,
    SummaryClause,
    TicketField,
    TranscriptCorrected,
    TranscriptFinal,
    WrappedUp,
)
from hotline.desk.masked import masked

CALL = "hotline1-1764400000.1"
NUMBER, HIDDEN = "13800138000", "138****8000"


def test_all_that_was_said_is_masked_and_ids_are_not() -> None:
    board = Board([], mask=masked)
    said = TranscriptFinal(
        call=CALL, leg="caller", utterance=0, text=f"电话{NUMBER}", start_ms=0, end_ms=1, confidence=1
    )
    slot = Slot(id="telephone", label="电话", value=NUMBER, said=NUMBER)
    for event in (
        CallStarted(call=CALL, caller=HIDDEN, dialled="12345"),
        KeyPressed(call=CALL, digit="7"),
        Decided(
            call=CALL, outcome="route", queue="urban", score=1, reason=NUMBER, heard=NUMBER, slots=(slot,)
        ),
        Bridged(call=CALL, agent="8001"),
        said,
        TranscriptCorrected(call=CALL, leg="caller", utterance=0, text=f"手机{NUMBER}", agent="8001"),
        Assisted(
            call=CALL,
            ticket=(TicketField(field="telephone", value=NUMBER, line="caller:0", score=1),),
            summary=(SummaryClause(text=f"回电{NUMBER}", lines=("caller:0",)),),
        ),
        Escalated(call=CALL, agent="8001", queue="urban", reason=NUMBER),
        WrappedUp(call=CALL, agent="8001", code="", note=NUMBER),
        CallEnded(call=CALL, by="caller"),
    ):
        board.apply(event)
    whole = board.calls[CALL]
    shown = board.masked(whole)
    assert NUMBER in whole.model_dump_json()
    assert NUMBER not in shown.model_dump_json()
    assert (shown.id, shown.caller, shown.masked) == (CALL, HIDDEN, True)
    assert [line.text for line in shown.lines] == ["*", f"电话{HIDDEN}"]
    assert [line.key for line in shown.lines] == [line.key for line in whole.lines]
    assert shown.summary[0].text == f"回电{HIDDEN}"
