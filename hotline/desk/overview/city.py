"""The city's view for the desk, and what supervisors announce out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent_assist.city.port import AnnouncementDraft, AnnouncementView, SurgeView
from agent_assist.refusal import ActionRefused
from hotline.city.announcements.announcement import (
    Announcement,
    AnnouncementError,
    Effect,
    Wording,
)
from hotline.city.announcements.book import AnnouncementBook
from hotline.city.announcements.drafting import draft
from hotline.city.book import CityBook
from hotline.city.settings import CitySettings
from hotline.city.surges.warning import Warning
from hotline.records.database.refused import refused

MOST_CALLS = 50
"""Calls behind a surge that are listed, the newest."""
ASKED_CALLS = 20
"""Of these: whose intents are asked for."""


class DeskCity:
    """Implements `agent_assist.city.port.City`."""

    def __init__(
        self, book: CityBook, announcements: AnnouncementBook, settings: Callable[[], CitySettings]
    ) -> None:
        """`settings`: of the configuration that is live."""
        self._settings = settings
        self._store = book.store
        self._announcements = announcements

    async def surges(self) -> list[SurgeView]:
        with _refused():
            found = await self._store.warnings(time.time() - 3600 * self._settings().quiet_hours)
            titles = await self._store.titles({one.topic for one in found})
            made = await self._announcements.store.of([one.id for one in found])
            effects = await self._announcements.store.effects([one.id for one in made])
        shown = []
        for one in found:
            name, words, sentence = titles.get(one.topic, ("", "", ""))
            shown.append(
                SurgeView(
                    id=one.id,
                    topic=None if one.of_all else one.topic,
                    name=name or words,
                    sentence=sentence,
                    district=one.district,
                    place=one.place,
                    since=one.since,
                    told_at=one.told_at,
                    last=one.last,
                    people=one.people,
                    expected=one.expected,
                    odds=one.odds,
                    humble=one.humble,
                    calls=tuple(one.calls[-MOST_CALLS:]),
                    announcements=tuple(
                        _shown(announcement, effects[announcement.id])
                        for announcement in reversed(made)
                        if announcement.surge == one.id
                    ),
                )
            )
        return shown

    async def draft(self, surge: str, ends: float | None) -> AnnouncementDraft:
        with _refused():
            warning = await self._warning(surge)
            titles = await self._store.titles([warning.topic])
            intents = await self._store.intents(warning.calls[-ASKED_CALLS:])
        name, words, _ = titles.get(warning.topic, ("", "", ""))
        usual_s = 3600 * self._settings().announcement_hours
        found = draft(warning, name or words, intents, time.time(), ends, usual_s)
        return AnnouncementDraft(
            text=found.text,
            words=found.words,
            intents=found.intents,
            places=found.places,
            unplaced=found.unplaced,
            ends=found.ends,
        )

    async def publish(self, surge: str, draft: AnnouncementDraft, by: str) -> None:
        wording = Wording(draft.text, draft.words, draft.intents, draft.places, draft.unplaced, draft.ends)
        with _refused():
            warning = await self._warning(surge)
            await self._announcements.publish(surge, warning.district, wording, by)

    async def end(self, announcement: int, by: str) -> None:
        with _refused():
            await self._announcements.end(announcement, by)

    async def _warning(self, surge: str) -> Warning:
        found = await self._store.warning(surge)
        if found is None:
            raise ActionRefused("没有这条预警 / There is no such warning")
        return found


@contextmanager
def _refused() -> Iterator[None]:
    """What cannot be done is told to whoever asks."""
    try:
        with refused():
            yield
    except AnnouncementError as error:
        raise ActionRefused(str(error)) from error


def _shown(one: Announcement, effect: Effect) -> AnnouncementView:
    wording = one.wording
    return AnnouncementView(
        id=one.id,
        text=wording.text,
        words=wording.words,
        places=wording.places,
        unplaced=wording.unplaced,
        published_at=one.published_at,
        by=one.by,
        ends=wording.ends,
        ended_at=one.ended_at,
        told=effect.told,
        answered=effect.answered,
        human=effect.human,
    )
