"""What the page may send: JSON objects over the WebSocket, and the log-in."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from contracts import SupervisionMode
from contracts.configuration.settings import OneLine


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


RequestNumber = Annotated[int, Field(ge=0, le=2**53)]


class Asked(BaseModel):
    """What of a message says which answer is its own; whatever else stands in it."""

    request: RequestNumber | None = None


class _Message(_Body):
    request: RequestNumber | None = Field(
        default=None, description="A number of the page's own: the answer, done or an error, has it, too."
    )


class _OfCall(_Message):
    call: str = Field(min_length=1, max_length=128)


class LogIn(_Body):
    """Body of POST /api/login."""

    agent: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class LogOut(_Body):
    """Body of POST /api/logout, which may be empty."""

    everywhere: bool = False


class CorrectLine(_Body):
    """Body of POST /api/calls/{id}/lines."""

    line: str = Field(max_length=64, description="Its key in the call.")
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="What was really said."
    )


class SetPhase(_Message):
    """示闲 (back from anything) or 示忙, a break. Of somebody else: supervisors only."""

    type: Literal["set_phase"]
    phase: Literal["available", "paused"]
    reason: str = Field(default="", max_length=20, description="Of a break: one of those in the snapshot.")
    agent: str | None = Field(default=None, max_length=64, description="Somebody else.")


class Decline(_OfCall):
    """拒接: the call that rings goes to the next agent."""

    type: Literal["decline"]


class ExtendWrapUp(_Message):
    """More time before the next call."""

    type: Literal["extend_wrap_up"]


class HangUp(_OfCall):
    """End the call."""

    type: Literal["hang_up"]


class Hold(_OfCall):
    """保持: the caller hears music."""

    type: Literal["hold"]


class Retrieve(_OfCall):
    """取回: the caller is back from hold."""

    type: Literal["retrieve"]


class Mute(_OfCall):
    """静音: nobody hears the agent, or they are heard again."""

    type: Literal["mute"]
    muted: bool


class _ToSomebody(_OfCall):
    agent: str | None = Field(default=None, max_length=64)
    queue: str | None = Field(default=None, max_length=64)
    partner: str | None = Field(default=None, max_length=64, description="Id of an office, never a number.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if [self.agent, self.queue, self.partner].count(None) != 2:
            raise ValueError("name an agent, a queue or an office")
        return self


class HandOn(_ToSomebody):
    """转接: the agent leaves at once, the caller waits for the other."""

    type: Literal["hand_on"]


class Consult(_ToSomebody):
    """咨询: somebody is asked while the caller hears music."""

    type: Literal["consult"]


class TakeBack(_OfCall):
    """取消咨询: the caller is back with the agent, the other is let go."""

    type: Literal["take_back"]


class Swap(_OfCall):
    """切换: from the other to the caller, or back."""

    type: Literal["swap"]


class Join(_OfCall):
    """三方通话: all hear each other."""

    type: Literal["join"]


class Complete(_OfCall):
    """完成转接: the other has the call from now on."""

    type: Literal["complete"]


class Leave(_OfCall):
    """退出: who was consulted leaves."""

    type: Literal["leave"]


class PauseRecording(_OfCall):
    """暂停录音: what is said now is not to be in the recording."""

    type: Literal["pause_recording"]


class ResumeRecording(_OfCall):
    """恢复录音."""

    type: Literal["resume_recording"]


class Supervise(_OfCall):
    """旁听, 耳语, 插话: a supervisor hears the call, and is heard by nobody, the agent alone, or all."""

    type: Literal["supervise"]
    mode: SupervisionMode


class TakeOver(_OfCall):
    """接管: the supervisor has the call from now on."""

    type: Literal["take_over"]


class StopSupervising(_OfCall):
    """退出旁听."""

    type: Literal["stop_supervising"]


class Correct(_OfCall):
    """分错了: where the call belonged. Of an intent the queue follows."""

    type: Literal["correct"]
    intent: str | None = Field(default=None, max_length=64)
    queue: str | None = Field(default=None, max_length=64)


class Escalate(_OfCall):
    """提级: the call goes to those who are responsible for such calls, with a reason."""

    type: Literal["escalate"]
    reason: Annotated[str, OneLine(200)]


class WrapUp(_OfCall):
    """小结: what came of the call, during it or after it."""

    type: Literal["wrap_up"]
    code: str = Field(default="", max_length=20, description="One of those in the snapshot.")
    note: str = Field(default="", max_length=500)


class Seen(_OfCall):
    """Something of the call was painted for the first time in this tab."""

    type: Literal["seen"]
    what: Literal["partial", "final", "suggestion"]
    at: float = Field(ge=0, description="The page's clock, seconds since the Unix epoch.")


Control = (
    Hold
    | Retrieve
    | Mute
    | HandOn
    | Consult
    | TakeBack
    | Swap
    | Join
    | Complete
    | Leave
    | PauseRecording
    | ResumeRecording
)
"""What is done with a call that runs."""

Oversight = Supervise | TakeOver | StopSupervising
"""What supervisors do with it."""

AnyMessage = (
    SetPhase | Decline | ExtendWrapUp | HangUp | Control | Oversight | Escalate | WrapUp | Correct | Seen
)

ClientMessage = Annotated[AnyMessage, Field(discriminator="type")]

CLIENT_MESSAGE: TypeAdapter[AnyMessage] = TypeAdapter(ClientMessage)
