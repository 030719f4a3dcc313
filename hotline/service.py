"""The service: opens every part, one after the other, and closes them in reverse when it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from hotline.administration.page.admin_service import AdminService
from hotline.administration.page.hearing import BrowserTranscriber
from hotline.administration.page.speaking import PromptSpeaker
from hotline.assembly.city import open_city
from hotline.assembly.records import open_records
from hotline.assembly.telling import telling
from hotline.calls.after.followups.book import FollowupBook
from hotline.calls.after.surveys import Surveys
from hotline.calls.call.parts import CallParts
from hotline.calls.callbacks.book import CallbackBook
from hotline.calls.callbacks.callbacks import Callbacks
from hotline.calls.callbacks.listed import DeskCallbacks
from hotline.calls.cases.messages import Messages
from hotline.calls.connection import Connection
from hotline.calls.consulting import consulting
from hotline.calls.control.partners import Partners
from hotline.calls.foreseen.foreseen import Foreseen
from hotline.calls.foreseen.wait_talks import WaitTalks
from hotline.calls.guide import LiveGuide
from hotline.calls.hearings import Hearings
from hotline.calls.moving.machines import OtherMachines
from hotline.calls.net import Net
from hotline.calls.phones.states import PhoneStates
from hotline.calls.recording.recordings import Recordings
from hotline.calls.running_calls import RunningCalls
from hotline.calls.screening import ScreeningList
from hotline.calls.staffing import phones_of, staffed_floor
from hotline.calls.unended import Unended
from hotline.cases.book import CaseBook
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.generations.service_state import ServiceStateFile
from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.delivery.open311.reporting import reporting
from hotline.desk.past.history import PastCallBook
from hotline.desk.server import Desk, DeskParts
from hotline.figures.live import LiveFigures
from hotline.guidance.answers import SpokenArticles
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.keeping import keep_what_is_learned
from hotline.guidance.live import Live, learned, no_meaning
from hotline.guidance.loaded_ahead import LoadedAhead
from hotline.guidance.meaning.service import Meanings
from hotline.guidance.recognisers import Recognisers
from hotline.instance import draining
from hotline.instance.access import access, secrets_of
from hotline.instance.certificates import CertificateWatch
from hotline.instance.this_node import among_others
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import Secrets
from hotline.machine.serving import serving
from hotline.machine.tasks import background
from hotline.machine.voices.speaking import Voices
from hotline.nodes.member import Outlets
from hotline.nodes.mirror import Floors
from hotline.nodes.node import Told
from hotline.records.bus import EventBus
from hotline.records.database.records import Records
from hotline.records.metrics import Metrics
from hotline.staff.guest_desk import GuestDesk
from hotline.staff.guests import GuestBook
from hotline.staff.staff import Staff
from hotline.staff.telephones import AsteriskTelephones
from telephony.ari.client import Ari
from telephony.calls.media.server import MediaServer
from telephony.distributor.floor import Floor

MEDIA_USER = "media"
MEDIA_PORT = "telephony.media_port"
"""Where the port stands in the configuration."""


@dataclass(slots=True)
class Service:
    """A running service; what the demo, the bench and the tests look at."""

    config: HotlineConfig
    bus: EventBus
    ari: Ari
    lines: RunningCalls
    records: Records
    metrics: Metrics
    floor: Floor
    hearings: Hearings
    recognisers: Recognisers

    @property
    def ready(self) -> asyncio.Event:
        """Set while Asterisk is there and calls are taken."""
        return self.lines.ready


@asynccontextmanager
async def running(
    config: HotlineConfig, state: State, loaded: LoadedAhead, generation: int = 0
) -> AsyncIterator[Service]:
    """Starts the service on an Asterisk that is (or will be) up: callers come last, and are the first to go.

    `generation`: of `config`, 0 if it was not published. Raises ServiceError, as where a port is taken.
    """
    database = config.records.url or state.database_url
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        note = ServiceStateFile(state.running_generation, generation)
        (bus, metrics), secrets = _measured_bus(), secrets_of(config, state)
        records, retention, forget = await enter(open_records(config, database, secrets.seal, bus, state))
        traces = await enter(telling(config, state, database, secrets.seal, bus, metrics, records, forget))
        recognisers = await enter(Recognisers.opened(config, bus.publish, await loaded.usual(bus.publish)))
        meanings = await enter(Meanings.opened(state))
        voices = await enter(Voices.opened(config.telephony, state))
        articles = PublishedArticles(config.desk.knowledge, state)
        live = await _live(config, state, note, bus, meanings, articles, voices, recognisers, loaded)
        ari = await enter(Ari(access(config, secrets)))
        media = await enter(_media(secrets.media, config.telephony.media_port))
        net = _net(ari, live.guide, bus)
        floor = await enter(staffed_floor(config, live, bus.publish))
        hearings = Hearings(recognisers, config.asr, metrics.lost, live.put_right)
        consultant = await enter(consulting(config.second_opinion, metrics.consulted, bus.publish))
        screening = await enter(ScreeningList.opened(database, secrets.seal, live.screening, bus.publish))
        cases = await enter(CaseBook.opened(database, secrets.seal, live.config, screening.number_of, bus))
        city = await enter(open_city(config, database, secrets.seal, live, screening, voices, bus, retention))
        past = await enter(PastCallBook.opened(database, secrets.seal, config.desk, screening.number_of, bus))
        leads = LiveGuide(live, screening, consultant, meanings, cases, city.announcements.notices)
        ahead = await enter(Foreseen.opened(floor))
        book = await enter(CallbackBook.opened(database, secrets.seal, ari, live, bus.publish))
        recordings = await enter(Recordings.opened(config.recording, state, ari, bus))
        of_calls = floor, voices.prompts, config.telephony, hearings, leads, bus.publish, ahead.of
        far = Partners(config.partners, book.dialler), OtherMachines(floor, records, bus.publish)
        offers = Callbacks(book, live, floor), Surveys(live), recordings, Messages(cases, live, floor, far[1])
        lines = RunningCalls(ari, media, CallParts(*of_calls, *offers, WaitTalks(live), *far))
        administration = await enter(_administration(config, state, recognisers, voices, live))
        figures = await enter(LiveFigures.opened(config.figures, database, live.queues, bus))
        shown = administration, screening, cases, figures, GuestDesk(state, live), DeskCallbacks(book), *city
        telephones, states = AsteriskTelephones(config, state), PhoneStates(ari, floor)
        kept = past, traces, articles
        parts = DeskParts(floor, lines, records, metrics, *shown, recordings, ari, states, *kept)
        desk = await enter(Desk.opened(config, state, bus, live, parts))
        await enter(reporting(config.delivery.open311, database, secrets.seal, live.ivr, CHECKOUT))
        await enter(_beside({"prompts": voices.prepare(live.guide.config.ivr), "net": net.run()}))
        await enter(_beside(_looks(config, state, secrets, metrics, records, live)))
        _encode_what_is_live(meanings, live)
        unended = Unended(records, config.telephony.node, bus.publish)
        staff = Staff(live, GuestBook(state.guests), floor, telephones, states.look_at, bus.publish)
        await enter(staff.opened(desk.staff, net.staff))
        floors = Floors(floor.standing, screening.number_of, desk.elsewhere, book, lines.ready.is_set, far[1])
        await enter(among_others(config, state, lambda: _told(lines, live), floors, _outlets(bus, metrics)))
        loaded.before_calls()
        await enter(Connection(ari, lines, states, desk.show_again, unended, bus.publish).open())
        await enter(_beside({"call-backs": book.run(lines), "draining": draining.follow(state, lines.drain)}))
        await enter(FollowupBook.opened(database, secrets.seal, ari, live, bus.publish, lines))
        note.up()
        yield Service(config, bus, ari, lines, records, metrics, floor, hearings, recognisers)


def _measured_bus() -> tuple[EventBus, Metrics]:
    """Figures follow every event from the first."""
    bus, metrics = EventBus(), Metrics()
    metrics.attach(bus)
    return bus, metrics


def _told(lines: RunningCalls, live: Live) -> Told:
    """What this node tells the others of itself."""
    return Told(draining=lines.draining, calls=len(lines.sessions), generation=live.guide.generation)


def _outlets(bus: EventBus, metrics: Metrics) -> Outlets:
    """Whom it tells of them."""
    return Outlets(bus.publish, metrics.count_nodes)


async def _live(
    config: HotlineConfig,
    state: State,
    note: ServiceStateFile,
    bus: EventBus,
    meanings: Meanings | None,
    articles: PublishedArticles,
    voices: Voices,
    recognisers: Recognisers,
    loaded: LoadedAhead,
) -> Live:
    """What calls are guided by, now and after each publication."""
    acquaint = no_meaning if meanings is None else meanings.acquaint
    heard = frozenset(recognisers.languages)
    spoken = await asyncio.to_thread(SpokenArticles, articles, config)
    guide = await learned(config, heard, note.start, acquaint, articles, await loaded.understanding())
    store = Generations(state.generations)
    return Live(guide, heard, store, voices.prepare, note, bus.publish, acquaint, spoken)


def _looks(
    config: HotlineConfig, state: State, secrets: Secrets, metrics: Metrics, records: Records, live: Live
) -> dict[str, Coroutine[Any, Any, None]]:
    """What is to be seen before it is missed."""
    standing = metrics.standing
    standing.follow_records(records)
    certificates = CertificateWatch(config, state, secrets, standing.certificate_ends)
    return {
        "loop lag": metrics.sample_loop_lag(),
        "configuration": live.watch(),
        "what is learned": keep_what_is_learned(live, state),
        "certificates": certificates.run(),
        "disk": standing.sample_disk(state.root),
    }


@asynccontextmanager
async def _beside(works: Mapping[str, Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Works of that name, for as long as the service runs."""
    async with AsyncExitStack() as stack:
        for name, work in works.items():
            await stack.enter_async_context(background(work, name))
        yield


@asynccontextmanager
async def _media(password: str, port: int) -> AsyncIterator[MediaServer]:
    """Asterisk brings the callers' voices here."""
    media = MediaServer(MEDIA_USER, password)
    async with serving(media.application(), "127.0.0.1", port, MEDIA_PORT):
        yield media


def _administration(
    config: HotlineConfig, state: State, recognisers: Recognisers, voices: Voices, live: Live
) -> AbstractAsyncContextManager[AdminService]:
    """What administrators' pages ask for."""
    hear = BrowserTranscriber(recognisers.usual, config.asr, live.put_right).hear
    return AdminService.opened(state, config, hear, PromptSpeaker(voices.prompts).say)


def _net(ari: Ari, guide: CallGuide, bus: EventBus) -> Net:
    """The plain queue of Asterisk, told who takes no calls; hears of all events."""
    net = Net(ari, phones_of(guide.config))
    bus.listen(net.take)
    return net


def _encode_what_is_live(meanings: Meanings | None, live: Live) -> None:
    """Beside the calls, now and with every publication."""
    if meanings is not None:
        meanings.follow(live.guide)
        live.follow(meanings.follow)
