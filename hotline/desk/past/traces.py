"""Traces for auditors: events that say who did what, masked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from agent_assist.traces.port import SoughtTraces, Trace, TraceKind
from contracts import (
    AnnouncementEnded,
    AnnouncementPublished,
    ArticleJudged,
    CallLookedUp,
    CallUnmasked,
    CaseChanged,
    CaseJoined,
    CaseOpened,
    Corrected,
    EarlierCallsSeen,
    Escalated,
    Event,
    FiguresExported,
    FollowupAllowed,
    HistorySearched,
    LogInEnded,
    PersonDeleted,
    PersonExported,
    RecordingPlayed,
    ReportTaken,
    SampleAnswered,
    SampleScored,
    SamplesDrawn,
    SampleSeen,
    SupervisorChanged,
    TracesSeen,
    TranscriptCorrected,
    WrappedUp,
)
from hotline.records.database.past.traces import TraceStore
from hotline.records.database.refused import refused
from hotline.records.masking.outbound import outbound

KINDS: dict[type[Event], TraceKind] = {
    CallLookedUp: "seen",
    CallUnmasked: "seen",
    EarlierCallsSeen: "seen",
    HistorySearched: "seen",
    TracesSeen: "seen",
    SampleSeen: "seen",
    RecordingPlayed: "heard",
    SupervisorChanged: "heard",
    FiguresExported: "exported",
    PersonExported: "exported",
    ReportTaken: "exported",
    PersonDeleted: "deleted",
    AnnouncementEnded: "changed",
    AnnouncementPublished: "changed",
    ArticleJudged: "changed",
    CaseChanged: "changed",
    CaseJoined: "changed",
    CaseOpened: "changed",
    Corrected: "changed",
    Escalated: "changed",
    FollowupAllowed: "changed",
    LogInEnded: "changed",
    SampleAnswered: "changed",
    SampleScored: "changed",
    SamplesDrawn: "changed",
    TranscriptCorrected: "changed",
    WrappedUp: "changed",
}
"""Every event that `agent_assist.rights` names as a trace has its kind here."""
TRACE_TYPES = frozenset(event.TYPE for event in KINDS)
ABOUT = (
    "recording", "case", "calls", "words", "person", "day", "what", "state", "queue", "code", "reason",
    "announcement", "district", "article", "thumb",
)  # fmt: skip
"""Fields of an event that say what was done; numbers, sentences and the like are masked before."""


class TraceBook:
    """Implements `agent_assist.traces.port.Traces`."""

    def __init__(self, store: TraceStore, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._publish = publish

    async def find(self, sought: SoughtTraces, by: str) -> Sequence[Trace]:
        types = [event.TYPE for event, kind in KINDS.items() if sought.kind in (None, kind)]
        with refused():
            events = await self._store.find(types, sought.since, sought.until, sought.person, sought.limit)
        found = [_trace(event) for event in events if _who(event)]
        self._publish(
            TracesSeen(
                agent=by,
                person=sought.person or "",
                kind=sought.kind or "",
                since=sought.since,
                until=sought.until,
                found=len(found),
            )
        )
        return found


def _trace(event: Event) -> Trace:
    shown = outbound(event)
    where: Literal["desk", "terminal"] = getattr(shown, "where", "desk")
    return Trace(
        at=shown.at,
        who=_who(shown),
        where=where,
        kind=KINDS[type(event)],
        event=event.TYPE,
        call=getattr(shown, "call", None),
        about=" · ".join(_words(value) for name in ABOUT if (value := getattr(shown, name, None))),
    )


def _who(event: Event) -> str:
    """Empty for the machine itself."""
    return str(getattr(event, "by", getattr(event, "agent", "")))


def _words(value: object) -> str:
    many = isinstance(value, Collection) and not isinstance(value, str)
    return ", ".join(map(str, value)) if many and isinstance(value, Collection) else str(value)
