"""Listens to conversations and suggests articles while they go on."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from agent_assist.knowledge.search import Search, SearchQuery
from agent_assist.knowledge.words import query_terms
from contracts import (
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    Suggested,
    TranscriptFinal,
)

log = logging.getLogger(__name__)

SENTENCES = 6
"""Recent sentences that count."""

FADE = 0.6
"""What a sentence counts compared with the one after it."""

AGENT_COUNTS = 0.3
"""What the agent says, compared with the caller: it may name what the caller paraphrased."""

INTENT_COUNTS = 0.5
"""The recognised intent, compared with the latest sentence."""

TELLING = 3
"""Terms of a sentence that says something; a "yes" or a name has fewer."""

MAX_CALLS = 5_000
"""Calls followed at once, against calls whose end was never reported; the oldest goes first."""


@dataclass(slots=True)
class _Conversation:
    """What the search needs to know of one call."""

    said: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=SENTENCES))
    """(leg, sentence), oldest first."""
    intent: str = ""
    waits_or_talks: bool = False


class Suggester:
    """Emits `Suggested` after each sentence of a call that waits for an agent or talks to one.

    `handle` takes events in and never blocks; `run` does the searching. A sentence that arrives
    while the search of an earlier one is due replaces it, so the work is bounded by the calls.
    """

    def __init__(self, search: Search, emit: Callable[[Event], None], *, limit: int = 3) -> None:
        self._search = search
        self._emit = emit
        self._limit = limit
        self._conversations: dict[str, _Conversation] = {}
        self._due: dict[str, None] = {}
        self._wake = asyncio.Event()

    def handle(self, event: Event) -> None:
        """Takes an event in."""
        match event:
            case CallEnded(call=call):
                self._conversations.pop(call, None)
                self._due.pop(call, None)
            case CallStarted(call=call):
                self._conversation(call)
            case Decided(call=call) if call in self._conversations:
                self._conversations[call].intent = event.intent_name
            case CallQueued() | Bridged():
                conversation = self._conversation(event.call)
                # Whoever takes the call finds the suggestions there already.
                if not conversation.waits_or_talks:
                    conversation.waits_or_talks = True
                    self._search_soon(event)
            case TranscriptFinal(call=call, aside=False) if event.text and call in self._conversations:
                self._conversations[call].said.append((event.leg, event.text))
                self._search_soon(event)

    async def run(self) -> None:
        """Searches until it is cancelled. A failing search is reported as a `Fault`."""
        while True:
            while not self._due:
                self._wake.clear()
                await self._wake.wait()
            call = next(iter(self._due))
            del self._due[call]
            try:
                await self._suggest(call)
            except Exception as error:  # the desk goes on without suggestions
                log.exception("knowledge search failed")
                self._emit(Fault(part="knowledge", message=str(error), done="no suggestions", call=call))

    async def _suggest(self, call: str) -> None:
        conversation = self._conversations[call]
        said = list(conversation.said)
        found = await self._search.find(_query(said, conversation.intent), self._limit)
        asked = [sentence for leg, sentence in said if leg == "caller"]
        # A "yes" or "hello" says nothing new; then what was suggested before stays.
        says_nothing = not asked or len(query_terms(asked[-1])) < TELLING
        if (not found and says_nothing) or call not in self._conversations:
            return
        for_text = asked[-1] if asked else conversation.intent
        self._emit(Suggested(call=call, for_text=for_text, suggestions=tuple(found)))

    def _search_soon(self, event: CallEvent) -> None:
        conversation = self._conversations[event.call]
        if conversation.waits_or_talks and (conversation.said or conversation.intent):
            self._due[event.call] = None
            self._wake.set()

    def _conversation(self, call: str) -> _Conversation:
        if call not in self._conversations:
            if len(self._conversations) >= MAX_CALLS:
                oldest = next(iter(self._conversations))
                del self._conversations[oldest]
                self._due.pop(oldest, None)
            self._conversations[call] = _Conversation()
        return self._conversations[call]


def _query(said: list[tuple[str, str]], intent: str) -> SearchQuery:
    """The caller's latest sentence counts 1, each earlier one less; then what else is known."""
    parts: list[tuple[str, float]] = []
    weight = 1.0
    for leg, sentence in reversed(said):
        if leg == "caller":
            parts.append((sentence, weight))
            weight *= FADE
        else:
            parts.append((sentence, weight * AGENT_COUNTS))
    if intent:
        parts.append((intent, INTENT_COUNTS))
    return SearchQuery(tuple(parts))
