"""How sentences are understood by the configuration that is live, for all that helps agents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.assistance import emergency_of
from agent_assist.assist.live.assistant import Understood
from agent_assist.assist.risk.risk import risks_in
from agent_assist.assist.ticket.ticket import topics_told
from agent_assist.assist.turns import Sentence, Turn
from agent_assist.cases.drafted import Learned, Sorter, nothing_learned
from hotline.assist.reader import GuideReader, topics_by
from hotline.guidance.live import Live

_KEPT = 1_000
"""Sentences whose meaning is remembered until they are judged."""

Meaning = Callable[[str], Awaitable[NDArray[np.float32] | None]]
"""What a sentence means; None: not known in time."""


class LiveReading:
    """Judges sentences once for all who ask. What blocks is of one thread, `know` of the event loop."""

    def __init__(
        self, live: Live, meaning: Meaning | None = None, learned: Learned = nothing_learned
    ) -> None:
        self._learned = learned
        self._live = live
        self._meaning = meaning
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._guide = live.guide
        self._reader = self._new()
        self._sorter = self._sort_anew()

    async def know(self, text: str) -> None:
        """Sees to it that what the sentence means is known, if that can be in time."""
        if self._meaning is None:
            return
        if (vector := await self._meaning(self._live.guide.understanding.meant(text))) is not None:
            self._vectors[text] = vector
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)

    def emergency_of(self, text: str, finished: bool) -> str:
        """The danger in words; empty: none. Blocking."""
        return emergency_of(risks_in(Sentence(0, "caller", "caller", text), self._now(), finished=finished))

    def topics_of(self, turns: Sequence[Turn]) -> Mapping[str, float]:
        """What a conversation is about: intents by their shares. Blocking."""
        return topics_told(turns, self._now())

    def understood(self) -> Understood:
        """As it is now, for the assist. Blocking, as its reader is."""
        reader = self._now()
        return Understood(reader.of_call, self._guide.config.quality.rules, self._sorter)

    def _now(self) -> GuideReader:
        if self._live.guide is not self._guide:
            self._guide = self._live.guide
            self._reader = self._new()
            self._sorter = self._sort_anew()
        return self._reader

    def _sort_anew(self) -> Sorter:
        config = self._guide.config
        names = {intent.id: intent.name for intent in config.ivr.intents}
        return Sorter(config.tickets, names, self._learned)

    def _new(self) -> GuideReader:
        return GuideReader(self._guide, datetime.now(), self._vectors.get)


class NamesOfArticles:
    """What articles are about by the configuration that is live, told by the letters of their names alone. Of
    one thread, blocking."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._guide = live.guide
        self._topics = topics_by(GuideReader(self._guide, datetime.now(), lambda _text: None))

    def topics_of(self, text: str) -> Mapping[str, float]:
        """Intents with their scores."""
        if self._live.guide is not self._guide:
            self._guide = self._live.guide
            self._topics = topics_by(GuideReader(self._guide, datetime.now(), lambda _text: None))
        return self._topics(text)
