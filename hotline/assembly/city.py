"""What the city calls about, what days and years were, and what callers are told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from hotline.assembly.records import forgetting
from hotline.calls.screening import ScreeningList
from hotline.city.announcements.book import AnnouncementBook
from hotline.city.book import CityBook
from hotline.city.feed.inbox import FeedInbox
from hotline.city.feed.subscriber import FeedSubscriber
from hotline.city.kept.store import PURPOSE
from hotline.configuration.schema import HotlineConfig
from hotline.delivery.store import DeliveryStore
from hotline.guidance.live import Live
from hotline.machine.paths import CHECKOUT
from hotline.machine.tasks import background
from hotline.machine.voices.speaking import Voices
from hotline.records.bus import EventBus
from hotline.records.database.articles.store import ArticleMarkStore
from hotline.records.database.retention import Retention
from hotline.records.database.samples.store import SampleStore
from hotline.records.sealing import Seal
from hotline.reports.book import ReportBook
from hotline.reports.calendar.book import CalendarBook
from hotline.reports.kept.past import Past

AFTER_S = 3.0
"""Calls are taken first: a dictionary is read for the city's view, and what was told in the last days."""


class CityParts(NamedTuple):
    """What pages show of the city and its past, and who looks after it."""

    now: CityBook
    reports: ReportBook
    calendar: CalendarBook
    announcements: AnnouncementBook
    samples: SampleStore
    marks: ArticleMarkStore


@asynccontextmanager
async def open_city(
    config: HotlineConfig,
    database: str,
    secret: str,
    live: Live,
    screening: ScreeningList,
    voices: Voices,
    bus: EventBus,
    retention: Retention,
) -> AsyncIterator[CityParts]:
    """What the city calls and writes about now; what days, weeks, months and years were, made when somebody
    asks; what callers are told of it; calls that are scored; what agents think of articles."""
    node = config.telephony.node
    async with FeedInbox.opened(database, Seal(secret, PURPOSE)) as inbox, AsyncExitStack() as stack:
        enter = stack.enter_async_context
        fed = config.events, config.city.feed_topic, CHECKOUT, inbox, node, live.districts
        await enter(FeedSubscriber.opened(*fed))
        number_of = screening.number_of
        city = await enter(CityBook.opened(database, secret, live, number_of, bus, inbox, node, AFTER_S))
        past = await enter(Past.opened(database, secret, live))
        await enter(background(past.run(), "what is over, counted"))
        announcements = await enter(AnnouncementBook.opened(database, live, voices.also, bus))
        deliveries = await enter(DeliveryStore.opened(database))
        also = city.store.delete_before, inbox.forget, announcements.store.forget, deliveries.forget
        await enter(forgetting(config.records.keep_days, retention, also))
        samples = await enter(SampleStore.opened(database))
        marks = await enter(ArticleMarkStore.opened(database))
        reports, calendar = ReportBook(past, config.figures), CalendarBook(past)
        yield CityParts(city, reports, calendar, announcements, samples, marks)
