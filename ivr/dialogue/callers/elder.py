"""Callers who need time: how they say so, and whether this one did."""

from __future__ import annotations

from ivr.dialects.normalise import Normaliser
from ivr.settings.callers.elder import ElderSettings


class Elder:
    """Whether one caller is spoken to slowly."""

    def __init__(self, settings: ElderSettings, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        words = settings.words if settings.enabled else ()
        self._words = sorted(filter(None, map(normaliser.standard, words)), key=len, reverse=True)
        self._key = settings.key if settings.enabled else None
        self._patience = settings.patience
        self.slow = False
        """Whether the caller asked for it."""

    @property
    def patience(self) -> float:
        """So many times longer than usual is waited for this caller."""
        return self._patience if self.slow else 1.0

    def asked_by(self, digit: str) -> bool:
        """Whether that key asks for it."""
        return digit == self._key

    def rest(self, text: str) -> str | None:
        """What else is in a text that asks for it (“你说慢点，我要查公积金”); None when it does not ask."""
        said = self._normaliser.standard(text)
        rest = said
        for word in self._words:
            rest = rest.replace(word, "")
        return None if rest == said else rest
