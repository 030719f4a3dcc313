"""What is published on one machine is taken by all, as one generation; each one's own file is left alone."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from contracts import Event, Fault
from contracts.errors import HotlineError
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.generations.files import named_as
from hotline.configuration.generations.publisher import CheckedConfiguration, Publisher
from hotline.configuration.generations.service_state import read
from hotline.configuration.generations.store import Generation, GenerationError, Generations
from hotline.configuration.yaml.sources import Sources
from hotline.machine.files import write_whole
from hotline.machine.paths import State
from hotline.nodes.publications import Publications, Published, digest
from hotline.nodes.wakeups import Wakeups
from hotline.records.database.records import RecordsUnavailable

log = logging.getLogger(__name__)

MAIN = "config.yaml"
"""What the main file is called between machines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Which generation of this machine is which of all."""

    shared: int = 0
    own: int = 0


class SharedGenerations:
    """Of one running service. The database's rows are the truth; the machine's own store follows them."""

    def __init__(
        self, shared: Publications, state: State, node: str, own_file: str, publish: Callable[[Event], None]
    ) -> None:
        """`own_file`: the one that no publication of another machine changes."""
        self._shared = shared
        self._state = state
        self._store = Generations(state.generations)
        self._node = node
        self._own_file = own_file
        self._publish = publish
        self._mark = _read(state.shared_generation)
        self._not_taken = 0
        """The newest, if it cannot be had here."""
        self._alone = 0
        """What was published here and is not taken by the others."""
        self.running = 0
        """The generation of all that new calls get here; 0: none yet."""
        self.refused = ""
        """Why they do not get the newest; empty when they do."""

    async def run(self, wakeups: Wakeups) -> None:
        """For as long as the service runs."""
        while True:
            try:
                if await self.look():
                    wakeups.changed()
            except RecordsUnavailable as error:
                log.debug("publications of others are not seen: %s", error)
            except (HotlineError, OSError) as error:
                self._refuse(self._not_taken, str(error))
            await wakeups.wait()

    async def look(self) -> bool:
        """Hands on what was published here, takes what was published elsewhere. Whether others are to look.

        Raises `RecordsUnavailable`, `GenerationError` when the machine's own store is damaged, or OSError.
        """
        active = await asyncio.to_thread(self._store.active)
        if active is None:
            return False
        handed_on = False
        newest = await self._shared.newest()
        if active.number not in (self._mark.own, self._alone):
            handed_on, newest = await self._hand_on(active, newest)
        if newest is not None and newest.number not in (self._mark.shared, self._not_taken):
            await self._take(newest, active)
        await asyncio.to_thread(self._see)
        return handed_on

    async def _hand_on(self, active: Generation, newest: Published | None) -> tuple[bool, Published | None]:
        """What was published here and is not known to the others, unless they have something newer."""
        files = await asyncio.to_thread(self._common, active)
        if newest is not None and newest.digest == digest(files):
            await self._note(Mark(newest.number, active.number))
            return False, newest
        number = await self._shared.put(self._mark.shared, files, active.by, active.why)
        if number is not None:
            log.info("generation %d of this machine is generation %d of all", active.number, number)
            await self._note(Mark(number, active.number))
            return True, await self._shared.newest()
        newest = await self._shared.newest()
        if newest is None or newest.number == self._mark.shared:
            return False, newest  # this node is cut off, and comes back: then again
        self._alone = active.number
        if self._mark.own:
            message = (
                f"generation {active.number}, published here, is not taken by the others: {newest.author} "
                f"has published generation {newest.number} of all ({newest.why}) on {newest.node} meanwhile"
            )
            done = f"new calls get the latter; {active.number} stays in hotline history"
            self._publish(Fault(part="nodes", message=message, done=done))
        return False, newest

    async def _take(self, newest: Published, active: Generation) -> None:
        """Publishes it here, or says why not: this machine goes on with what it has."""
        files = await self._shared.files(newest.number)
        if files is None:
            return
        try:
            made = await asyncio.to_thread(self._published, newest, files, active)
        except (HotlineError, OSError) as error:
            self._refuse(newest.number, str(error))
            return
        await self._note(Mark(newest.number, made.number))

    def _refuse(self, number: int, why: str) -> None:
        if why != self.refused:
            message = f"generation {number} of all is not taken on {self._node}: {why}"
            self._publish(Fault(part="nodes", message=message, done="calls get the one before"))
        self._not_taken, self.refused = number, why

    def _published(self, newest: Published, files: dict[str, bytes], active: Generation) -> Generation:
        """Raises `ConfigError`, `GenerationError` or OSError."""
        path = Path(active.source)
        now = self._store.sources(active.number)
        own = {name: data for name, data in now.files.items() if name == self._own_file}
        sources = named_as(path, Sources(MAIN, {**files, **own}, str(path.parent), path.parent))
        config, source = checked(sources)
        if config.telephony.node != self._node:
            raise GenerationError(
                f"it makes this machine the node {config.telephony.node}: telephony.node, and what else is "
                f"each machine's own, belongs into {self._own_file}, which include: names"
            )
        publisher = Publisher(path, self._state)
        why = f"{newest.why} ({newest.node}, {newest.number})"
        done = publisher.publish(
            CheckedConfiguration(sources, config, source, []),
            newest.author,
            why,
            active.number,
            over_edits=True,
        )
        for copy in done.kept:
            log.warning("what was edited and not published is kept as %s", copy)
        return done.generation

    def _common(self, active: Generation) -> dict[str, bytes]:
        """The files of all machines. Raises `GenerationError`."""
        found = named_as(Path(MAIN), self._store.sources(active.number))
        return {name: data for name, data in found.files.items() if name != self._own_file}

    async def _note(self, mark: Mark) -> None:
        self._mark = mark
        if self._not_taken <= mark.shared:
            self._not_taken, self.refused = 0, ""
        await asyncio.to_thread(_write, self._state.shared_generation, mark)

    def _see(self) -> None:
        """What the service has made of it."""
        told = read(self._state.running_generation)
        if told is None or told.number != self._mark.own:
            return
        if told.refused:
            self.refused = told.refused
        else:
            self.running = self._mark.shared


def _read(path: Path) -> Mark:
    try:
        return Mark(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return Mark()


def _write(path: Path, mark: Mark) -> None:
    write_whole(path, json.dumps(asdict(mark)).encode())
