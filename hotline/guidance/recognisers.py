"""Loads the recognisers that config.yaml names: the usual one, and one for each further language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from asr import ModelError, NoRecogniser, Recogniser, WorkerPool, load_recogniser
from asr.engines.settings import RecogniserSettings
from asr.settings import WAITING_WORKERS
from contracts import Event, Fault
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.reading import reading_options
from hotline.guidance.spotting import spotted_words
from hotline.machine.paths import CHECKOUT

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recognisers:
    """Those of a running service, and the threads they all work in."""

    usual: Recogniser
    languages: Mapping[str, Recogniser]
    """By the id of the language; one that could not be loaded is missing."""
    pool: WorkerPool
    elsewhere: bool = False
    """Whether one of them is on other machines: a thread that stands still may wait for these."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, config: HotlineConfig, publish: Callable[[Event], None], usual: Recogniser
    ) -> AsyncIterator[Recognisers]:
        """Loads the others: seconds. What cannot be loaded is a Fault, and calls do without.

        `usual`: loaded already; it is closed with the others.
        """
        with ExitStack() as stack:
            stack.callback(usual.close)
            languages = await language_recognisers(config, publish)
            for one in languages.values():
                stack.callback(one.close)
            pool = WorkerPool(worker_threads(config))
            stack.callback(pool.close)
            engines = [config.asr, *(one.recogniser for one in config.ivr.languages)]
            elsewhere = any(engine is not None and engine.engine == "remote" for engine in engines)
            yield cls(usual, languages, pool, elsewhere)

    def working(self) -> dict[int, float]:
        """Threads that are to make progress now, and since when (see `WorkerPool.working`)."""
        return {} if self.elsewhere else self.pool.working()

    def of(self, language: str | None) -> Recogniser:
        """The recogniser of a language by its id; the usual one for None, and where there is no other."""
        return self.usual if language is None else self.languages.get(language, self.usual)


async def usual_recogniser(config: HotlineConfig, publish: Callable[[Event], None]) -> Recogniser:
    """The recogniser of `asr:`; without a usable model the service runs on keys and humans."""
    done = "calls are served with keys and humans"
    found = await _load(config.asr, config, "recogniser", done, publish)
    return found or NoRecogniser()


async def language_recognisers(
    config: HotlineConfig, publish: Callable[[Event], None]
) -> dict[str, Recogniser]:
    """The recognisers of `languages:` by id; one that cannot be loaded is missing, and reported."""
    loaded = {}
    for language in config.ivr.languages:
        if language.heard and language.recogniser is not None:
            done = f"callers who choose {language.name} are served by people"
            found = await _load(language.recogniser, config, f"recogniser of {language.id}", done, publish)
            if found is not None:
                loaded[language.id] = found
    return loaded


def recogniser_of(config: HotlineConfig, settings: RecogniserSettings | None = None) -> Recogniser:
    """A recogniser that knows what callers are expected to say; `settings`: None, those of `asr:`.

    Without its final model it hears with the other one, and says so in the log. Blocking: seconds. Raises
    `ModelError` without a usable model.
    """
    settings = settings or config.asr
    try:
        return _loaded(settings, config)
    except ModelError as error:
        if settings.final_model is None:
            raise
        log.warning("%s; the small network hears alone, and understands strangers hardly", error)
        return _loaded(settings.model_copy(update={"final_model": None}), config)


def _loaded(settings: RecogniserSettings, config: HotlineConfig) -> Recogniser:
    return load_recogniser(settings, CHECKOUT, spotted_words(config.ivr), reading_options(config))


def worker_threads(config: HotlineConfig) -> int:
    """Threads for all of them: those that wait for other machines must not keep those that compute."""
    engines = {one.recogniser.engine for one in config.ivr.languages if one.recogniser is not None}
    waiting = "remote" in engines and config.asr.engine != "remote"
    return config.asr.workers + (WAITING_WORKERS if waiting else 0)


async def _load(
    settings: RecogniserSettings,
    config: HotlineConfig,
    part: str,
    done: str,
    publish: Callable[[Event], None],
) -> Recogniser | None:
    try:
        return await asyncio.to_thread(_loaded, settings, config)
    except ModelError as error:
        log.error("%s: %s", part, error)
        if settings.final_model is None:
            publish(Fault(part=part, message=str(error), done=done))
            return None
        publish(Fault(part=part, message=str(error), done="tried again without the final model"))
        first = settings.model_copy(update={"final_model": None})
        return await _load(first, config, part, done, publish)
