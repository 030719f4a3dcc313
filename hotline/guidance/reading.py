"""What a final model is told of this city before it reads, and how it reads."""

from __future__ import annotations

from asr import ReadingOptions
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.spotting import spotted_words

_NAMES = 20
"""So many names of the city at most: the prompt is short, and what callers want fills the rest."""


def reading_options(config: HotlineConfig) -> ReadingOptions:
    """As `asr.second_pass` says; the words are names of the city, then what the queues are for."""
    second = config.asr.second_pass
    names = [entry.name for entry in config.vocabulary.entries][:_NAMES]
    wishes = [word for queue in config.ivr.queues for word in queue.menu_words]
    words = tuple(dict.fromkeys((*names, *wishes)))
    dialogue = config.ivr.dialogue
    known = (*spotted_words(config.ivr), *dialogue.yes, *dialogue.no, *names)
    return ReadingOptions(second.lanes, second.threads, second.beam, second.join, words, known)
