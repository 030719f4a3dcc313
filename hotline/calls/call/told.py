"""What a caller has answered in all conversations of one call: agents read it beside the last decision."""

from __future__ import annotations

from contracts import Decided, Event
from contracts.events.decisions import Slot


class Told:
    """Of one call. An answer lasts; a later one to the same question replaces it."""

    def __init__(self) -> None:
        self._slots: dict[str, Slot] = {}

    def with_earlier(self, event: Event) -> Event:
        """A decision with what was answered before it; any other event as it is."""
        if not isinstance(event, Decided):
            return event
        self._slots |= {slot.id: slot for slot in event.slots}
        return event.model_copy(update={"slots": tuple(self._slots.values())})
