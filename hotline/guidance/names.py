"""The configured names in transcripts: written as the configuration writes them."""

from __future__ import annotations

from contracts import Alternative, TranscriptFinal
from hotline.configuration.schema import HotlineConfig
from ivr.dialects.names import Names
from ivr.dialects.sounds import Sounds, sounds_of
from ivr.slots import Gazetteer

_LONG = 4
"""Characters of a special seat's name that nothing else sounds like."""
_NO_PLACES = {"departments", "products"}
"""Kinds of names that are in no address."""


def names_of(config: HotlineConfig, sounds: Sounds | None = None) -> Names:
    """The names that are put right, those of special seats too; none when that is switched off.

    Some 0.1 ms a name: off the event loop.
    `sounds`: those of the configuration, where they are at hand.
    """
    vocabulary = config.vocabulary
    seats = (seat.name for seat in config.ivr.seats if len(seat.name) >= _LONG)
    names = [*(entry.name for entry in vocabulary.entries), *seats]
    return Names(names if vocabulary.correct else [], sounds or sounds_of(config.ivr.tolerance))


def gazetteer_of(config: HotlineConfig, sounds: Sounds) -> Gazetteer:
    """The places for answers to questions about addresses. Some 0.1 ms a name: off the event loop."""
    vocabulary = config.vocabulary
    lies: dict[str, set[str]] = {}
    for district, names in vocabulary.areas.items():
        for name in names:
            lies.setdefault(name, set()).add(district)
    within = {name: districts.pop() for name, districts in lies.items() if len(districts) == 1}
    places = [entry.name for entry in vocabulary.entries if entry.kind not in _NO_PLACES]
    return Gazetteer(places, sounds, within)


def put_right(final: TranscriptFinal, names: Names) -> TranscriptFinal:
    """The transcript with its names put right; what was recognised is then its first alternative.

    `words` stay as they were recognised: their times are those of the sound.
    """
    text = names.correct(final.text, final.words)
    if text == final.text:
        return final
    recognised = Alternative(text=final.text, confidence=final.confidence)
    others = [other for other in final.alternatives if other.text != text]
    return final.model_copy(
        update={
            "text": text,
            "written": names.correct(final.written) if final.written else "",
            "alternatives": (recognised, *others),
        }
    )
