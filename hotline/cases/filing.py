"""How a case is sorted when it is filed: category, unit, deadline, grid, by the live configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from agent_assist.cases.settings import Category, LabelSettings, TicketSettings
from hotline.cases.table import CaseMatter
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.vocabulary import VocabularySettings

BETWEEN = "/"
"""Of the names of a category."""


class Filing:
    """Of one configuration."""

    def __init__(self, config: HotlineConfig) -> None:
        self._tickets: TicketSettings = config.tickets
        self._places: VocabularySettings = config.vocabulary
        self._leaves = {leaf.id: leaf for leaf in config.tickets.leaves}
        self._units = {unit.id: unit.name for unit in config.tickets.units}
        self._dangers = {one.id for one in config.ivr.emergencies}

    def of_intent(self, intent: str | None) -> Category | None:
        """The category of conversations with that intent."""
        return next((leaf for leaf in self._leaves.values() if intent in leaf.intents), None)

    def unknown(self, told: CaseMatter) -> str:
        """The first id that the configuration does not have; empty: none."""
        labels, deadlines = {one.id for one in self._labels}, {one.id for one in self._tickets.deadlines}
        known: list[tuple[str, Collection[str]]] = [
            (told.category, self._leaves),
            (told.unit, self._units),
            (told.deadline, deadlines),
            *((label, labels) for label in _split(told.labels)),
        ]
        return next((id for id, ids in known if id and id not in ids), "")

    def filed(self, told: CaseMatter, opened: float) -> CaseMatter:
        """Completed by what follows from it: `opened` in seconds since the Unix epoch."""
        leaf = self._leaves.get(told.category) or self.of_intent(told.intent)
        urgent = told.urgent or told.intent in self._dangers
        told = replace(told, urgent=urgent, first=any(one.first for one in self._of(_split(told.labels))))
        if leaf is not None:
            unit = told.unit or leaf.unit or ""
            told = replace(told, category=leaf.id, category_name=BETWEEN.join(leaf.path), unit=unit)
        chosen = next((one for one in self._tickets.deadlines if one.id == told.deadline), None)
        deadline = chosen or self._tickets.deadline_of(told.category, urgent)
        if deadline is not None:
            told = replace(told, deadline=deadline.id, due=opened + deadline.seconds)
        return self._located(replace(told, unit_name=self._units.get(told.unit, "")))

    def _located(self, told: CaseMatter) -> CaseMatter:
        """With district, grid and coordinates, where the gazetteer has them."""
        named = [name for name in (told.community, told.landmark, told.street) if name]
        within = (one for one, names in self._places.areas.items() if set(names) & set(named))
        told = replace(told, district=told.district or next(within, ""))
        for name in named:
            if (found := self._places.located.get(name)) is not None:
                return replace(told, grid=found.grid, longitude=found.longitude, latitude=found.latitude)
        return told

    @property
    def _labels(self) -> Iterator[LabelSettings]:
        labels = self._tickets.labels
        yield from (*labels.person, *labels.nature, *labels.event)

    def _of(self, ids: Collection[str]) -> Iterator[LabelSettings]:
        return (one for one in self._labels if one.id in ids)


def _split(labels: str) -> list[str]:
    return labels.split(",") if labels else []
