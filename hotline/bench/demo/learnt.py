"""What a hotline has learned before it is measured: else it does so beside its first calls, slower once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from contracts.sentences import EncodingError
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.meaning.commands import vectors_of
from hotline.machine.encoder.finding import kept_vectors
from hotline.machine.paths import DEFAULT_STATE, State
from ivr import Understanding


def learn_before(config: HotlineConfig, folder: Path, say: Callable[[str], object]) -> None:
    """Gives the stage in `folder` the vectors of all sayings. Blocking; minutes the first time on a machine.

    Without the encoder nothing is learned, and nothing will be beside the calls.
    """
    if not config.ivr.meaning.enabled:
        return
    try:
        vectors = vectors_of(Understanding(config.ivr).sentences(), State(DEFAULT_STATE), say)
    except EncodingError as error:
        say(f"{error}; words and sounds decide alone")
        return
    kept_vectors(State(folder)).keep(vectors)
