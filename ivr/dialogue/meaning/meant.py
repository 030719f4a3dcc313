"""What the caller's last sentence means, if somebody has found that out."""

from __future__ import annotations

from contracts.dialogue import Encoded, Lack
from ivr.understanding.topics.meaning import Vector

_LACKS: dict[Lack, str] = {"late": "没来得及比较句义", "broken": "句义编码器没有回应"}


class Meant:
    """Of one caller: the meaning of the sentence that is heard next, or was heard last."""

    def __init__(self) -> None:
        self._last = Encoded("", None)

    def take(self, encoded: Encoded) -> None:
        """That is what comes next."""
        self._last = encoded

    def vector(self, text: str) -> Vector | None:
        """Of that very text; None: not known."""
        return self._last.vector if text == self._last.text else None

    def lack(self, text: str) -> str:
        """Why its vector is missing, for an agent; empty where none was asked for."""
        lack = self._last.lack
        return _LACKS[lack] if lack is not None and text == self._last.text else ""
