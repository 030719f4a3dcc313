"""The list of nuisance callers as a service has it."""

from __future__ import annotations

from contracts import Event
from hotline.calls.screening import ScreeningList
from hotline.records.database.screening.store import PURPOSE, ScreeningStore
from hotline.records.sealing import Seal
from ivr.settings.callers.screening import ScreeningSettings

NUMBER = "13800138000"
SEAL = Seal("secret", PURPOSE)


class Service:
    """A gate and what it published."""

    def __init__(self, store: ScreeningStore, **settings: object) -> None:
        self.events: list[Event] = []
        self.settings = ScreeningSettings.model_validate(settings)
        self.gate = ScreeningList(store, lambda: self.settings, self.events.append)
