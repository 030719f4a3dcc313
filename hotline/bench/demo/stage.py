"""The stage: a whole hotline of its own (Asterisk, service, agents' phones, desks), up for a while."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_assist.access.accounts import create_accounts
from contracts import CallEvent, CallStarted, Event
from hotline.bench.demo.deskclient import DeskClient
from hotline.bench.demo.timeline import Timeline
from hotline.bench.softphone import Softphone, free_port
from hotline.configuration.certificates.desk import certificate_of
from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import read_sources
from hotline.guidance.loaded_ahead import LoadedAhead
from hotline.instance.asterisk import AsteriskInstance, prepare
from hotline.instance.examination import taken_ports
from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import Secrets
from hotline.service import Service, running
from telephony.settings import TrunkSettings

RECORDINGS = Path(__file__).parent / "recordings"
READY_TIMEOUT_S = 60.0


@dataclass(slots=True)
class DemoStage:
    """What a scripted caller needs."""

    config: HotlineConfig
    service: Service
    secrets: Secrets
    station: AsteriskInstance
    passwords: dict[str, str]
    """Desk passwords by agent."""
    folder: Path
    agents: dict[str, Softphone] = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    _expected: asyncio.Queue[Timeline] = field(default_factory=asyncio.Queue)

    @property
    def sip_server(self) -> str:
        return f"127.0.0.1:{self.config.telephony.sip_port}"

    @property
    def desk_url(self) -> str:
        scheme = "http" if self.config.desk.tls is None else "https"
        return f"{scheme}://127.0.0.1:{self.config.desk.port}"

    @property
    def trusted(self) -> ssl.SSLContext | None:
        """The desk's own authority, for clients; None where it has none."""
        own = certificate_of(self.config, State(self.folder))
        return ssl.create_default_context(cafile=own.authority) if isinstance(own, OwnCertificate) else None

    def take(self, event: Event) -> None:
        if isinstance(event, CallStarted):
            self.timelines[event.call] = Timeline(event.call, ring_at=event.at)
            self.timelines[event.call].note("answered", event.at)
            if event.callback is None:
                self._expected.put_nowait(self.timelines[event.call])
        if isinstance(event, CallEvent) and event.call in self.timelines:
            self.timelines[event.call].take(event)

    def talking(self) -> Timeline | None:
        """A call that is bridged now, or None."""
        running = (self.timelines.get(call) for call in self.service.lines.sessions)
        return next((line for line in running if line is not None and "bridged" in line.moments), None)

    async def next_call(self, timeout_s: float) -> Timeline:
        """The next call of a citizen that reaches the service. Raises TimeoutError."""
        return await asyncio.wait_for(self._expected.get(), timeout_s)


def everyone_serves(config: HotlineConfig) -> HotlineConfig:
    """Demo agents take any queue, so that a demo call never waits for somebody who is not there."""
    agents = tuple(
        one.model_copy(update={"queues": ["*"]}) if one.role == "agent" else one for one in config.agents
    )
    telephony = config.telephony.model_copy(update={"wrap_up_s": 0})
    return config.model_copy(update={"agents": agents, "telephony": telephony})


def on_this_machine(config: HotlineConfig, folder: Path) -> HotlineConfig:
    """The same configuration, open to callers from this machine only; on other ports if its own are taken."""
    here = _loopback(config, {}, {})
    return with_free_ports(config) if taken_ports(here, State(folder)) else here


def with_free_ports(config: HotlineConfig) -> HotlineConfig:
    """The same configuration on ports nobody uses now, open to callers from this machine only."""
    ports = {"sip_port": free_port(socket.SOCK_DGRAM), "ari_port": free_port(), "media_port": free_port()}
    return _loopback(config, ports, {"port": free_port()})


def _loopback(config: HotlineConfig, telephony: dict[str, int], desk: dict[str, int]) -> HotlineConfig:
    own = {
        "sip_bind": "127.0.0.1",
        "trunks": (TrunkSettings(id="local", match=("127.0.0.1/32",)),),
        "tls": None,  # of other trunks, and its port may be taken
    }
    return config.model_copy(
        update={
            "telephony": config.telephony.model_copy(update={**own, **telephony}),
            "desk": config.desk.model_copy(update={"bind": "127.0.0.1", **desk}),
        }
    )


@asynccontextmanager
async def stage(
    config: HotlineConfig, folder: Path, *, agents: int, on_desk: bool = True, source: Path | None = None
) -> AsyncIterator[DemoStage]:
    """Starts everything below `folder`, with `agents` real phones that answer by themselves.

    `source` is the file that `config` was read from: administrators of this stage get a copy of it.
    Raises ServiceError, MissingProgram or AsteriskError.
    """
    state = State(folder)
    if source is not None:
        config = await asyncio.to_thread(_with_own_articles, config, state)
    passwords = create_accounts(state.accounts, config.agents)
    station = await prepare(config, state)
    async with AsyncExitStack() as stack:
        await station.asterisk.start()
        stack.push_async_callback(station.asterisk.stop)
        generation = 0 if source is None else await asyncio.to_thread(_publish_copy, source, state)
        loaded = await stack.enter_async_context(LoadedAhead.loading(config, state))
        service = await stack.enter_async_context(running(config, state, loaded, generation))
        found = DemoStage(config, service, station.secrets, station, passwords, folder)
        service.bus.listen(found.take)
        async with asyncio.timeout(READY_TIMEOUT_S):
            await service.ready.wait()
        for index, agent in enumerate(config.agents[:agents]):
            phone = Softphone(
                folder / "phones" / agent.id,
                found.sip_server,
                account=(agent.extension, station.secrets.sip[agent.extension]),
                auto_answer=True,
                rtp_ports=(34000 + index * 20, 34019 + index * 20),
            )
            found.agents[agent.id] = await stack.enter_async_context(phone)
            if on_desk and agent.id in passwords:
                await _open_desk(stack, found, agent.id, passwords[agent.id])
        await asyncio.sleep(0.3)
        yield found


def _publish_copy(source: Path, state: State) -> int:
    """What is changed and published on this stage leaves the administrator's own files alone."""
    sources = read_sources(source)
    copy = state.root / "config" / source.name
    for name, data in sources.files.items():
        path = copy.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Generations(state.generations).publish(sources, copy, "demo").number


def _with_own_articles(config: HotlineConfig, state: State) -> HotlineConfig:
    """The same of articles: they lie in a copy of the folder."""
    own = state.root / "config" / "knowledge"
    shutil.copytree(CHECKOUT / config.desk.knowledge, own, dirs_exist_ok=True)
    return config.model_copy(update={"desk": config.desk.model_copy(update={"knowledge": str(own)})})


async def _open_desk(stack: AsyncExitStack, found: DemoStage, agent: str, password: str) -> None:
    def arrived(message: dict[str, Any], at: float) -> None:
        for call, what in _shown(message):
            timeline = found.timelines.get(call)
            if timeline is not None:
                timeline.note(what, at)

    client = await stack.enter_async_context(
        DeskClient(found.desk_url, agent, password, arrived, found.trusted)
    )
    task = asyncio.create_task(client.run(), name=f"desk {agent}")

    async def stop() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    stack.push_async_callback(stop)


def _shown(message: dict[str, Any]) -> list[tuple[str, str]]:
    """(call, moment) of what a desk message makes visible: a live transcript line, or suggestions."""
    if message.get("type") == "changed":
        partial = any(line["kind"] == "speech" and not line["final"] for line in message["lines"])
        moments = {
            "first_partial_on_desk": partial,
            "first_suggestion": "suggestions" in message["fields"],
        }
        return [(message["call"], moment) for moment, shown in moments.items() if shown]
    if message.get("type") == "call" and message["call"].get("suggestions"):
        return [(message["call"]["id"], "first_suggestion")]
    return []


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one stage. Its path is short: Asterisk's control socket must fit in 108 bytes."""
    return tempfile.TemporaryDirectory(prefix="hotline-")
