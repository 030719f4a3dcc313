"""Listens to conversations and suggests articles while they go on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.turns import Turn
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.heard import TELLING, HeardCall
from agent_assist.knowledge.query import query_of
from agent_assist.knowledge.steady import steady
from agent_assist.knowledge.words import query_terms
from contracts import (
    Assisted,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    Suggested,
    Suggestion,
    TranscriptFinal,
    TranscriptPartial,
)

log = logging.getLogger(__name__)

MAX_CALLS = 5_000
"""Calls followed at once, against calls whose end was never reported; the oldest goes first."""

EmergencyOf = Callable[[str, bool], str]
"""(what a citizen said, whether that is all of it) -> the danger in words; empty: none. Blocking."""
TopicsOf = Callable[[Sequence[Turn]], Mapping[str, float] | None]
"""What a conversation is about: intents by their shares; None: nobody knows. Blocking."""
Encode = Callable[[str], Awaitable[NDArray[np.float32] | None]]
"""What a sentence means; None: not known in time."""


def no_emergency(_text: str, _finished: bool) -> str:
    """Where nobody judges danger."""
    return ""


def no_topics(_turns: Sequence[Turn]) -> None:
    """Where nobody judges what a conversation is about."""


async def no_meaning(_text: str) -> None:
    """Where there is no encoder."""


class Suggester:
    """Emits `Suggested` for calls that wait for an agent or talk to one: after each sentence, and while one
    is spoken as soon as enough of it is sure.

    `handle` takes events in and never blocks; `run` searches, in one thread, one call after the other. What
    comes while the search of an earlier sentence is due joins it, so the work is bounded by the calls.
    """

    def __init__(
        self,
        search: ArticleSearch,
        emit: Callable[[Event], None],
        *,
        limit: int = 3,
        emergency_of: EmergencyOf = no_emergency,
        encode: Encode = no_meaning,
        topics_of: TopicsOf = no_topics,
    ) -> None:
        self._topics_of = topics_of
        self._search = search
        self._emit = emit
        self._limit = limit
        self._emergency_of = emergency_of
        self._encode = encode
        self._calls: dict[str, HeardCall] = {}
        self._due: dict[str, None] = {}
        self._wake = asyncio.Event()

    def search_in(self, search: ArticleSearch) -> None:
        """From the next sentence on those articles are suggested."""
        self._search = search

    def handle(self, event: Event) -> None:
        """Takes an event in."""
        match event:
            case CallEnded(call=call):
                self._calls.pop(call, None)
                self._due.pop(call, None)
            case CallStarted(call=call):
                self._call(call)
            case Decided(call=call) if call in self._calls:
                self._calls[call].topic = event.intent_name
            case CallQueued() | Bridged():
                heard = self._call(event.call)
                # Whoever takes the call finds the suggestions there already.
                if not heard.waits_or_talks:
                    heard.waits_or_talks = True
                    self._search_soon(event.call)
            case Assisted(call=call) if call in self._calls:
                self._is_of(call, next((one.value for one in event.ticket if one.field == "district"), ""))
            case TranscriptPartial(call=call) if call in self._calls:
                if self._calls[call].goes_on(event):
                    self._search_soon(call)
            case TranscriptFinal(call=call, aside=False) if event.text and call in self._calls:
                self._calls[call].finished(event)
                self._search_soon(call)

    def district_of(self, call: str) -> str:
        """Where a call that runs is about; empty: nobody knows."""
        heard = self._calls.get(call)
        return "" if heard is None else heard.district

    def _is_of(self, call: str, district: str) -> None:
        """Suggests anew where another district turns out to be meant."""
        heard = self._calls[call]
        if heard.district != district:
            heard.district, heard.news = district, True
            self._search_soon(call)

    async def run(self, thread: Executor) -> None:
        """Searches in `thread` until it is cancelled. A failing search is reported as a `Fault`."""
        while True:
            while not self._due:
                self._wake.clear()
                await self._wake.wait()
            call = next(iter(self._due))
            del self._due[call]
            try:
                await self._suggest(call, thread)
            except Exception as error:  # the desk goes on without suggestions
                log.exception("knowledge search failed")
                self._emit(
                    Fault(part="knowledge", message=str(error), done="没有推荐 / no suggestions", call=call)
                )

    async def _suggest(self, call: str, thread: Executor) -> None:
        heard = self._calls[call]
        whole, heard.news = heard.news, False
        query = query_of(heard.turns, heard.topic, heard.emergency, district=heard.district)
        latest = heard.latest.text if heard.latest is not None else ""
        loop = asyncio.get_running_loop()
        # The sentence is encoded elsewhere while danger is judged here.
        judging = loop.run_in_executor(thread, self._danger, latest if whole else query.latest, whole)
        vector = await self._encode(query.latest) if whole and query.latest else None
        if danger := await judging:
            query = replace(query, emergency=danger)
        topics = await loop.run_in_executor(thread, self._topics_of, heard.turns)
        query = replace(query, topics=topics)
        found = await loop.run_in_executor(thread, self._search.find, query, self._limit, vector)
        if call not in self._calls:
            return
        heard.emergency = danger or heard.emergency
        # A "yes" or "hello" says nothing new; then what was suggested before stays.
        says_nothing = not latest or len(query_terms(latest)) < TELLING
        if not found and (says_nothing or not whole):
            return
        shown = self._steady(heard, found, whole)
        if not whole and shown == heard.shown:
            return
        heard.shown = shown
        for_text = latest or query.latest or heard.topic
        self._emit(Suggested(call=call, for_text=for_text, suggestions=shown))

    def _danger(self, said: str, whole: bool) -> str:
        """In words; in the thread."""
        return self._emergency_of(said, whole) if said else ""

    def _steady(self, heard: HeardCall, found: list[Suggestion], whole: bool) -> tuple[Suggestion, ...]:
        """What is shown next: an emergency's article goes first at once, all others keep their places."""
        if not heard.emergency or not found:
            return steady(heard.shown, found, self._limit, adds_only=not whole)
        first = found[0]
        others = [one for one in heard.shown if one.article != first.article]
        return (first, *steady(others, found[1:], self._limit - 1, adds_only=not whole))

    def _search_soon(self, call: str) -> None:
        heard = self._calls[call]
        if heard.waits_or_talks and (heard.turns or heard.topic):
            self._due[call] = None
            self._wake.set()

    def _call(self, call: str) -> HeardCall:
        if call not in self._calls:
            if len(self._calls) >= MAX_CALLS:
                oldest = next(iter(self._calls))
                del self._calls[oldest]
                self._due.pop(oldest, None)
            self._calls[call] = HeardCall()
        return self._calls[call]
