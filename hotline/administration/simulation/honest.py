"""What a caller does who knows what they want, and says the truth."""

from __future__ import annotations

from typing import Literal

from contracts.dialogue import Asks
from hotline.administration.simulation.right_queues import RightQueues

Reply = Literal["yes", "no", "again"]


class HonestCaller:
    """Answers yes and no truly, says a request once more when asked for it, and is silent otherwise."""

    def __init__(self, right: RightQueues, wants_human: bool | None = None) -> None:
        """`right`: where they want to go; `wants_human`: what they answer to the offer of an agent, None:
        nothing.
        """
        self._right = right
        self._wants_human = wants_human
        self._repeats = 0

    def spoke(self) -> None:
        """They have said something of their own accord, which can be said once more."""
        self._repeats = 1

    def reply(self, asks: Asks | None) -> Reply | None:
        """What they do about that question; None: they are silent. "again": they say the last thing again."""
        match asks:
            case Asks(topic="confirm", queue=queue):
                return "yes" if self._right.allow(queue) else "no"
            case Asks(topic="human") if self._wants_human is not None:
                return "yes" if self._wants_human else "no"
            case Asks(topic="request") if self._repeats:
                self._repeats -= 1
                return "again"
        return None
