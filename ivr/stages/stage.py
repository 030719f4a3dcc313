"""What every stage of a conversation has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivr.conversation import Conversation


class Stage(ABC):
    """Where a conversation stands. There is one object of each stage a call; it keeps what it needs."""

    hears = True
    """Whether what is said counts; otherwise only keys do, and what is said in spite of it."""
    last = False
    """Whether the call ends here."""
    told = False
    """Whether the caller was just told something, so that 知道了 ends the call."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    @abstractmethod
    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        """The caller said this. `alternatives`: other readings of the same sound."""

    def key(self, digit: str) -> bool:
        """Whether that key means something at this stage; it was acted on then."""
        return False

    @abstractmethod
    def silent(self) -> None:
        """The caller said nothing for long enough."""

    def prompts_done(self) -> None:
        """Everything was said: the caller's turn."""
        self._talk.line.wait("silence", self._talk.times.no_input_s)
