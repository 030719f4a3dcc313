"""The places of a city as the configuration names them, found again by their sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ivr.dialects.names import Names
from ivr.dialects.sounds import Sounds


class Gazetteer:
    """The places of one configuration. Building it takes some 0.1 ms a name: off the event loop."""

    def __init__(self, names: Sequence[str], sounds: Sounds, within: Mapping[str, str] | None = None) -> None:
        """`names`: streets, communities, districts ...; `within`: of some, the district they lie in."""
        self.sounds = sounds
        self._within = dict(within or {})
        self._by_sound = Names(names, sounds)
        ordered = sorted(filter(None, names), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def district(self, name: str) -> str | None:
        """The district that a street or a community lies in; None when that is not known."""
        return self._within.get(name)

    def correct(self, text: str) -> str:
        """The text with the names of places put right that were heard as something alike."""
        return self._by_sound.correct(text)

    def split(self, text: str) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it is the name of a place."""
        at = 0
        for found in self._pattern.finditer(text):
            if found.start() > at:
                yield text[at : found.start()], False
            yield found[0], True
            at = found.end()
        if at < len(text):
            yield text[at:], False
