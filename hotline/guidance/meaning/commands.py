"""A guide for commands: learned by a service or here, and what sentences mean, by an encoder in this very
process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.sentences import EncodingError, SentenceEncoder
from hotline.configuration.generations.kept_understanding import KeptUnderstanding
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.machine.encoder.finding import kept_vectors, lack, load
from hotline.machine.encoder.kept import Vectors
from hotline.machine.encoder.making import made
from hotline.machine.paths import State
from hotline.machine.setup.layout import checkout
from hotline.machine.setup.progress import Lines

FEW = 100
"""So many sayings are made without a word: a second or two."""


def guide_of(config: HotlineConfig, state: State) -> CallGuide:
    """As the service of `state` has learned it, if it is of these very settings; else learned: blocking."""
    return CallGuide.of(config, understanding=KeptUnderstanding(state).read(config.ivr))


def with_meaning(
    guide: CallGuide, state: State, say: Callable[[str], object], most: int | None = None
) -> CallGuide:
    """The same guide where there is no encoder, or more than `most` sayings are still without their vectors.

    Makes the vectors of sayings that `state` does not keep: blocking, a minute for 4,000 of them the first
    time; `say` hears of that, and of an encoder that fails.
    """
    if not guide.config.ivr.meaning.enabled or lack(checkout()) is not None:
        return guide
    understanding, kept = guide.understanding, kept_vectors(state)
    sentences = understanding.sentences()
    if most is not None and len(sentences) - len(kept.of(sentences)) > most:
        return guide
    try:
        encoder = load(checkout())
        understanding.know(made(encoder, kept, sentences, _Telling(say)))
    except EncodingError as error:
        say(f"{error}; words and sounds decide alone")
        return guide
    return replace(guide, encoder=encoder)


def vectors_of(
    texts: Sequence[str],
    state: State,
    say: Callable[[str], object],
    encoder: SentenceEncoder | None = None,
) -> Vectors:
    """What those texts mean: what `state` keeps, and the rest, which is made now and kept. As blocking as
    `with_meaning`. `encoder`: of a guide of `with_meaning`, else it is loaded. Raises `EncodingError`, also
    where there is no encoder.
    """
    if encoder is None:
        if (why := lack(checkout())) is not None:
            raise EncodingError(why)
        encoder = load(checkout())
    return made(encoder, kept_vectors(state), texts, _Telling(say))


class _Telling:
    """A line in the beginning, and one every ten seconds with how much is left."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._lines: Lines | None = None

    def __call__(self, done: int, of: int) -> None:
        if of <= FEW:
            return
        if self._lines is None:
            self._lines = Lines(f"learning what {of} sayings mean, once", self._say)
        self._lines(done / of, f"{done} of {of}")
