"""What the page may send: JSON objects over the WebSocket, and the log-in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LogIn(_Message):
    """Body of POST /api/login."""

    agent: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class LogOut(_Message):
    """Body of POST /api/logout, which may be empty."""

    everywhere: bool = False


class SetPhase(_Message):
    """示闲 or 示忙."""

    type: Literal["set_phase"]
    phase: Literal["available", "paused"]


class HangUp(_Message):
    """End the call."""

    type: Literal["hang_up"]
    call: str = Field(min_length=1, max_length=128)


class Correct(_Message):
    """分错了: where the call belonged. Of an intent the queue follows."""

    type: Literal["correct"]
    call: str = Field(min_length=1, max_length=128)
    intent: str | None = Field(default=None, max_length=64)
    queue: str | None = Field(default=None, max_length=64)


class Seen(_Message):
    """Something of the call was painted for the first time in this tab."""

    type: Literal["seen"]
    call: str = Field(min_length=1, max_length=128)
    what: Literal["partial", "final", "suggestion"]
    at: float = Field(ge=0, description="The page's clock, seconds since the Unix epoch.")


ClientMessage = Annotated[SetPhase | HangUp | Correct | Seen, Field(discriminator="type")]

CLIENT_MESSAGE: TypeAdapter[SetPhase | HangUp | Correct | Seen] = TypeAdapter(ClientMessage)
