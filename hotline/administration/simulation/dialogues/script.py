"""The turns of a written caller: which of them fits what is asked now."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Literal

from contracts.dialogue import Asks
from hotline.administration.simulation.dialogues.file import Turn
from ivr import IvrSettings

Kind = Literal["confirm", "ticket", "address", "phone", "date", "other"]
"""What kind of question is asked. `other`: an open one, a menu, a choice."""

_KINDS: dict[str, Kind] = {"number": "ticket", "phone": "phone", "date": "date", "address": "address"}


def kind_of(asks: Asks | None, settings: IvrSettings) -> Kind | None:
    """The kind of that question as files of conversations name it; None when nothing is asked.

    The offer of an agent is to be confirmed, as an answer that is read back is, and the queue that callers
    are told they are put through to; “is it the number you call from?” asks for the telephone.
    """
    match asks:
        case None:
            return None
        case Asks(topic="confirm" | "human" | "read_back" | "connecting"):
            return "confirm"
        case Asks(topic="question" | "own_number", question=str(id)):
            return slot_kind(id, settings)
        case _:
            return "other"


def slot_kind(question: str, settings: IvrSettings) -> Kind:
    """What files of conversations call the answer to that configured question."""
    return _KINDS.get(settings.question(question).kind, "other")


class Script:
    """Turns are taken in their order, and passed over where the question they answer is not asked."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._rest = deque(turns)
        self._passed = 0

    @property
    def unused(self) -> int:
        """Turns that were passed over or not come to."""
        return self._passed + len(self._rest)

    def next(self, kind: Kind | None) -> Turn | None:
        """The turn that comes now; None when the script has nothing to that question.

        A turn waits while something is to be confirmed first that it does not answer: its own question may
        come next. For any other question it is passed over by a later turn that fits.
        """
        for index, turn in enumerate(self._rest):
            if _fits(turn, kind):
                self._passed += index
                for _ in range(index + 1):
                    self._rest.popleft()
                return turn
            if kind == "confirm":
                return None
        return None


def _fits(turn: Turn, kind: Kind | None) -> bool:
    if turn.to is None:
        return True
    return kind is not None and turn.to in ("any", kind)
