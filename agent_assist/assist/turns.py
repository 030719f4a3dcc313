"""A conversation as it was heard: sentences, and turns, which are what one speaker says in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Role = Literal["caller", "agent", "other"]
"""Citizens (there may be several), those who answer for the hotline, and the machine's own voice."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that was said."""

    index: int
    """Its place in the conversation, from 0; of a file: its line."""
    speaker: str
    """As the conversation names them: two citizens have two names."""
    role: Role
    text: str
    start: float | None = None
    """Seconds since the call began; None: not known."""
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive sentences of one speaker; at least one."""

    sentences: tuple[Sentence, ...]

    @property
    def speaker(self) -> str:
        return self.sentences[0].speaker

    @property
    def role(self) -> Role:
        return self.sentences[0].role

    @property
    def text(self) -> str:
        """All of it, with a pause where a sentence ends."""
        return "，".join(one.text.rstrip("，,。.") for one in self.sentences)


def turns_of(sentences: Sequence[Sentence]) -> list[Turn]:
    """The conversation in turns. An empty sentence is none."""
    said = [one for one in sentences if one.text.strip()]
    return [Turn(tuple(of_one)) for _, of_one in groupby(said, key=lambda one: one.speaker)]


_LEGS: dict[str, Role] = {"caller": "caller", "agent": "agent", "consulted": "agent"}


def role_of_leg(leg: str) -> Role:
    """Who speaks on that leg of a call."""
    return _LEGS.get(leg, "other")


def sure_part(before: str, now: str) -> str:
    """What two partials of an utterance have alike: the end of one is often rewritten by the next."""
    pairs = zip(before, now, strict=False)
    length = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(before), len(now)))
    return now[:length]
