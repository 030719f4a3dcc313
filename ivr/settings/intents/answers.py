"""`answer` of an intent: what is said to its callers before an agent is offered, or while they wait."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from contracts.configuration.settings import ArticleId, Section, errors
from ivr.settings.words.placeholders import Fixed


class AnswerSettings(Section):
    """A text, or the article of the knowledge base that it is taken from."""

    text: Fixed | None = Field(default=None, description="What is said.")
    article: ArticleId | None = Field(
        default=None,
        description="Id of the article whose first paragraph is said; without it callers are put through.",
    )
    when: Literal["before", "waiting"] = Field(
        default="before",
        description="Said before the queue, or offered to who waits in it (wants `waiting.enabled`).",
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.text is None) == (self.article is None):
            text = "answer 里 text（直接写答复）和 article（知识库文章）写一个 / give text or article"
            raise errors([((), text, None)])
        return self


def _written_out(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Answer = Annotated[
    AnswerSettings, BeforeValidator(_written_out, json_schema_input_type=Fixed | AnswerSettings)
]
"""A text alone is short for {text: ...}."""
