"""What the hour means for one call: what is announced, and which queue is on duty."""

from __future__ import annotations

from datetime import datetime

from ivr.dialects.normalise import Normaliser
from ivr.dialogue.hours.announcements import Announcements
from ivr.dialogue.hours.calendar import Calendar
from ivr.settings.distribution.queues import QueueSettings
from ivr.settings.settings import IvrSettings


class Duty:
    """Remembers what the caller was told already."""

    def __init__(self, settings: IvrSettings, normaliser: Normaliser, moment: datetime) -> None:
        """`moment` is when the call began, local time."""
        self._settings = settings
        self._moment = moment
        self._announcements = Announcements(settings.announcements, normaliser)
        self._calendar = Calendar(settings.special_days)
        self._told: set[str] = set()

    def for_all(self) -> list[str]:
        """What every caller hears after the greeting."""
        return [one.text for one in self._announcements.for_all(self._moment)]

    def announcement(self, intent: str | None, heard: str) -> str | None:
        """What this caller should know before being put through; each is told once."""
        found = self._announcements.fitting(intent, heard, self._moment, self._told)
        if found is None:
            return None
        self._told.add(found.id)
        return found.text

    def on_duty(self, queue: QueueSettings) -> QueueSettings:
        """The queue itself, or the one that takes its callers now."""
        seen = {queue.id}
        while not self.is_open(queue.hours):
            queue = self._settings.queue(queue.after_hours or self._settings.dialogue.human_queue)
            if queue.id in seen:  # everybody is off: the last one keeps the caller
                break
            seen.add(queue.id)
        return queue

    def is_open(self, hours: str | None) -> bool:
        """Whether these hours, by their name, are now; None: always."""
        return hours is None or self._calendar.open_at(self._settings.hours[hours], self._moment)
