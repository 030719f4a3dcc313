"""What the desk needs to look articles up; the root hands it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from contracts import Suggestion, Thumb


class ArticleView(BaseModel):
    """An article that was opened."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    title: str
    tags: tuple[str, ...] = Field(description="Other words that callers use for it.")
    source: str = Field(description="Law and section, or who is responsible for it.")
    updated: date = Field(description="When it was last brought up to date.")
    passages: tuple[str, ...] = Field(description="Its paragraphs, each fit to be read out.")


class Knowledge(Protocol):
    """The knowledge base. Each question raises `ActionRefused` when it cannot be answered now."""

    async def find(self, words: str, call: str = "") -> Sequence[Suggestion]:
        """What answers the words, the best first; none where nothing does. `call`: in which it is asked, and
        whose district counts; empty: in none."""

    async def article(self, article: str) -> ArticleView | None:
        """The whole of it; None: there is none of that id."""


class Opinions(Protocol):
    """What agents think of articles. Each method raises `ActionRefused` when the records are away."""

    async def thumbs(self, agent: str) -> Mapping[str, Thumb]:
        """What that agent says, by article."""

    async def judge(self, article: str, thumb: Thumb, agent: str) -> None:
        """What the agent says of it from now on; it is written down who did."""

    async def used(self, article: str, agent: str) -> None:
        """The agent has copied of it."""
