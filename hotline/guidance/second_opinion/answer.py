"""Reads what the language model answered: one JSON object with an intent out of those offered, or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contracts.dialogue import Opinion

LONGEST_REASON = 60
"""Characters of the reason that an agent is shown."""

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


class AnswerError(ValueError):
    """What came is no answer; the text says why, without repeating it."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    intent: str | None
    reason: Annotated[str, StringConstraints(max_length=2000)] = ""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    """What is read of a chat completion."""

    choices: Annotated[list[_Choice], Field(min_length=1)]


def opinion(data: bytes, offered: Collection[str]) -> Opinion:
    """The opinion in the body of an answer. Raises `AnswerError`."""
    try:
        answer = _Answer.model_validate_json(content_of(data))
    except ValidationError:
        raise AnswerError("the model did not answer with the object it was asked for") from None
    if answer.intent is not None and answer.intent not in offered:
        raise AnswerError("the model named an intent that it was not offered")
    return Opinion(answer.intent, " ".join(answer.reason.split())[:LONGEST_REASON])


def content_of(data: bytes) -> str:
    """The object in the body of an answer, as text. Raises `AnswerError`.

    Services that do not know `response_format` wrap the object: a fence around it and thoughts before it
    are taken away. Anything else than the object itself is no answer.
    """
    try:
        content = _Completion.model_validate_json(data).choices[0].message.content
    except ValidationError:
        raise AnswerError("this is no chat completion") from None
    content = _THOUGHT.sub("", content)
    fenced = _FENCED.match(content)
    return fenced[1] if fenced else content
