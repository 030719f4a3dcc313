"""The service: builds every part, wires them to the bus, and runs until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from agent_assist.access.accounts import Accounts
from agent_assist.access.sessions import Sessions
from agent_assist.desk.board import Board
from agent_assist.desk.hub import Hub
from agent_assist.desk.server import create_desk
from agent_assist.desk.views import Labels
from agent_assist.knowledge import Search, Suggester, load_articles
from asr import WorkerPool
from contracts import Event, Fault
from contracts.errors import ServiceError
from hotline.administration.page.hearing import Listener
from hotline.administration.page.office import Office
from hotline.administration.page.workshop import Workshop
from hotline.calls.consulting import consulting, judge
from hotline.calls.desk import FloorActions, RecordedHistory, SeenMeter
from hotline.calls.hearings import Hearings
from hotline.calls.lines import Lines
from hotline.calls.screening import Gate
from hotline.calls.session import House
from hotline.configuration.generations.running import Note
from hotline.configuration.generations.store import Generation, Generations
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from hotline.guidance.recognisers import language_recognisers, usual_recogniser, worker_threads
from hotline.instance.station import access, secrets_of
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.voices.choice import Voices
from hotline.records.bus import EventBus
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.database.screening import ScreeningStore
from hotline.records.metrics import Metrics
from hotline.records.mqtt import MqttPublisher
from ivr import IvrSettings, prompts_needed, slow_prompts_needed
from telephony.ari.client import Ari, AriError, part
from telephony.ari.events import AriEvent
from telephony.ari.switchboard import Switchboard
from telephony.calls.media import MediaServer
from telephony.distributor.floor import Floor, Seat
from telephony.sound.prompts import PromptLibrary

log = logging.getLogger(__name__)

MEDIA_USER = "media"


@dataclass(slots=True)
class Service:
    """A running service; what the demo, the bench and the tests look at."""

    config: HotlineConfig
    bus: EventBus
    ari: Ari
    lines: Lines
    records: Records
    metrics: Metrics
    floor: Floor
    hearings: Hearings
    ready: asyncio.Event


@asynccontextmanager
async def running(config: HotlineConfig, state: State, generation: int = 0) -> AsyncIterator[Service]:
    """Starts the service on an Asterisk that is (or will be) up; stops it in order at the end.

    `generation` is the number under which `config` was published, 0 if it was not.

    Raises ServiceError when a port is taken or the configuration names what is not there.
    """
    async with AsyncExitStack() as stack:
        note = Note(state.running_generation, generation)
        bus = EventBus()
        metrics = Metrics()
        metrics.attach(bus)
        records = Records(config.records.url or state.database_url, on_fault=bus.publish, spill=state.spill)
        await records.open()
        stack.push_async_callback(records.close)
        bus.listen(records.write)
        if config.events.mqtt_url:
            publisher = MqttPublisher(config.events, bus, on_fault=bus.publish)
            publisher.start()
            stack.push_async_callback(publisher.close)

        recogniser = await usual_recogniser(config, bus.publish)
        stack.callback(recogniser.close)
        languages = await language_recognisers(config, bus.publish)
        for one in languages.values():
            stack.callback(one.close)
        pool = WorkerPool(worker_threads(config))
        stack.callback(pool.close)
        store = Generations(state.generations)

        def learn(number: int, config: HotlineConfig) -> CallGuide:
            return CallGuide.of(config, frozenset(languages), generation=number)

        guide = await asyncio.to_thread(learn, generation, config)

        secrets = secrets_of(config, state)
        voices = Voices(config.telephony, state)
        stack.push_async_callback(voices.close)
        prompts = voices.prompts
        ari = await stack.enter_async_context(Ari(access(config, secrets)))
        media = MediaServer(MEDIA_USER, secrets.media)
        await _serve(
            stack, media.application(), "127.0.0.1", config.telephony.media_port, "telephony.media_port"
        )

        seats = [Seat(a.id, a.extension, tuple(a.queues)) for a in config.agents if a.role == "agent"]
        floor = Floor(seats, [q.id for q in config.ivr.queues], bus.publish, config.telephony.wrap_up_s)
        hearings = Hearings(
            recogniser,
            config.asr,
            pool,
            lambda leg, n: metrics.frames_dropped.labels(leg).inc(n),
            languages,
            lambda final: live.guide.put_right(final),
        )

        consultant = await stack.enter_async_context(
            consulting(config.second_opinion, metrics.consulted, bus.publish)
        )
        nuisances = await stack.enter_async_context(
            ScreeningStore.opened(config.records.url or state.database_url)
        )
        gate = Gate(nuisances, lambda: live.guide.config.ivr.screening, bus.publish)
        await stack.enter_async_context(_task(gate.watch(), "nuisance callers"))
        switchboard = Switchboard(
            on_incoming=lambda incoming: lines.incoming(incoming), on_device=floor.device
        )
        lines = Lines(
            House(
                ari=ari,
                media=media,
                switchboard=switchboard,
                floor=floor,
                prompts=prompts,
                telephony=config.telephony,
                publish=bus.publish,
                make_hearing=hearings.hearing,
                switch=hearings.switch,
                make_machine=lambda call, caller: live.guide.machine(
                    call, caller, datetime.now(), gate.meet(call, caller), consults=consultant is not None
                ),
                waiting_text=lambda position, staffed: live.guide.waiting_text(position, staffed),
                fallback=lambda: live.guide.fallback,
                ask_opinion=lambda: judge(consultant, live.guide.choices),
            )
        )
        ready = asyncio.Event()
        listener = Listener(recogniser, config.asr, lambda final: live.guide.put_right(final))
        workshop = Workshop()
        stack.push_async_callback(workshop.close)
        office = Office(state, config.records.url, workshop, listener.hear)
        hub = await _desk(
            stack, config, guide.labels, state, bus, records, floor, lines, metrics, ready, office, gate
        )
        await stack.enter_async_context(_task(metrics.sample_loop_lag(), "loop lag"))
        await stack.enter_async_context(_task(_prepare_prompts(prompts, guide.config.ivr), "prompts"))

        live = Live(
            guide,
            store,
            learn,
            lambda new: _prepare_prompts(prompts, new.ivr),
            lambda new: note.preparing(new.number),
            functools.partial(_took, note, floor, hub),
            functools.partial(_refused, note, bus),
        )
        await stack.enter_async_context(_task(live.watch(), "configuration"))

        service = Service(config, bus, ari, lines, records, metrics, floor, hearings, ready)

        def connected() -> None:
            log.info("connected to Asterisk")
            # A task of its own: the event socket must be read while we look.
            settle = asyncio.create_task(_settle(ari, lines, floor, records, hub, ready))
            settling.add(settle)
            settle.add_done_callback(settling.discard)

        def lost(why: str) -> None:
            if ready.is_set():
                ready.clear()
                bus.publish(
                    Fault(part="ari", message=why, done="trying again; running calls go on in Asterisk")
                )

        settling: set[asyncio.Task[None]] = set()
        events: Callable[[AriEvent], None] = switchboard.handle
        await stack.enter_async_context(_task(ari.listen(events, connected, lost), "ari"))
        stack.push_async_callback(lines.leave)
        yield service


def _took(note: Note, floor: Floor, hub: Hub, guide: CallGuide, generation: Generation) -> None:
    """New calls get this from now on."""
    floor.set_queues([queue.id for queue in guide.config.ivr.queues])
    hub.relabel(guide.labels)
    note.took(generation.number)
    log.info("generation %d is live (%s: %s)", generation.number, generation.by, generation.why)


def _refused(note: Note, bus: EventBus, generation: Generation, why: str) -> None:
    """What was published cannot be used here; calls go on with what they have."""
    note.refused(generation.number, why)
    message = f"generation {generation.number}: {why}"
    bus.publish(Fault(part="configuration", message=message, done="calls get the one before"))


async def _desk(
    stack: AsyncExitStack,
    config: HotlineConfig,
    labels: Labels,
    state: State,
    bus: EventBus,
    records: Records,
    floor: Floor,
    lines: Lines,
    metrics: Metrics,
    ready: asyncio.Event,
    office: Office,
    gate: Gate,
) -> Hub:
    board = Board(config.agents, labels=labels, emergency_queues=config.desk.emergency_queues)
    hub = Hub(board)
    bus.listen(hub.publish)
    articles = await asyncio.to_thread(load_articles, CHECKOUT / config.desk.knowledge)
    search = await asyncio.to_thread(Search, articles)
    stack.callback(search.close)
    suggester = Suggester(search, bus.publish, limit=config.desk.suggestions)
    bus.listen(suggester.handle)
    await stack.enter_async_context(_task(suggester.run(), "suggester"))

    meter = SeenMeter(metrics.partial.observe)
    bus.listen(meter.take)
    accounts = Accounts.load(state.accounts)
    actions = FloorActions(floor, lines.end, state.pauses, bus.publish)
    sessions = Sessions(config.desk.session_hours * 3600, state.sessions)
    desk = create_desk(
        config.desk, accounts, hub, actions, RecordedHistory(records),
        sessions=sessions, on_seen=meter, administration=office, screening=gate,
    )  # fmt: skip
    desk.router.add_get("/metrics", functools.partial(_metrics, metrics))
    desk.router.add_get("/healthz", functools.partial(_health, ready, lines))
    await _serve(stack, desk, config.desk.bind, config.desk.port, "desk.port")
    return hub


async def _metrics(metrics: Metrics, _request: web.Request) -> web.Response:
    text, kind = metrics.exposition()
    return web.Response(body=text, headers={"Content-Type": kind})


async def _health(ready: asyncio.Event, lines: Lines, _request: web.Request) -> web.Response:
    """200 while calls can be taken, 503 while Asterisk is away."""
    status = {"ready": ready.is_set(), "calls": len(lines.sessions)}
    return web.json_response(status, status=200 if ready.is_set() else 503)


async def _settle(
    ari: Ari, lines: Lines, floor: Floor, records: Records, hub: Hub, ready: asyncio.Event
) -> None:
    """What must be known before agents can be rung: who stands in Asterisk, whose phone is there."""

    async def past(call: str) -> list[Event]:
        """The call's record, shown on the desk again."""
        try:
            events = await records.history(call)
        except RecordsUnavailable:
            return []
        for event in events:
            hub.publish(event)
        return events

    await lines.reconcile(past)
    for phone in floor.phones:
        device = f"PJSIP/{phone}"
        try:
            await ari.post(f"/applications/{part(ari.app)}/subscription", eventSource=f"deviceState:{device}")
            endpoint = await ari.get(f"/endpoints/PJSIP/{part(phone)}")
        except AriError as error:
            log.warning("phone %s: %s", phone, error)
            continue
        online = endpoint.get("state") == "online"
        busy = bool(endpoint.get("channel_ids"))
        floor.device(device, "INUSE" if online and busy else "NOT_INUSE" if online else "UNAVAILABLE")
    ready.set()


async def _prepare_prompts(prompts: PromptLibrary, settings: IvrSettings) -> None:
    """`settings` have the answers of the knowledge base in them."""
    started = time.monotonic()
    texts, slow = prompts_needed(settings), slow_prompts_needed(settings)
    missing = len(prompts.missing(texts, 8000)) + len(prompts.missing(slow, 8000, slow=True))
    failed = await prompts.prepare(texts, 8000)
    failed += await prompts.prepare(slow, 8000, slow=True)
    if missing:
        log.info(
            "%d prompts have no recording: %d synthesised in %.1f s, %d could not be",
            missing,
            missing - len(failed),
            time.monotonic() - started,
            len(failed),
        )


async def _serve(stack: AsyncExitStack, app: web.Application, host: str, port: int, setting: str) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise ServiceError(
            f"{host}:{port} cannot be used ({error.strerror}): another program, or another hotline, has it. "
            f"Stop that one (hotline stop) or set {setting} in config.yaml to a free port."
        ) from error


@asynccontextmanager
async def _task(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """A background task for as long as the context lasts; its failure is logged, not raised."""

    async def guarded() -> None:
        try:
            await work
        except Exception:
            log.exception("%s stopped", name)

    task = asyncio.create_task(guarded(), name=name)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
