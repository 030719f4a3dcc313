"""What callers are told before they are put through. Pure: the moment is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from ivr.dialects.normalise import Normaliser
from ivr.settings.distribution.calendar import AnnouncementSettings


class Announcements:
    """Those of one configuration."""

    def __init__(self, settings: Iterable[AnnouncementSettings], normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._all = [(one, tuple(map(normaliser.standard, one.words))) for one in settings]

    def for_all(self, moment: datetime) -> list[AnnouncementSettings]:
        """Said to every caller right after the greeting, in the order of the file."""
        return [one for one, _ in self._all if one.for_all and _valid(one, moment)]

    def fitting(
        self, intent: str | None, heard: str, moment: datetime, told: Collection[str]
    ) -> AnnouncementSettings | None:
        """The first that belongs to what the caller wants and says, unless they were told already."""
        said = self._normaliser.standard(heard)
        for one, words in self._all:
            if one.for_all or one.id in told or not _valid(one, moment):
                continue
            if one.intents and intent not in one.intents:
                continue
            if not words or any(word in said for word in words):
                return one
        return None


def _valid(one: AnnouncementSettings, moment: datetime) -> bool:
    return (one.begins is None or one.begins <= moment) and (one.ends is None or moment < one.ends)
