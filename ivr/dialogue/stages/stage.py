"""What every stage of a conversation has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from contracts.dialogue import Asks
from ivr.understanding.understand import NOTHING, Judgement

if TYPE_CHECKING:
    from ivr.dialogue.conversation import Conversation

SHORTEST_REQUEST = 2
"""Characters: 停水."""


class Stage(ABC):
    """Where a conversation stands. There is one object of each stage a call; it keeps what it needs."""

    hears = True
    """Whether what is said counts; otherwise only keys do, and what is said in spite of it."""
    last = False
    """Whether the call ends here."""
    told = False
    """Whether the caller was just told something, so that 知道了 ends the call."""
    typing = False
    """Whether a number is being typed, so that every digit is one of its digits."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    @property
    def asks(self) -> Asks | None:
        """What the caller is asked here; None when nothing more is."""
        return Asks("request")

    # --- what the caller does ---

    @abstractmethod
    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        """The caller said this. `alternatives`: other readings of the same sound."""

    def key(self, digit: str) -> bool:
        """Whether that key means something at this stage; it was acted on then."""
        return False

    @abstractmethod
    def silent(self) -> None:
        """The caller said nothing for long enough."""

    def human(self) -> None:
        """The caller pressed the key for a human."""
        self._talk.to_human("route", "按键转人工", self._talk.prompts.human)

    def urgent(self, judgement: Judgement, text: str) -> None:
        """The caller says, perhaps not to the end, what must be acted on at once."""
        self._talk.through.route(judgement, text)

    def leaves(self, text: str) -> bool:
        """Whether the text means that the caller wants nothing more."""
        return self._talk.answers.has_done(text, told=self.told)

    def understands(self, text: str) -> bool:
        """Whether the text is what this stage waits for."""
        talk = self._talk
        if len(talk.understanding.normaliser.content(text)) < SHORTEST_REQUEST:
            return False
        return talk.requests.judge(text).score >= talk.settings.dialogue.confirm_at

    def repeated(self) -> tuple[str, ...]:
        """What a caller hears again who did not catch it."""
        return self._talk.line.last_said

    # --- what happens besides ---

    def exhausted(self) -> None:
        """Too many turns brought nothing."""
        self._talk.hand_over("一直没有听到具体事项", NOTHING, "")

    def prompts_done(self) -> None:
        """Everything was said: the caller's turn."""
        self._talk.line.wait("silence", self._talk.no_input_s)

    def deaf(self) -> None:
        """The caller cannot be heard any more."""
        self._talk.keys.offer()
