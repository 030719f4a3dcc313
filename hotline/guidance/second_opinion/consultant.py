"""Asks the language model for a call, so that no call ever suffers from it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Literal
from urllib.parse import urlsplit

from contracts import Fault
from contracts.dialogue import Opinion
from hotline.configuration.second_opinion import SecondOpinionSettings
from hotline.guidance.second_opinion.breaker import PAUSE_S, Breaker
from hotline.guidance.second_opinion.language_model import LanguageModel, Late, NoOpinion
from hotline.guidance.second_opinion.question import Choices

log = logging.getLogger(__name__)

Outcome = Literal["answered", "late", "failed", "busy", "paused", "cancelled"]
"""How a question ended: `busy`: too many were open; `paused`: the service had failed too often."""


class Consultant:
    """A language model behind a time limit, a bound and a breaker. One for the whole service."""

    def __init__(
        self,
        settings: SecondOpinionSettings,
        model: LanguageModel,
        *,
        on_fault: Callable[[Fault], None] = lambda fault: None,
        on_asked: Callable[[Outcome, float], None] = lambda outcome, seconds: None,
        breaker: Breaker | None = None,
    ) -> None:
        """`on_fault` hears once of every outage; `on_asked` of every question: its outcome, its seconds."""
        self._where = urlsplit(settings.url).netloc
        self._most = settings.most_at_once
        self._model = model
        self._on_fault = on_fault
        self._on_asked = on_asked
        self._breaker = breaker or Breaker()
        self._open = 0

    async def ask(self, choices: Choices, text: str, likely: Sequence[str] = ()) -> Opinion | None:
        """What `text` wants, of `choices`; None when there is no answer in time. Never raises.

        `likely` are ids of the likeliest intents, best first.
        """
        loop = asyncio.get_running_loop()
        if self._open >= self._most:
            self._on_asked("busy", 0.0)
            return None
        if not self._breaker.allows(loop.time()):
            self._on_asked("paused", 0.0)
            return None
        outcome: Outcome = "cancelled"
        found: Opinion | None = None
        started = loop.time()
        self._open += 1
        try:
            found = await self._model.ask(choices, text, likely)
            outcome = "answered"
        except Late as late:
            outcome = "late"
            self._failed(str(late))
        except NoOpinion as error:
            outcome = "failed"
            self._failed(str(error))
        except Exception as error:  # whatever it is, the call goes on without an opinion
            log.exception("a second opinion could not be had")
            outcome = "failed"
            self._failed(repr(error))
        finally:
            self._open -= 1
            self._on_asked(outcome, loop.time() - started)
        if found is not None and self._breaker.succeeded():
            log.info("the language model at %s answers again", self._where)
        return found

    def _failed(self, why: str) -> None:
        log.debug("no second opinion: %s", why)
        if not self._breaker.failed(asyncio.get_running_loop().time()):
            return
        log.warning("the language model at %s does not answer: %s", self._where, why)
        done = f"Calls go on without a second opinion; it is tried again every {PAUSE_S:g} s."
        self._on_fault(Fault(part="second opinion", message=f"{self._where}: {why}", done=done))
