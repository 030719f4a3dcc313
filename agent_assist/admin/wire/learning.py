"""What calls teach: sentences that may become sayings, in groups that mean nearly the same."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agent_assist.admin.wire.base import Wire
from agent_assist.admin.wire.checking import ProblemView
from agent_assist.admin.wire.files import Files, FileText

MOST_WISHES = 200
"""Sentences that are taken over at once."""
MOST_CALLS = 1000

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Call = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class GroupsRequest(Files):
    """What could be learned with these files."""


class Candidate(Wire):
    """What a caller said."""

    call: str
    heard: str = Field(description="Personal numbers and houses are masked.")
    agent: str = Field(description="Id of who says where it belonged; empty: the caller confirmed it.")
    refused: str = Field(description="Why it cannot be taken over as it is; empty: it can.")


class CandidateGroup(Wire):
    """Candidates that mean nearly the same, the one most like the others first."""

    name: str
    intent: str = Field(description="Where they are to be learned; empty: somebody has to say.")
    queue: str
    queue_name: str
    guessed: bool = Field(
        description="Agents named only the queue: the intent is the one with the nearest saying."
    )
    nearest: str = Field(description="The saying of the intent that is most like them; may be empty.")
    candidates: tuple[Candidate, ...]


class IntentChoice(Wire):
    """Where they may be learned."""

    id: str
    name: str
    queue: str


class Groups(Wire):
    """Its answer, the largest group first."""

    groups: tuple[CandidateGroup, ...] = ()
    intents: tuple[IntentChoice, ...] = ()
    by_meaning: bool = Field(
        default=False, description="Compared by what they mean; else, without the encoder, by characters."
    )
    problems: tuple[ProblemView, ...] = ()


class LearnRequest(Files):
    """These sentences become sayings of an intent."""

    intent: str
    sentences: tuple[Sentence, ...] = Field(min_length=1, max_length=MOST_WISHES)


class NotLearned(Wire):
    """A sentence that was refused."""

    sentence: str
    why: str


class Learned(Wire):
    """Its answer: nothing is written or published, the files are for the editor."""

    files: tuple[FileText, ...] = Field(default=(), description="Those that have changed.")
    refused: tuple[NotLearned, ...] = Field(
        default=(), description="The others are in the files, or were sayings already."
    )
    problems: tuple[ProblemView, ...] = ()


class SettleRequest(Wire):
    """What somebody has decided about candidates: they are not offered any more."""

    calls: tuple[Call, ...] = Field(min_length=1, max_length=MOST_CALLS)
    verdict: Literal["accepted", "dismissed"]


class Settled(Wire):
    """Its answer."""

    settled: int = Field(description="Of those calls; the others were no candidates any more.")
