"""What a caller has told in all conversations of one call: agents read it beside the last decision."""

from __future__ import annotations

from contracts import CallStarted, Decided, Event, SatisfactionAsked
from contracts.events.call.decisions import Slot


class Told:
    """Of one call. An answer lasts; a later one to the same question replaces it."""

    def __init__(self) -> None:
        self._slots: dict[str, Slot] = {}
        self.intents: set[str] = set()
        """All that they were understood to want, whatever was decided last."""
        self.rated = False
        """Whether they were asked how satisfied they are, or were called to be asked: nobody is twice."""

    def with_earlier(self, event: Event) -> Event:
        """A decision with what was answered before it; any other event as it is."""
        if isinstance(event, SatisfactionAsked) or (isinstance(event, CallStarted) and event.followup):
            self.rated = True
        if not isinstance(event, Decided):
            return event
        if event.intent is not None:
            self.intents.add(event.intent)
        self._slots |= {slot.id: slot for slot in event.slots}
        return event.model_copy(update={"slots": tuple(self._slots.values())})
