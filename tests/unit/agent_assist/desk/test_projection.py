"""What each event makes of a call that a desk shows."""

from __future__ import annotations

from agent_assist.board.projection import MAX_FAULTS, apply_to_call
from agent_assist.board.views import CallView
from contracts import (
    AgentAnswered,
    AgentLeg,
    AgentMissed,
    AgentRinging,
    Assisted,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
    Corrected,
    Decided,
    Event,
    Fault,
    HearingFailed,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    RecordingEnded,
    RecordingPaused,
    RecordingRefused,
    RecordingResumed,
    RecordingStarted,
    RiskSign,
    SatisfactionAsked,
    SatisfactionGiven,
    Screened,
    Slot,
    Suggested,
    Suggestion,
    SummaryClause,
    TicketField,
    TranscriptCorrected,
    TranscriptFinal,
    TranscriptPartial,
)

ARTICLE = Suggestion(article="a", title="t", text="x", source="s", score=0.5, matched=("施工",))
NOTED = Assisted(
    call="c",
    ticket=(TicketField(field="address", value="幸福路3号", line="caller:0", score=0.9),),
    risk=(RiskSign(kind="gas", name="燃气泄漏", urgent=True, words=("煤气味",), line="caller:0"),),
    at=9,
)
NOISE = Slot(id="place", label="地址", value="幸福路 3 号", said="幸福路三号")


def final(utterance: int, text: str, written: str, at: float) -> TranscriptFinal:
    return TranscriptFinal(
        call="c", leg="caller", utterance=utterance, text=text, written=written, confidence=0.9,
        start_ms=0, end_ms=500, at=at,
    )  # fmt: skip


WHOLE_CALL: tuple[Event, ...] = (
    CallStarted(call="c", caller="138****8000", dialled="12345", at=1),
    Screened(call="c", standing="grey", reason="骚扰", at=2),
    PromptStarted(call="c", prompt="greeting", text="您好", at=3),
    PromptEnded(call="c", prompt="greeting", how="interrupted", at=4),
    KeyPressed(call="c", digit="2", at=5),
    KeyPressed(call="c", digit="0", at=6),
    TranscriptPartial(call="c", leg="caller", utterance=0, text="幸福路三", at=7),
    final(0, "幸福路三号施工", "幸福路3号施工", at=8),
    Decided(
        call="c", outcome="route", intent="noise", intent_name="噪声", queue="urban", score=0.9, reason="像",
        runner_up="school", runner_up_score=0.2, heard="幸福路三号施工", slots=(NOISE,), also=("fire",), at=9,
    ),
    NOTED,
    CallQueued(call="c", queue="urban", priority=1, position=2, seat="noise_seat", at=10),
    AgentRinging(call="c", agent="8001", at=11),
    AgentMissed(call="c", agent="8001", reason="timeout", at=12),
    AgentRinging(call="c", agent="8002", at=13),
    AgentAnswered(call="c", agent="8002", at=14),
    Bridged(call="c", agent="8002", at=15),
    Suggested(call="c", for_text="施工", suggestions=(ARTICLE,), at=16),
    HearingFailed(call="c", leg="agent", reason="gone", at=17),
    Fault(call="c", part="media", message="m", done="d", at=18),
    TranscriptPartial(call="c", leg="caller", utterance=1, text="还有", at=19),
    CallEnded(call="c", by="caller", cause="16", at=20),
    TranscriptPartial(call="c", leg="caller", utterance=2, text="太晚了", at=21),
    Corrected(call="c", agent="8002", intent=None, queue="general", at=22),
)  # fmt: skip


def test_a_whole_call() -> None:
    call = CallView(id="c", started=0)
    for event in WHOLE_CALL:
        apply_to_call(call, event)
    shown = call.model_dump(mode="json")
    assert [
        (line["key"], line["kind"], line["text"], line["at"], line["cut"]) for line in shown.pop("lines")
    ] == [
        ("prompt:greeting", "prompt", "您好", 3, True),
        ("key:0", "key", "2", 5, False),
        ("key:1", "key", "0", 6, False),
        ("caller:0", "speech", "幸福路3号施工", 7, False),
    ]
    assert shown == {
        "id": "c", "caller": "138****8000", "dialled": "12345", "started": 1, "phase": "ended",
        "queue": "urban", "seat": "noise_seat", "priority": 1, "position": 2, "queued_at": 10,
        "agent": "8002", "talking_since": 15, "choice": None, "adopted": False,
        "held_since": None, "hold_reminders": 0, "muted": False, "transfer": None, "supervision": None,
        "lost_leg": None,
        "satisfaction": None,
            "recording": "none", "escalation": None, "wrap_up": None,
        "callback": False, "followup": False,
        "screened": {"standing": "grey", "reason": "骚扰"},
        "decision": {
            "at": 9, "outcome": "route", "intent": "noise", "intent_name": "噪声", "queue": "urban",
            "score": 0.9, "runner_up": "school", "runner_up_score": 0.2, "reason": "像",
            "heard": "幸福路三号施工", "slots": [NOISE.model_dump()], "also": ["fire"],
            "language": "",
        },
        "correction": {"at": 22, "agent": "8002", "intent": None, "queue": "general"},
        "cases": [],
        "ticket": [NOTED.ticket[0].model_dump(mode="json")],
        "risk": [NOTED.risk[0].model_dump(mode="json")],
        "quality": [], "summary": [], "step": None,
        "suggestions": [ARTICLE.model_dump(mode="json")], "suggested_for": "施工",
        "unheard": {"agent": "gone"}, "missed_by": ["8001"],
        "faults": [{"at": 18, "part": "media", "message": "m", "done": "d"}],
        "masked": False, "ended_at": 20, "ended_by": "caller", "cause": "16",
    }  # fmt: skip


def test_the_end_takes_what_was_not_finished_and_says_so() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, TranscriptPartial(call="c", leg="caller", utterance=1, text="还有", at=19))
    change = apply_to_call(call, CallEnded(call="c", by="caller", at=20))
    assert list(change.dropped) == ["caller:1"]
    assert {"phase", "ended_at", "ended_by"} <= change.fields
    assert not apply_to_call(call, KeyPressed(call="c", digit="1", at=21)), "nothing happens after it"


def test_the_oldest_faults_go() -> None:
    call = CallView(id="c", started=0)
    for at in range(MAX_FAULTS + 5):
        apply_to_call(call, Fault(call="c", part="media", message="m", done="d", at=at))
    assert [fault.at for fault in call.faults] == list(range(5, MAX_FAULTS + 5))


def test_a_final_that_comes_late_stands_before_what_was_said_after_it() -> None:
    """A desk drops the line and puts it again, so that it needs to know no place but the end."""
    call = CallView(id="c", started=0)
    apply_to_call(call, final(0, "喂", "", at=1))
    apply_to_call(call, TranscriptPartial(call="c", leg="caller", utterance=2, text="还有", at=4))
    apply_to_call(call, PromptStarted(call="c", prompt="p1", text="好的", at=5))
    change = apply_to_call(call, final(1, "我家停水了", "", at=6))
    assert [line.key for line in call.lines] == ["caller:0", "caller:1", "caller:2", "prompt:p1"]
    assert list(change.dropped) == ["caller:2", "prompt:p1"]
    assert [line.key for line in change.lines] == ["caller:1", "caller:2", "prompt:p1"]


def test_the_other_leg_has_an_order_of_its_own() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, TranscriptPartial(call="c", leg="agent", utterance=5, text="您好", at=1))
    change = apply_to_call(call, final(0, "我家停水了", "", at=2))
    assert [line.key for line in call.lines] == ["agent:5", "caller:0"]
    assert list(change.dropped) == []


def test_a_late_final_replaces_its_partial_in_place() -> None:
    call = CallView(id="c", started=0)
    for utterance in (0, 1):
        apply_to_call(call, TranscriptPartial(call="c", leg="caller", utterance=utterance, text="我", at=1))
    apply_to_call(call, final(0, "我家停水了", "", at=2))
    assert [(line.key, line.final) for line in call.lines] == [("caller:0", True), ("caller:1", False)]


def test_a_line_tells_which_pass_wrote_it_and_whose_it_is() -> None:
    call = CallView(id="c", started=0)
    heard = final(0, "救命啊", "", at=1).model_copy(update={"aside": True, "read_by": "second"})
    apply_to_call(call, heard)
    assert (call.lines[0].aside, call.lines[0].read_by) == (True, "second")
    apply_to_call(call, TranscriptPartial(call="c", leg="caller", utterance=1, text="喂", at=2))
    assert (call.lines[1].aside, call.lines[1].read_by) == (False, None)


def test_a_call_back_is_shown_as_one() -> None:
    for callback in (None, "7"):
        call = CallView(id="c", started=0)
        apply_to_call(call, CallStarted(call="c", caller="138****8000", dialled="12345", callback=callback))
        assert call.callback is (callback is not None)


def test_who_is_asked_after_the_talk_is_in_it_no_more_and_their_answer_stays() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, Bridged(call="c", agent="8002", at=1))
    apply_to_call(call, SatisfactionAsked(call="c", queue="urban", agent="8002", at=2))
    assert (call.phase, call.agent) == ("rating", "8002")
    given = SatisfactionGiven(
        call="c", queue="urban", agent="8002", score=1, by="voice", low=True, reason="没人管", at=3
    )
    apply_to_call(call, given)
    apply_to_call(call, CallEnded(call="c", by="agent", cause="", at=4))
    assert call.phase == "ended"
    assert call.satisfaction is not None
    assert (call.satisfaction.score, call.satisfaction.low, call.satisfaction.reason) == (1, True, "没人管")


def test_a_call_that_came_back_from_another_machine_goes_on() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, CallQueued(call="c", queue="urban", position=1, at=2))
    apply_to_call(call, CallEnded(call="c", by="service", cause="handed to another machine: south", at=3))
    change = apply_to_call(call, CameBack(call="c", node="south", answered=False, at=40))
    assert change.fields == {"phase", "ended_at", "ended_by", "cause"}
    assert (call.phase, call.ended_at, call.cause, call.queued_at) == ("queued", None, "", 2)
    apply_to_call(call, Bridged(call="c", agent="8002", at=50))
    apply_to_call(call, CameBack(call="c", node="south", answered=True, at=51))
    assert call.phase == "talking", "what is told again later changes nothing"


def test_a_telephone_that_is_lost_in_mid_call_is_shown_until_somebody_talks_again() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, Bridged(call="c", agent="8002", at=1))
    apply_to_call(call, AgentLeg(call="c", agent="8002", state="lost", reason="SIP 503", at=2))
    assert call.lost_leg is not None
    assert (call.lost_leg.state, call.lost_leg.at, call.lost_leg.reason) == ("lost", 2, "SIP 503")
    assert apply_to_call(call, AgentLeg(call="c", agent="8002", state="back", at=3)).fields == {"lost_leg"}
    assert call.lost_leg is None
    apply_to_call(call, AgentLeg(call="c", agent="8002", state="lost", at=4))
    apply_to_call(call, AgentLeg(call="c", agent="8002", state="given up", at=34))
    apply_to_call(call, CallQueued(call="c", queue="urban", priority=1, position=1, at=35))
    assert call.lost_leg is not None
    assert (call.lost_leg.state, call.lost_leg.at) == ("given up", 4)
    apply_to_call(call, Bridged(call="c", agent="8001", at=40))
    assert call.lost_leg is None


def test_what_was_really_said_stands_beside_what_was_recognised_also_after_the_end() -> None:
    call = CallView(id="c", started=0)
    apply_to_call(call, Bridged(call="c", agent="8002", at=1))
    apply_to_call(call, final(0, "性福路三号", "性福路3号", at=2))
    apply_to_call(call, TranscriptPartial(call="c", leg="caller", utterance=1, text="还", at=3))
    apply_to_call(call, CallEnded(call="c", by="caller", cause="", at=4))
    said = TranscriptCorrected(call="c", leg="caller", utterance=0, text="幸福路3号", agent="8002", at=5)
    [line] = apply_to_call(call, said).lines
    assert line.text == "性福路3号"
    assert line.corrected is not None
    assert (line.corrected.text, line.corrected.agent, line.corrected.at) == ("幸福路3号", "8002", 5)
    assert not apply_to_call(call, said.model_copy(update={"utterance": 1})), "it was never final"
    [line] = apply_to_call(call, said.model_copy(update={"text": "性福路3号"})).lines
    assert line.corrected is None, "taken back"


def test_how_the_recording_stands_is_shown() -> None:
    call = CallView(id="c", started=1)
    states = []
    for event in (
        RecordingStarted(call="c", recording="c.1"),
        RecordingPaused(call="c", recording="c.1", agent="8002"),
        RecordingResumed(call="c", recording="c.1", agent="8002"),
        RecordingRefused(call="c", reason="full"),
        RecordingEnded(call="c", recording="c.1", reason="queue", seconds=1, bytes=2),
    ):
        assert apply_to_call(call, event)
        states.append(call.recording)
    assert states == ["runs", "paused", "runs", "refused", "none"]


def test_only_what_is_noted_anew_is_sent() -> None:
    call = CallView(id="c", started=1)
    assert apply_to_call(call, NOTED).fields == {"ticket", "risk"}
    again = NOTED.model_copy(update={"summary": (SummaryClause(text="反映：x", lines=("caller:0",)),)})
    assert apply_to_call(call, again).fields == {"summary"}
