"""Vectors of many long texts: made by several processes, each on a core, and kept as those of sayings are."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from contracts.sentences import EncodingError, Reading, SentenceEncoder
from hotline.machine.encoder.finding import kept_vectors, load
from hotline.machine.encoder.kept import Vectors
from hotline.machine.encoder.making import Progress
from hotline.machine.paths import State
from hotline.machine.setup.layout import checkout

_PROCESSES = 4
"""At most; each has the network in memory, some 100 MB."""
_AT_ONCE = 64
"""Texts that are made and kept in one go."""

_encoder: SentenceEncoder
"""Of a process of the pool."""


def vectors_of(texts: Iterable[str], state: State, reading: Reading, progress: Progress) -> Vectors:
    """Of each text. Blocking: minutes for thousands that `state` does not keep. Raises `EncodingError`."""
    wanted = list(dict.fromkeys(texts))
    kept = kept_vectors(state, reading)
    found = kept.of(wanted)
    missing = [text for text in wanted if text not in found]
    if not missing:
        return found
    load(checkout(), reading)  # where it cannot be loaded, that is said here
    workers = min(_PROCESSES, len(os.sched_getaffinity(0)))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(reading,)) as pool:
        made = zip(missing, pool.map(_encode, missing, chunksize=8), strict=True)
        try:
            while new := dict(islice(made, _AT_ONCE)):
                kept.keep(new)
                found |= new
                progress(len(found), len(wanted))
        except BrokenProcessPool:
            raise EncodingError("a process that encodes died: look whether the memory was enough") from None
    return found


def _begin(reading: Reading) -> None:
    global _encoder
    _encoder = load(checkout(), reading)


def _encode(text: str) -> NDArray[np.float32]:
    return _encoder.encode(text)
