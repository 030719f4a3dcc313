"""How a blind transfer stands and came out. Who asked for it is gone: what happens to the call tells it."""

from __future__ import annotations

from contracts import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    Event,
    TransferChanged,
    TransferState,
)

OPEN: frozenset[TransferState] = frozenset({"requested", "ringing", "accepted"})


class HandedOn:
    """Of one call. Follows its events, after a restart those of its record first."""

    def __init__(self) -> None:
        self._last: TransferChanged | None = None
        self._why = ""
        """Who was rung last did not come, and why."""

    def with_state(self, event: Event) -> list[Event]:
        """The event, and what it makes of the transfer: before the end of the call, after anything else."""
        if isinstance(event, TransferChanged):
            self._note(event)
            return [event]
        told = None if self._last is None else self._told(event, self._last)
        if told is None:
            return [event]
        self._note(told)
        return [told, event] if isinstance(event, CallEnded) else [event, told]

    def _note(self, told: TransferChanged) -> None:
        self._last = told if told.kind == "blind" and told.state in OPEN else None
        self._why = told.reason if self._last is not None else ""

    def _told(self, event: Event, last: TransferChanged) -> TransferChanged | None:
        match event:
            case AgentRinging(agent=agent) if last.queue is None and agent != last.agent:
                # The time in which nobody but that one took them is over.
                state: TransferState = "rejected" if self._why == "declined" else "failed"
                return self._changed(last, state, reason=self._why or "no answer")
            case AgentRinging(agent=agent):
                return self._changed(last, "ringing", agent)
            case AgentMissed(how=how):
                return self._changed(last, "requested", reason=how)
            case AgentAnswered(agent=agent):
                return self._changed(last, "accepted", agent)
            case Bridged(agent=agent):
                return self._changed(last, "completed", agent)
            case CallEnded():
                return self._changed(last, "cancelled")
            case _:
                return None

    @staticmethod
    def _changed(
        last: TransferChanged, state: TransferState, agent: str | None = None, reason: str = ""
    ) -> TransferChanged:
        """Of a queue it is told who is rung; one who was asked for stays named."""
        return TransferChanged(
            call=last.call,
            by=last.by,
            kind="blind",
            state=state,
            agent=agent or (None if last.queue is not None else last.agent),
            queue=last.queue,
            reason=reason,
        )
