"""The configuration that new calls get, replaced as a whole while running calls keep theirs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol

from contracts import Event, Fault, TranscriptFinal
from hotline.city.settings import CitySettings
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.generations.effective import of
from hotline.configuration.generations.store import Generation, GenerationError, Generations
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.answers import SpokenArticles
from hotline.guidance.call_guide import CallGuide
from hotline.machine.language import in_both
from ivr import Understanding
from ivr.settings.callers.screening import ScreeningSettings
from ivr.settings.settings import IvrSettings

log = logging.getLogger(__name__)

POLL_S = 0.25
"""How often a running service looks whether something was published."""


class Progress(Protocol):
    """Told of each generation by its number (`ServiceStateFile` keeps it)."""

    def preparing(self, number: int) -> None:
        """New calls get it as soon as it is ready."""

    def took(self, number: int) -> None:
        """New calls get it."""

    def refused(self, number: int, why: str) -> None:
        """It cannot be used; new calls go on with the one before."""


Acquaint = Callable[[CallGuide], None]
"""Lets what was learned know what is kept of the meaning of its sayings. Blocking."""


def no_meaning(_guide: CallGuide) -> None:
    """Where there is no sentence encoder."""


async def learned(
    config: HotlineConfig,
    heard: Collection[str],
    generation: int,
    acquaint: Acquaint = no_meaning,
    articles: PublishedArticles | None = None,
    understanding: Understanding | None = None,
    before: CallGuide | None = None,
) -> CallGuide:
    """What calls of a service are guided by; `heard` are the ids of languages whose recogniser is loaded;
    `understanding`: of that configuration, if somebody has it; `before`: what they have been guided by."""

    def learn() -> CallGuide:
        guide = CallGuide.of(
            config,
            heard,
            generation=generation,
            understanding=understanding,
            before=before,
            articles=articles,
        )
        acquaint(guide)
        return guide

    return await asyncio.to_thread(learn)


class Live:
    """Watches the store; on a new generation it prepares everything, then new calls get it."""

    def __init__(
        self,
        guide: CallGuide,
        heard: Collection[str],
        store: Generations,
        prepare: Callable[[IvrSettings], Awaitable[None]],
        progress: Progress,
        publish: Callable[[Event], None],
        acquaint: Acquaint = no_meaning,
        spoken: SpokenArticles | None = None,
    ) -> None:
        """`heard` are the ids of languages whose recogniser is loaded, with any configuration.

        `prepare` makes what a configuration needs before a caller may hear it: recordings of prompts. That
        may take minutes; it is cancelled when something else is published. `spoken`: articles that answers
        are taken from; without it those of the folder, as they were when the configuration was published.
        """
        self.guide = guide
        """What a call that begins now is guided by."""
        self._heard = heard
        self._store = store
        self._prepare = prepare
        self._progress = progress
        self._publish = publish
        self._acquaint = acquaint
        self._spoken = spoken
        self._followers: list[Callable[[CallGuide], None]] = []
        self._seen = guide.generation
        self._trouble = ""

    def follow(self, follower: Callable[[CallGuide], None]) -> None:
        """From now on `follower` is told of what new calls get, before anybody else is told that they do."""
        self._followers.append(follower)

    def put_right(self, final: TranscriptFinal) -> TranscriptFinal:
        """A transcript with the names of this city in it."""
        return self.guide.put_right(final)

    def queues(self) -> list[str]:
        """Ids of the queues that are live."""
        return [queue.id for queue in self.guide.config.ivr.queues]

    def config(self) -> HotlineConfig:
        """What is live, with the answers of the knowledge base in it."""
        return self.guide.config

    def ivr(self) -> IvrSettings:
        """What callers are led by now."""
        return self.guide.config.ivr

    def districts(self) -> Collection[str]:
        """Of the city, as they are known now."""
        return self.guide.config.vocabulary.areas

    def communities(self) -> Collection[str]:
        """Communities and streets of the districts, as they are known now."""
        areas = self.guide.config.vocabulary.areas
        return {name for names in areas.values() for name in names}

    def unit_names(self) -> Mapping[str, str]:
        """What offices are called now, by their ids."""
        return {unit.id: unit.name for unit in self.guide.config.tickets.units}

    def units(self) -> Mapping[str, str]:
        """Ids of the offices that are responsible now, by intent."""
        leaves = self.guide.config.tickets.leaves
        return {intent: leaf.unit for leaf in leaves if leaf.unit for intent in leaf.intents}

    def city(self) -> CitySettings:
        """What counts as more than usual in the city now."""
        return self.guide.config.city

    def screening(self) -> ScreeningSettings:
        """What is done about nuisance callers now."""
        return self.guide.config.ivr.screening

    async def watch(self) -> None:
        """For as long as the service runs."""
        while True:
            await asyncio.sleep(POLL_S)
            await self.look()

    async def look(self) -> None:
        """Takes over what has been published since the last look, if anything has: of the configuration, or
        of articles that it has callers told."""
        active = await self._active()
        if active is None or (active.number == self._seen and not await self._is_said_anew()):
            return
        self._seen = active.number
        self._progress.preparing(active.number)
        making = asyncio.create_task(self._make(active))
        try:
            while True:
                ready, _ = await asyncio.wait([making], timeout=POLL_S)
                if await self._is_replaced(active):  # a rollback does not wait for what it takes back
                    log.info("generation %d was replaced before it was ready", active.number)
                    return  # the next look takes the newer one
                if ready:  # before the store was read: it was still the one to take
                    break
            guide = making.result()
        except Exception as error:  # whatever it is, calls go on and the next publication is looked at
            log.error("generation %d is not used: %s", active.number, error)
            self._refuse(active, error)
            return
        finally:
            await _ended(making)
        self._take(guide, active)

    async def _make(self, active: Generation) -> CallGuide:
        config = await asyncio.to_thread(of, active, self._store)
        articles = None
        if self._spoken is not None:
            await asyncio.to_thread(self._spoken.expect, config)
            articles = self._spoken.articles
        guide = await learned(config, self._heard, active.number, self._acquaint, articles, before=self.guide)
        await self._prepare(guide.config.ivr)
        return guide

    def _take(self, guide: CallGuide, generation: Generation) -> None:
        """New calls get this from now on."""
        self.guide = guide
        for follower in self._followers:
            follower(guide)
        self._progress.took(generation.number)
        log.info("generation %d is live (%s: %s)", generation.number, generation.by, generation.why)

    def _refuse(self, generation: Generation, error: Exception) -> None:
        """What was published cannot be used here; calls go on with what they have."""
        self._progress.refused(generation.number, in_both(error))
        message = f"generation {generation.number}: {error}"
        self._publish(Fault(part="configuration", message=message, done="calls get the one before"))

    async def _is_said_anew(self) -> bool:
        return self._spoken is not None and await asyncio.to_thread(self._spoken.changed)

    async def _is_replaced(self, generation: Generation) -> bool:
        now = await self._active()
        return now is not None and now.number != generation.number

    async def _active(self) -> Generation | None:
        """What was published last; None when nothing was, or it cannot be read."""
        try:
            active = await asyncio.to_thread(self._store.active)
        except (GenerationError, OSError) as error:
            if str(error) != self._trouble:
                log.error("%s", error)
            self._trouble = str(error)
            return None
        self._trouble = ""
        return active


async def _ended(task: asyncio.Task[CallGuide]) -> None:
    """Cancels the task if it still runs, and waits for its end."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
