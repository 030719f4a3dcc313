"""What the city's view, announcements and reports take from the configuration that is live."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from hotline.city.settings import CitySettings
from ivr.settings.settings import IvrSettings


class LiveSettings(Protocol):
    """Of the hotline and its city."""

    def ivr(self) -> IvrSettings:
        """Queues, questions, and days of the calendar."""

    def districts(self) -> Collection[str]:
        """Of the city."""

    def unit_names(self) -> Mapping[str, str]:
        """What offices are called, by their ids."""


class LiveCity(LiveSettings, Protocol):
    """The same with what the view itself is tuned by."""

    def communities(self) -> Collection[str]:
        """Communities and streets of the districts."""

    def units(self) -> Mapping[str, str]:
        """Ids of the offices that are responsible, by intent."""

    def city(self) -> CitySettings:
        """What counts as more than usual."""
