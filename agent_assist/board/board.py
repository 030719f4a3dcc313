"""The projection of events into what the desks show. Pure: no clock, no sockets.

`Board.apply` takes every event once, in order, and says what it changed: that is what a desk is sent.
`Board.snapshot` says what one agent sees now.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Any, Literal

from agent_assist.board.floor_views import (
    AgentView,
    ColleagueView,
    MissedView,
    QueueThereView,
    QueueView,
    WaitingView,
)
from agent_assist.board.labels import Labels
from agent_assist.board.projection import CallChange, apply_to_call, may_open
from agent_assist.board.views import CallView, FaultView
from agent_assist.refusal import ActionRefused
from agent_assist.rights.right import Right
from agent_assist.rights.table import CALL, FAULTS, PEOPLE, QUEUE
from agent_assist.settings import AgentSettings, Guest
from contracts import (
    AgentChanged,
    AgentMissed,
    CallEvent,
    Corrected,
    Event,
    Fault,
    QueueChanged,
    TranscriptCorrected,
    WrappedUp,
)

Sight = Literal["none", "waiting", "full"]
"""How much of a call somebody sees."""

Change = CallChange | QueueView | AgentView | FaultView
"""What an event has changed: of a call, or a queue, an agent, a fault of the service as it is now."""

MAX_FAULTS = 20
MAX_MISSED = 5


class Board:
    """Calls, queues and agents as they stand.

    `mask` hides what is personal in a call that is over; `ended_kept` bounds the ended calls that stay
    readable, running calls are bounded by the lines.
    """

    def __init__(
        self,
        agents: Iterable[AgentSettings],
        *,
        labels: Labels | None = None,
        emergency_queues: Iterable[str] = ("emergency",),
        break_reasons: Iterable[str] = (),
        wrap_up_codes: Iterable[str] = (),
        mask: Callable[[CallView], CallView] = lambda view: view,
        ended_kept: int = 200,
    ) -> None:
        self.agents: dict[str, AgentSettings] = {}
        self.calls: OrderedDict[str, CallView] = OrderedDict()
        self._labels = labels or Labels()
        self._emergency_queues = list(emergency_queues)
        self._break_reasons = list(break_reasons)
        self._wrap_up_codes = list(wrap_up_codes)
        self._mask = mask
        self._masked: dict[str, CallView] = {}
        """Calls that are over, as most see them: made when the first one looks."""
        self._ended_kept = ended_kept
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._there: dict[str, list[QueueThereView]] = {}
        self._queues = self._fresh(self._labels)
        self._faults: list[FaultView] = []
        self._agents: dict[str, AgentView] = {}
        self._leaving: set[str] = set()
        self.staff(agents)

    def staff(self, people: Iterable[AgentSettings]) -> set[str]:
        """Who works here from now on. Returns those who are gone; who still talks stays until then."""
        now = {one.id: one for one in people}
        self._leaving = {
            id_ for id_, view in self._agents.items() if id_ not in now and view.call is not None
        }
        gone = self.agents.keys() - now.keys() - self._leaving
        for id_ in gone:
            self._forget(id_)
        for id_, one in now.items():
            self.agents[id_] = one
            view = self._agents.get(id_, AgentView(id=id_, name="", role=one.role, queues=[], extension=""))
            view.name, view.role, view.queues, view.extension = one.name, one.role, one.queues, one.extension
            view.guest_until = one.until.timestamp() if isinstance(one, Guest) else None
            self._agents[id_] = view
        self.agents = {id_: self.agents[id_] for id_ in (*now, *self._leaving)}  # in the new order
        self._agents = {id_: self._agents[id_] for id_ in self.agents}
        return gone

    def _forget(self, agent: str) -> None:
        self._leaving.discard(agent)
        del self.agents[agent], self._agents[agent]

    def relabel(self, labels: Labels) -> None:
        """Names of a new configuration. A queue that is gone stays for as long as somebody waits in it."""
        old, self._labels = self._queues, labels
        self._queues = {queue: old.get(queue) or view for queue, view in self._fresh(labels).items()}
        self._queues |= {queue: view for queue, view in old.items() if view.waiting}

    def _fresh(self, labels: Labels) -> dict[str, QueueView]:
        there = self._there
        return {queue: QueueView(queue=queue, there=there.get(queue, [])) for queue in labels.queues}

    def stands_there(self, queue: str, there: list[QueueThereView]) -> QueueView | None:
        """How the queue stands at other machines, from now on. None where this desk does not show it."""
        self._there[queue] = there
        if (view := self._queues.get(queue)) is not None:
            view.there = there
        return view

    def apply(self, event: Event) -> Change | None:
        """Takes an event in. None when it changes nothing that a desk shows."""
        match event:
            case CallEvent():
                return self._apply_to_call(event)
            case Fault(call=None):
                view = FaultView(at=event.at, part=event.part, message=event.message, done=event.done)
                self._faults = [*self._faults, view][-MAX_FAULTS:]
                return view
            case Fault(call=str(call)):
                self._masked.pop(call, None)
                return (call in self.calls and apply_to_call(self.calls[call], event)) or None
            case QueueChanged():
                queue = self._queues[event.queue] = QueueView(
                    queue=event.queue, waiting=event.waiting, longest_wait_s=event.longest_wait_s,
                    agents_available=event.agents_available, at=event.at,
                    there=self._there.get(event.queue, []),
                )  # fmt: skip
                return queue
            case AgentChanged() if event.agent in self._agents:
                agent = self._agents[event.agent]
                if agent.phase != event.phase or agent.since is None:
                    agent.since = event.at
                for name in ("phase", "call", "paused", "set_aside", "reason", "rest", "until"):
                    setattr(agent, name, getattr(event, name))
                return agent
        return None

    def note_missed(self, event: AgentMissed) -> AgentView | None:
        """Tells the agent of a call that rang in vain. None for who is not of this desk."""
        agent, call = self._agents.get(event.agent), self.calls.get(event.call)
        if agent is None or call is None:
            return None
        missed = MissedView(at=event.at, call=call.id, caller=call.caller, queue=call.queue, how=event.how)
        agent.missed = [*agent.missed, missed][-MAX_MISSED:]
        return agent

    def at_desk(self, agent: str, present: bool) -> AgentView | None:
        """Whether the agent has the desk open, as of now. None where that is known, or the agent is not."""
        view = self._agents.get(agent)
        if view is None or view.desk is present:
            return None
        view.desk = present
        return view

    def left(self, event: AgentChanged) -> bool:
        """Whether the agent was only here until the end of a talk, and is gone now."""
        if not event.gone or event.agent not in self._leaving:
            return False
        self._forget(event.agent)
        return True

    def require_break_reason(self, reason: str) -> None:
        """Raises `ActionRefused` for a reason that the configuration does not have."""
        if reason and reason not in self._break_reasons:
            known = "、".join(self._break_reasons)
            raise ActionRefused(f"没有这个示忙原因，可选：{known} / No such reason; there are: {known}")

    def wrapped_up(self, agent: str, call: str, code: str, note: str) -> WrappedUp:
        """What it means that the agent says this of the call.

        Raises `ActionRefused` for a call of others, and for a code that the configuration does not have.
        """
        if self.calls[call].agent != agent:
            raise ActionRefused("这不是您的通话 / Not your call")
        if code and code not in self._wrap_up_codes:
            known = "、".join(self._wrap_up_codes)
            raise ActionRefused(f"没有这个小结，可选：{known} / No such code; there are: {known}")
        return WrappedUp(call=call, agent=agent, code=code, note=note.strip())

    def colleagues(self, agent: str) -> list[ColleagueView]:
        """To whom the agent may give a call: all others who take calls."""
        others = (self._agents[one.id] for one in self.agents.values() if one.takes_calls and one.id != agent)
        return [ColleagueView(id=one.id, name=one.name, phase=one.phase) for one in others]

    def sight(self, agent: str, call: str) -> Sight:
        """How much of the call this agent may see now."""
        viewer, view = self.agents.get(agent), self.calls.get(call)
        if view is None or viewer is None:
            return "none"
        if CALL.allows(viewer, own=agent in view.parties):
            return "full"
        if view.phase == "queued" and QUEUE.allows(viewer, own=viewer.serves(view.queue)):
            return "waiting"
        return "none"

    def is_at_work(self, agent: str, call: str) -> bool:
        """Whether the call runs, or is one of the agent's own of this shift: they may still write of it."""
        view = self.calls.get(call)
        return view is not None and (view.phase != "ended" or agent in view.parties)

    def shown(self, agent: str, call: str) -> CallView:
        """The call as this agent sees it who sees all of it. Raises `KeyError` when it is not there."""
        if self.is_at_work(agent, call):
            return self.calls[call]
        if call not in self._masked:
            self._masked[call] = self.masked(self.calls[call])
        return self._masked[call]

    def masked(self, view: CallView) -> CallView:
        """A call that is over as those see it who do not write of it any more."""
        return self._mask(view).model_copy(update={"masked": True})

    def serves(self, agent: str, queue: str) -> bool:
        """Whether that queue is one of the agent's; False for who is gone."""
        return agent in self.agents and self.agents[agent].serves(queue)

    def those_who_may(self, right: Right, owners: Collection[str] = ()) -> set[str]:
        """Everybody with that right; `owners` are those whose own it is."""
        return {one.id for one in self.agents.values() if right.allows(one, own=one.id in owners)}

    def full_viewers(self, call: str) -> set[str]:
        """Those who see all of the call."""
        view = self.calls.get(call)
        return self.those_who_may(CALL, () if view is None else view.parties)

    def waiting_view(self, call: str) -> WaitingView:
        """The call as those see it who serve its queue. Raises `KeyError` when it does not wait."""
        view = self.calls[call]
        if view.queue is None or view.queued_at is None:
            raise KeyError(call)
        return WaitingView(
            id=view.id, caller=view.caller, queue=view.queue, priority=view.priority,
            position=view.position, queued_at=view.queued_at,
            intent_name=view.decision.intent_name if view.decision else "",
        )  # fmt: skip

    def correction(self, agent: str, call: str, intent: str | None, queue: str | None) -> Corrected:
        """What it means that the agent gives the call that intent, or else that queue.

        Raises `ActionRefused` for names that the configuration does not have.
        """
        labels, view = self._labels, self.calls[call]
        right = labels.intent_queues.get(intent) if intent is not None else queue
        if right is None or right not in labels.queues:
            raise ActionRefused("没有这个事项或队列 / There is no such intent or queue")
        decision = view.decision
        return Corrected(
            call=call, agent=agent, intent=intent, queue=right,
            decided_intent=decision.intent if decision else None,
            decided_queue=decision.queue if decision else view.queue,
            heard=(decision and decision.heard) or _longest(view),
        )  # fmt: skip

    def line_correction(self, agent: str, call: str, key: str, text: str) -> TranscriptCorrected:
        """What it means that the agent says that this was said there.

        Raises `ActionRefused` for what is no sentence that was heard to its end.
        """
        line = next((one for one in self.calls[call].lines if one.key == key), None)
        if line is None or line.kind != "speech" or not line.final or line.speaker == "system":
            raise ActionRefused("只能更正识别出来的句子 / Only sentences that were heard can be corrected")
        utterance = int(key.partition(":")[2])
        return TranscriptCorrected(call=call, leg=line.speaker, utterance=utterance, text=text, agent=agent)

    def snapshot(self, agent: str) -> dict[str, Any]:
        """All this agent sees, ready for JSON. Raises `KeyError` for an unknown agent."""
        viewer = self.agents[agent]
        sights = {call: self.sight(agent, call) for call in self.calls}
        return {
            "me": self._agents[agent].model_dump(mode="json"),
            "calls": [self.shown(agent, c).model_dump(mode="json") for c, s in sights.items() if s == "full"],
            "waiting": [
                self.waiting_view(c).model_dump(mode="json") for c, s in sights.items() if s == "waiting"
            ],
            "queues": [
                q.model_dump(mode="json")
                for q in self._queues.values()
                if QUEUE.allows(viewer, own=viewer.serves(q.queue))
            ],
            "agents": [
                a.model_dump(mode="json")
                for a in self._agents.values()
                if PEOPLE.allows(viewer, own=a.id == agent)
            ],
            "faults": [f.model_dump(mode="json") for f in self._faults] if FAULTS.allows(viewer) else [],
            "labels": self._labels.model_dump(mode="json"),
            "emergency_queues": self._emergency_queues,
            "break_reasons": self._break_reasons,
            "wrap_up_codes": self._wrap_up_codes,
            "names": {one.id: one.name for one in self.agents.values()},
        }

    def _apply_to_call(self, event: CallEvent) -> CallChange | None:
        view = self.calls.get(event.call)
        self._masked.pop(event.call, None)
        opened = view is None
        if view is None:
            if not may_open(event):
                return None
            view = self.calls[event.call] = CallView(id=event.call, started=event.at)
        change = apply_to_call(view, event)
        if view.phase != "ended":
            self._ended.pop(view.id, None)
        elif view.id not in self._ended:
            self._ended[view.id] = None
            while len(self._ended) > self._ended_kept:
                oldest, _ = self._ended.popitem(last=False)
                del self.calls[oldest]
                self._masked.pop(oldest, None)
        return change if change or opened else None


def _longest(view: CallView) -> str:
    """Of what the caller said before an agent answered, the longest most likely has the request in it."""
    until = view.talking_since or float("inf")
    spoken = [line for line in view.lines if line.speaker == "caller" and line.kind == "speech"]
    return max((line.text for line in spoken if line.final and line.at <= until), key=len, default="")
