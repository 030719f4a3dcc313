"""How far two syllables are apart for the ears of this city, and which tables say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ivr.dialects.normalise import OWN
from ivr.dialects.tables import FINALS, INITIALS, Confusions, Pairs, split
from ivr.dialects.tolerance import ToleranceSettings

Costs = NDArray[np.float32]
"""0 the same, 1 quite different."""

ONE_SOUND = 0.1
"""Initials and finals up to so far apart count as one sound."""

_OTHER_INITIAL, _OTHER_FINAL = 0.6, 0.7
"""Distance of two that no table has. Half a syllable that was heard right still tells something."""

NO_SYLLABLE = len(INITIALS) * len(FINALS)
"""Code of what is no syllable, such as a Latin word: far from everything, even from itself."""


class Sounds:
    """The confusable sounds of the given tables; of several costs of a pair the smallest counts."""

    def __init__(self, tables: Mapping[str, Confusions]) -> None:
        """`tables` by the names that explanations give them; without any, nothing is mixed up."""
        self._tables = dict(tables)
        self._initials = _matrix(INITIALS, [table.initials for table in tables.values()], _OTHER_INITIAL)
        self._finals = _matrix(FINALS, [table.finals for table in tables.values()], _OTHER_FINAL)
        self._initial_class = _classes(INITIALS, self._initials)
        self._final_class = _classes(FINALS, self._finals)
        self.costs = self._between_syllables()
        """Between any two codes, shape (codes, codes)."""

    def fold(self, syllable: str) -> str:
        """The class of syllables that count as one sound: `zhang` and `zan` may be one."""
        if not self._tables or (parts := split(syllable)) is None:
            return syllable
        return self._initial_class[parts[0]] + self._final_class[parts[1]]

    def cost(self, one: str, other: str) -> float:
        """Distance of two toneless syllables."""
        return float(self.costs[code(one), code(other)])

    def why(self, one: str, other: str) -> list[str]:
        """Names of the tables that make the two as close as they are."""
        if one == other or not (split(one) and split(other)):
            return []
        if names := self._tables_with("syllables", one, other, self.cost(one, other)):
            return names
        found: list[str] = []
        for section, own, others, matrix, sounds in (
            ("initials", split(one), split(other), self._initials, INITIALS),
            ("finals", split(one), split(other), self._finals, FINALS),
        ):
            assert own is not None
            assert others is not None
            a, b = (own[0], others[0]) if section == "initials" else (own[1], others[1])
            found += self._tables_with(section, a, b, float(matrix[sounds.index(a), sounds.index(b)]))
        return list(dict.fromkeys(found))

    def _tables_with(self, section: str, one: str, other: str, cost: float) -> list[str]:
        """Tables that have the pair in a section at that cost."""
        return [
            name
            for name, table in self._tables.items()
            if abs(_listed(getattr(table, section), one, other, 2.0) - cost) < 1e-6
        ]

    def _between_syllables(self) -> Costs:
        sums = self._initials[:, None, :, None] + self._finals[None, :, None, :]
        costs = np.ones((NO_SYLLABLE + 1, NO_SYLLABLE + 1), np.float32)
        costs[:-1, :-1] = np.minimum(sums.reshape(NO_SYLLABLE, NO_SYLLABLE), 1)
        for table in self._tables.values():
            for one, others in table.syllables.items():
                for other, cost in others.items():
                    for pair in ((code(one), code(other)), (code(other), code(one))):
                        costs[pair] = min(costs[pair], cost)
        return costs


def sounds_of(tolerance: ToleranceSettings) -> Sounds:
    """What counts as alike with these settings."""
    if not tolerance.sounds:
        return Sounds({})
    tables: dict[str, Confusions] = {table.name: table for table in tolerance.active().values()}
    return Sounds({**tables, OWN: tolerance.confusions})


@lru_cache(maxsize=4096)
def code(syllable: str) -> int:
    """Number of a toneless syllable, from 0 to `NO_SYLLABLE`."""
    parts = split(syllable)
    return NO_SYLLABLE if parts is None else INITIALS.index(parts[0]) * len(FINALS) + FINALS.index(parts[1])


def _listed(pairs: Pairs, one: str, other: str, otherwise: float) -> float:
    """The cost that the pairs have for two sounds, in either order."""
    return min(pairs.get(one, {}).get(other, otherwise), pairs.get(other, {}).get(one, otherwise))


def _matrix(sounds: tuple[str, ...], tables: Iterable[Pairs], otherwise: float) -> Costs:
    costs = np.full((len(sounds), len(sounds)), otherwise, np.float32)
    np.fill_diagonal(costs, 0)
    for pairs in tables:
        for one, others in pairs.items():
            for other, cost in others.items():
                a, b = sounds.index(one), sounds.index(other)
                costs[a, b] = costs[b, a] = min(costs[a, b], cost)
    return costs


def _classes(sounds: tuple[str, ...], costs: Costs) -> dict[str, str]:
    """Each sound's class, named by its first member: connected by steps of at most `ONE_SOUND`."""
    class_of: dict[str, str] = {}
    for sound in sounds:
        open_ = [sound]
        while open_:
            one = open_.pop()
            if one not in class_of:
                class_of[one] = class_of.get(sound, sound)
                near = np.flatnonzero(costs[sounds.index(one)] <= ONE_SOUND + 1e-6)
                open_ += [sounds[index] for index in near]
    return class_of
