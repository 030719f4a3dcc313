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
    """示闲 (back from anything) or 示忙, a break. Of somebody else: supervisors only."""

    type: Literal["set_phase"]
    phase: Literal["available", "paused"]
    reason: str = Field(default="", max_length=20, description="Of a break: one of those in the snapshot.")
    agent: str | None = Field(default=None, max_length=64, description="Somebody else.")


class Decline(_Message):
    """拒接: the call that rings goes to the next agent."""

    type: Literal["decline"]
    call: str = Field(min_length=1, max_length=128)


class ExtendWrapUp(_Message):
    """More time before the next call."""

    type: Literal["extend_wrap_up"]


class HangUp(_Message):
    """End the call."""

    type: Literal["hang_up"]
    call: str = Field(min_length=1, max_length=128)


class Hold(_Message):
    """保持: the caller hears music."""

    type: Literal["hold"]
    call: str = Field(min_length=1, max_length=128)


class Retrieve(_Message):
    """取回: the caller is back from hold."""

    type: Literal["retrieve"]
    call: str = Field(min_length=1, max_length=128)


class Mute(_Message):
    """静音: nobody hears the agent, or they are heard again."""

    type: Literal["mute"]
    call: str = Field(min_length=1, max_length=128)
    muted: bool


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


Control = Hold | Retrieve | Mute
"""What is done with a call that runs."""

AnyMessage = SetPhase | Decline | ExtendWrapUp | HangUp | Control | Correct | Seen

ClientMessage = Annotated[AnyMessage, Field(discriminator="type")]

CLIENT_MESSAGE: TypeAdapter[AnyMessage] = TypeAdapter(ClientMessage)
