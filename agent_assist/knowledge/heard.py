"""What the search needs to know of one call: what was said, and what is being said."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from agent_assist.assist.turns import Sentence, Turn, role_of_leg, sure_part, turns_of
from agent_assist.knowledge.words import query_terms
from contracts import Suggestion, TranscriptFinal, TranscriptPartial

SENTENCES = 12
"""Recent sentences that are kept."""
TELLING = 3
"""Terms that say something; a "yes" or a name has fewer."""


@dataclass(slots=True)
class HeardCall:
    """Changed by what is heard. Of one event loop."""

    topic: str = ""
    """The recognised intent, as agents read it."""
    emergency: str = ""
    """The danger that was told last, in words."""
    district: str = ""
    """Where it is about, as the ticket has it; empty: nobody knows."""
    waits_or_talks: bool = False
    shown: tuple[Suggestion, ...] = ()
    news: bool = False
    """Whether a whole sentence came since the last search."""
    _said: deque[Sentence] = field(default_factory=lambda: deque(maxlen=SENTENCES))
    _unfinished: dict[str, _Unfinished] = field(default_factory=dict)
    _count: int = 0

    @property
    def turns(self) -> list[Turn]:
        """The latest turns, with what is surely being said now at their end."""
        now = [
            Sentence(self._count + at, leg, role_of_leg(leg), one.searched)
            for at, (leg, one) in enumerate(self._unfinished.items())
            if one.searched
        ]
        return turns_of([*self._said, *now])

    @property
    def latest(self) -> Sentence | None:
        """The citizen's last whole sentence."""
        return next((one for one in reversed(self._said) if one.role == "caller"), None)

    def finished(self, final: TranscriptFinal) -> None:
        """A whole sentence was heard."""
        self._unfinished.pop(final.leg, None)
        self._said.append(Sentence(self._count, final.leg, role_of_leg(final.leg), final.text))
        self._count += 1
        self.news = True

    def goes_on(self, partial: TranscriptPartial) -> bool:
        """More of a sentence was heard; says whether so much of it is sure by now that it says something new.

        Sure is what two partials have alike.
        """
        before = self._unfinished.get(partial.leg)
        if before is None or before.utterance != partial.utterance:
            before = self._unfinished[partial.leg] = _Unfinished(partial.utterance)
        sure = sure_part(before.text, partial.text)
        before.text = partial.text
        if len(query_terms(sure)) - len(query_terms(before.searched)) < TELLING:
            return False
        before.searched = sure
        return True


@dataclass(slots=True)
class _Unfinished:
    """An utterance that goes on."""

    utterance: int
    text: str = ""
    searched: str = ""
    """As much of it as was sure when it was searched for last."""
