"""What agents think of articles of the knowledge base."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import Event
from contracts.records.personal import Public

Thumb = Literal["up", "down", "none"]


class ArticleJudged(Event):
    """An agent says whether an article fitted, or takes back what they said."""

    TYPE: ClassVar[str] = "article_judged"
    agent: Public = Field(description="Who does.")
    article: Public = Field(description="Id of the article.")
    thumb: Thumb = Field(description="none: taken back.")
