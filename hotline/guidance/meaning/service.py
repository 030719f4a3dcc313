"""What sentences mean while calls run: of callers in time, of sayings beside the calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from contracts.dialogue import Encoded
from hotline.guidance.call_guide import CallGuide
from hotline.machine.encoder.asking import encoder_process
from hotline.machine.encoder.finding import kept_vectors, lack
from hotline.machine.encoder.kept import KeptVectors
from hotline.machine.encoder.making import making
from hotline.machine.encoder.sentences import SpokenSentences
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.line_process.process import LineProcess
from hotline.machine.paths import State
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.layout import checkout
from ivr import Understanding

log = logging.getLogger(__name__)

_FOR_CALLERS, _FOR_SAYINGS = 0, 15
"""Niceness: a caller waits for the first, nobody for the second."""
_IDLE_S = 30.0


class Meanings:
    """Of one service. What it does not know, or not in time, is done without."""

    def __init__(self, spoken: LineProcess, sayings: LineProcess, kept: KeptVectors) -> None:
        """`spoken` encodes what callers say, `sayings` what is configured; both are started when needed."""
        self._spoken = SpokenSentences(spoken)
        self._sayings = sayings
        self._kept = kept
        self._making: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, state: State) -> AsyncIterator[Meanings | None]:
        """For as long as the context lasts; None where there is no encoder."""
        if lack(checkout()) is not None:
            yield None
            return
        folder = SENTENCE_ENCODER.folder(checkout())
        callers = encoder_process(folder, _FOR_CALLERS)
        meanings = cls(callers, encoder_process(folder, _FOR_SAYINGS, _IDLE_S), kept_vectors(state))
        try:
            yield meanings
        finally:
            await meanings.close()

    def acquaint(self, guide: CallGuide) -> None:
        """Lets it know the vectors that are kept. Blocking, some 50 ms."""
        if guide.config.ivr.meaning.enabled:
            guide.understanding.know(self._kept.of(guide.understanding.sentences()))

    def follow(self, guide: CallGuide) -> None:
        """Callers are led by this guide from now on: what is not kept is made."""
        if self._making is not None:
            self._making.cancel()
            self._making = None
        if guide.config.ivr.meaning.enabled:
            self._spoken.start()
            self._making = asyncio.create_task(self._make(guide.understanding), name="meanings of sayings")

    async def encode(self, guide: CallGuide, text: str) -> Encoded | None:
        """What a caller means, who is led by this guide; None: nobody wants to know."""
        settings = guide.config.ivr.meaning
        if not settings.enabled:
            return None
        encoded = await self._spoken.vector_of(guide.understanding.meant(text), settings.patience_ms / 1000)
        return replace(encoded, text=text)

    async def close(self) -> None:
        """Ends the processes; what was made is kept."""
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)
        await self._sayings.close()
        await self._spoken.close()

    async def _make(self, understanding: Understanding) -> None:
        texts = understanding.sentences()
        known = await asyncio.to_thread(self._kept.of, texts)
        missing = [text for text in texts if text not in known]
        if not missing:
            return
        log.warning(
            "learning what %d sayings mean, once, beside the calls; until then their words and sounds decide",
            len(missing),
        )
        try:
            async for new in making(self._sayings, self._kept, missing):
                known |= new
                log.info("%d of %d sayings", len(known), len(texts))
        except LineProcessError as error:
            log.warning("the meaning of sayings is not learned: %s", error)
        await asyncio.to_thread(understanding.know, known)
        log.info("what %d sayings mean is known", len(known))
