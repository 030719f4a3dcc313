"""The city's view for the desk."""

from __future__ import annotations

import time

from agent_assist.city.port import SurgeView
from agent_assist.refusal import DATABASE_AWAY, ActionRefused
from hotline.city.book import CityBook
from hotline.city.surges.warning import QUIET_S
from hotline.records.database.records import RecordsUnavailable

MOST_CALLS = 50
"""Calls behind a surge that are listed, the newest."""


class DeskCity:
    """Implements `agent_assist.city.port.City`."""

    def __init__(self, book: CityBook) -> None:
        self._store = book.store

    async def surges(self) -> list[SurgeView]:
        try:
            found = await self._store.warnings(time.time() - QUIET_S)
            titles = await self._store.titles({one.topic for one in found})
        except RecordsUnavailable as error:
            raise ActionRefused(DATABASE_AWAY) from error
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
                )
            )
        return shown
