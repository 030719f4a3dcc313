"""Vectors of the sayings of a configuration: those that are kept, and those that are made now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from contracts.sentences import SentenceEncoder
from hotline.machine.encoder.asking import encoded
from hotline.machine.encoder.kept import KeptVectors, Vectors
from hotline.machine.line_process.process import LineProcess

AT_ONCE = 32
"""Sayings that are made and kept in one go: half a second."""
_LIMIT_S = 60.0

Progress = Callable[[int, int], None]
"""(made, to be made)."""


def made(encoder: SentenceEncoder, kept: KeptVectors, texts: Sequence[str], progress: Progress) -> Vectors:
    """All of them, for commands: blocking, a minute for 4,000 sayings that were never made.

    Raises `EncodingError`.
    """
    found = kept.of(texts)
    missing = [text for text in dict.fromkeys(texts) if text not in found]
    for begin in range(0, len(missing), AT_ONCE):
        progress(begin, len(missing))
        new = {text: encoder.encode(text) for text in missing[begin : begin + AT_ONCE]}
        kept.keep(new)
        found |= new
    if missing:
        progress(len(missing), len(missing))
    return found


async def making(
    process: LineProcess, kept: KeptVectors, missing: Sequence[str], at_once: int = AT_ONCE
) -> AsyncIterator[dict[str, NDArray[np.float32]]]:
    """Made beside the calls, some at a time, each of them kept. Raises `LineProcessError`."""
    for begin in range(0, len(missing), at_once):
        new = await encoded(process, missing[begin : begin + at_once], _LIMIT_S)
        await asyncio.to_thread(kept.keep, new)
        yield new
