"""Vectors of sentences and sayings for the bench: made once, and kept as those of the service are."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.sentences import EncodingError
from hotline.machine.encoder.finding import kept_vectors, load
from hotline.machine.encoder.making import Progress, made
from hotline.machine.paths import State
from hotline.machine.setup.layout import checkout
from ivr.understanding.topics.meaning import Vector


def vectors_of(texts: Iterable[str], state: State, progress: Progress) -> dict[str, Vector] | None:
    """Of each text; None where there is no encoder."""
    try:
        encoder = load(checkout())
    except EncodingError:
        return None
    return dict(made(encoder, kept_vectors(state), list(dict.fromkeys(texts)), progress))
