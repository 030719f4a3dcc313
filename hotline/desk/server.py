"""The desk of a running service: put together, served, and given every event."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from agent_assist.access.accounts import Accounts
from agent_assist.access.sessions import Sessions
from agent_assist.admin.port import Administration
from agent_assist.assist.live.assistant import Assistant
from agent_assist.board.board import Board
from agent_assist.callbacks.port import CallbackList
from agent_assist.desk.hub import Hub
from agent_assist.desk.overview import Overview
from agent_assist.desk.server import create_desk
from agent_assist.guests.port import Guests
from agent_assist.history.port import PastCalls
from agent_assist.screening.port import Screening
from agent_assist.settings import AgentSettings, DeskSettings
from agent_assist.traces.port import Traces
from contracts import CallEnded, Event, Fault, LogInEnded
from hotline.assist.live import Assisting, assisting
from hotline.calls.phones.states import PhoneStates
from hotline.calls.recording.recordings import Recordings
from hotline.calls.running_calls import RunningCalls
from hotline.cases.book import CaseBook
from hotline.cases.learned.kept import KeptCases
from hotline.city.announcements.book import AnnouncementBook
from hotline.city.book import CityBook
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.certificates.desk import certificate_of
from hotline.configuration.schema import HotlineConfig
from hotline.desk.actions import FloorActions, RecordedHistory, SeenMeter
from hotline.desk.elsewhere import Elsewhere
from hotline.desk.masked import masked
from hotline.desk.overview.calendar import DeskCalendar
from hotline.desk.overview.city import DeskCity
from hotline.desk.overview.figures import DeskFigures
from hotline.desk.overview.reports import DeskReports
from hotline.desk.overview.sampling import DeskSampling
from hotline.desk.past.earlier import show_earlier
from hotline.desk.past.recordings import DeskRecordings
from hotline.desk.phones import DeskPhones
from hotline.desk.replies import DeskReplies
from hotline.figures.live import LiveFigures
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.machine.certificates.shown import ShownCertificate
from hotline.machine.paths import State
from hotline.machine.serving import serving
from hotline.machine.tasks import background
from hotline.nodes.standings import QueueThere
from hotline.records.bus import EventBus
from hotline.records.database.articles.store import ArticleMarkStore
from hotline.records.database.records import Records
from hotline.records.database.samples.store import SampleStore
from hotline.records.metrics import Metrics
from hotline.reports.book import ReportBook
from hotline.reports.calendar.book import CalendarBook
from telephony.ari.client import Ari
from telephony.asterisk.browser_accounts import TRANSPORT_PATH, BrowserAccounts
from telephony.distributor.floor import Floor

SILENT_S = 12
"""A page from which no voice has come for so long is gone."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What is shown and changed from the desk."""

    floor: Floor
    lines: RunningCalls
    records: Records
    metrics: Metrics
    administration: Administration
    screening: Screening
    cases: CaseBook
    figures: LiveFigures
    guests: Guests
    callbacks: CallbackList
    city: CityBook
    reports: ReportBook
    calendar: CalendarBook
    announcements: AnnouncementBook
    samples: SampleStore
    marks: ArticleMarkStore
    recordings: Recordings
    ari: Ari
    phone_states: PhoneStates
    past: PastCalls
    traces: Traces
    articles: PublishedArticles


class Desk:
    """Made by `opened`."""

    def __init__(self, hub: Hub, history: RecordedHistory, assistant: Assistant) -> None:
        self._hub = hub
        self._elsewhere = Elsewhere(hub.stands_there)
        self._history = history
        self._assistant = assistant

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, config: HotlineConfig, state: State, bus: EventBus, live: Live, parts: DeskParts
    ) -> AsyncIterator[Desk]:
        """Served for as long as the context lasts.

        Raises KnowledgeError, CertificateError, or ServiceError when its port is taken.
        """
        hub = Hub(_board(config.desk, live))
        bus.listen(hub.publish)
        live.follow(functools.partial(_relabel, hub))
        history = RecordedHistory(parts.records, bus.publish)
        meter = SeenMeter(parts.metrics.partial.observe)
        bus.listen(meter.take)
        actions = _actions(config.desk, state, bus, live, parts)
        sessions = Sessions(config.desk.session_hours * 3600, state.sessions)
        phones = _phones(config, parts, sessions) if config.desk.phone else None
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            if phones is not None:
                await enter(background(phones.run(), "telephones of pages"))
            learned = KeptCases(state.learned_cases).ranked
            known = parts.marks, parts.articles, config.assist.model, learned
            assist = await enter(assisting(config.desk, state, bus, live, *known))
            app = create_desk(
                config.desk,
                Accounts.load(state.accounts),
                hub,
                actions,
                history,
                sessions=sessions,
                on_seen=meter,
                administration=parts.administration,
                screening=parts.screening,
                cases=parts.cases,
                figures=DeskFigures(parts.figures, bus.publish),
                guests=parts.guests,
                callbacks=parts.callbacks,
                recordings=DeskRecordings(parts.recordings.shelf, bus.publish),
                phones=phones,
                past=parts.past,
                city=DeskCity(parts.city, parts.announcements, live.city),
                overview=_overview(parts, assist, live, bus),
                log_ins=functools.partial(_log_in_ended, bus),
                traces=parts.traces,
            )
            app.router.add_get("/metrics", functools.partial(_metrics, parts.metrics))
            app.router.add_get("/healthz", functools.partial(_health, parts.lines))
            tls = await enter(_certified(config, state, bus))
            await enter(serving(app, config.desk.bind, config.desk.port, "desk.port", tls))
            desk = cls(hub, history, assist.assistant)
            earlier = show_earlier(parts.records, desk.show_missing, config.desk.session_hours * 3600)
            await enter(background(earlier, "earlier calls"))
            yield desk

    def staff(self, people: Sequence[AgentSettings]) -> None:
        """Others work here from now on."""
        self._hub.staff(people)

    def elsewhere(self, queues: Sequence[QueueThere]) -> None:
        """How the queues stand at the other machines now."""
        self._elsewhere.take(queues)

    async def show_again(self, call: str) -> Sequence[Event]:
        """The call's record, shown on the desk again; nothing while the database is away."""
        events = await self._history.events(call)
        self._hub.show_again(call, events)
        if not any(isinstance(event, CallEnded) for event in events):
            self._assistant.remember(events)
        return events

    async def show_missing(self, call: str) -> None:
        """The same, unless the call is shown: nothing of it comes twice."""
        if call not in self._hub.board.calls:
            await self.show_again(call)


def _actions(
    settings: DeskSettings, state: State, bus: EventBus, live: Live, parts: DeskParts
) -> FloorActions:
    """What agents do at the desk; hears of all events."""
    actions = FloorActions(
        parts.floor,
        parts.lines.end,
        parts.lines.ask,
        state.pauses,
        bus.publish,
        settings.wrap_up_extension_s,
        functools.partial(_escalation, live, settings.escalate_to),
    )
    bus.listen(actions.take)
    return actions


def _overview(parts: DeskParts, assist: Assisting, live: Live, bus: EventBus) -> Overview:
    """What is of no single call."""
    return Overview(
        DeskReports(parts.reports, bus.publish),
        DeskCalendar(parts.calendar),
        DeskSampling(parts.samples, lambda: live.config().sampling, bus.publish),
        assist.lookup,
        assist.opinions,
        DeskReplies(parts.cases, assist.lookup, live.config),
    )


def _board(settings: DeskSettings, live: Live) -> Board:
    return Board(
        live.guide.config.agents,
        labels=live.guide.labels,
        emergency_queues=settings.emergency_queues,
        break_reasons=settings.break_reasons,
        wrap_up_codes=settings.wrap_up_codes,
        mask=masked,
    )


@asynccontextmanager
async def _certified(
    config: HotlineConfig, state: State, bus: EventBus
) -> AsyncIterator[ssl.SSLContext | None]:
    """What the desk speaks HTTPS with, kept right while the context lasts. Raises CertificateError."""
    source = certificate_of(config, state)
    if source is None:
        yield None
        return

    def failed(why: str) -> None:
        bus.publish(Fault(part="certificate", message=why, done="the desk shows the one it had"))

    shown = await asyncio.to_thread(ShownCertificate, source, failed)
    async with background(shown.run(), "certificate"):
        yield shown.context


def _log_in_ended(bus: EventBus, *, agent: str, by: str, begun: float) -> None:
    bus.publish(LogInEnded(agent=agent, by=by, begun=begun))


def _escalation(live: Live, otherwise: str | None, seat: str | None) -> str | None:
    """The queue to which a call of that special seat is escalated; a seat may name another seat."""
    settings = live.guide.config.ivr
    seats = {one.id: one for one in settings.seats}
    if seat not in seats or (escalate := seats[seat].escalate) is None:
        return otherwise
    return seats[escalate.to].queue if escalate.to in seats else escalate.to


def _phones(config: HotlineConfig, parts: DeskParts, sessions: Sessions) -> DeskPhones:
    telephony = config.telephony
    anywhere = telephony.sip_bind == "0.0.0.0"  # noqa: S104 - compared, not bound
    accounts = BrowserAccounts(
        parts.ari, media_address=None if anywhere else telephony.sip_bind, silent_s=SILENT_S
    )
    url = f"ws://127.0.0.1:{telephony.ari_port}{TRANSPORT_PATH}"
    return DeskPhones(
        url, accounts, parts.floor, parts.phone_states.look_at, lambda: sessions.ids, parts.lines.phone_gone
    )


def _relabel(hub: Hub, guide: CallGuide) -> None:
    hub.relabel(guide.labels)


async def _metrics(metrics: Metrics, _request: web.Request) -> web.Response:
    text, kind = metrics.exposition()
    return web.Response(body=text, headers={"Content-Type": kind})


async def _health(lines: RunningCalls, _request: web.Request) -> web.Response:
    """200 while calls can be taken, 503 while Asterisk is away or this machine drains."""
    ready = lines.ready.is_set()
    told = {"ready": ready, "draining": lines.draining, "calls": len(lines.sessions)}
    return web.json_response(told, status=200 if ready else 503)
