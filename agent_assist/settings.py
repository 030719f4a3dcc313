"""What an administrator sets for the desk and its agents, in config.yaml."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from contracts.configuration.accounts import DisplayName, Extension, ListenAddress, Network, SipAddress
from contracts.configuration.own_files import OpenFile
from contracts.configuration.settings import Id, OneLine, Pattern, Section, Skill

Role = Literal["agent", "supervisor", "administrator"]

ALL_QUEUES = "*"
"""Stands in an agent's queues for every queue there is."""

LogInName = Annotated[
    str,
    Pattern(
        r"^[A-Za-z0-9_]{1,64}$",
        "只用字母、数字和 _，最多 64 个 / use letters, digits and _, 64 at most",
    ),
]
"""Becomes a part of the ids of channels."""


BreakReason = Annotated[str, OneLine(20)]


class DeskSettings(Section):
    """The desk server."""

    bind: ListenAddress = Field(default="127.0.0.1", description="Address the desk listens on.")
    port: int = Field(default=8012, ge=1, le=65535, description="TCP port the desk listens on.")
    session_hours: float = Field(default=12, gt=0, le=168, description="How long a log-in lasts, in hours.")
    suggestions: int = Field(default=3, ge=1, le=10, description="Articles suggested at once.")
    knowledge: OpenFile = Field(
        default="knowledge", description="Folder of articles, relative to the project folder or absolute."
    )
    secure_cookie: bool = Field(
        default=False,
        description="Send the session cookie over HTTPS only. Turn on behind a TLS proxy.",
    )
    trusted_proxies: tuple[Network, ...] = Field(
        default=(),
        description="Addresses or networks of proxies in front of the desk; X-Forwarded-For counts from them "
        "alone. Without it everybody behind a proxy counts as one who guesses passwords.",
    )
    emergency_queues: tuple[str, ...] = Field(
        default=("emergency",),
        description="Queues whose calls are emergencies: marked, and served first, even out of wrap-up.",
    )
    break_reasons: tuple[BreakReason, ...] = Field(
        default=("小休", "用餐", "会议", "培训"),
        description="What an agent who takes a break chooses from; the supervisor sees it. Without any, a "
        "break has no reason.",
    )
    wrap_up_codes: tuple[BreakReason, ...] = Field(
        default=("已答复", "已转部门办理", "需要回访", "无效来电"),
        max_length=50,
        description="What an agent says came of a call, during it or after it. Without any, only a note.",
    )
    escalate_to: Id | None = Field(
        default=None,
        description="The queue to which an agent escalates a call (提级) whose special seat names none.",
    )
    phone: bool = Field(
        default=True,
        description="Whether an agent may use the page itself as telephone, beside any SIP phone. Browsers "
        "give a page the microphone over HTTPS or on this machine only.",
    )
    wrap_up_extension_s: float = Field(
        default=30,
        ge=0,
        le=600,
        description="What an agent adds to the time after a call with one press, in seconds; 0: never.",
    )


class AgentSettings(Section):
    """One person who answers calls or oversees those who do."""

    id: LogInName = Field(description="Log-in name, the same in every event.")
    name: DisplayName = Field(description="What colleagues read, for example 王芳.")
    queues: list[str] = Field(
        default_factory=lambda: [ALL_QUEUES], description='Ids of the queues served; "*" is all.'
    )
    skills: dict[Skill, Annotated[int, Field(ge=1, le=5)]] = Field(
        default_factory=dict,
        description="What this person knows besides, for special seats: 特色农产品: 3. Levels are 1 to 5; "
        "4 and 5 are experts.",
    )
    emergencies_only: bool = Field(
        default=False,
        description="Kept free for emergencies: only callers of desk.emergency_queues are put through.",
    )
    most_occupied_percent: int = Field(
        default=100,
        ge=10,
        le=100,
        description="Most of the time, over about half an hour, that may go into calls and wrap-up; "
        "above it this person rests, but for emergencies. 100: no limit.",
    )
    role: Role = Field(
        default="agent",
        description="agent takes calls and sees own ones; supervisor sees every call; administrator does "
        "too, and changes the configuration.",
    )
    extension: Extension = Field(
        default="",
        description="SIP account the agent's phone registers with. Only who takes no calls needs none.",
    )

    contact: SipAddress | None = Field(
        default=None,
        description="Fixed SIP address that is rung instead of a phone that registers: 110, 119, 120 or "
        "another office, for example sip:110@203.0.113.5. Calls leave the house to such addresses only.",
    )

    @property
    def takes_calls(self) -> bool:
        """Whether this person's telephone is rung."""
        return self.role == "agent"

    @property
    def oversees(self) -> bool:
        """Whether this person sees every call."""
        return self.role != "agent"

    @model_validator(mode="after")
    def _can_be_rung(self) -> Self:
        if self.role == "agent" and not self.extension:
            raise ValueError('an agent without a telephone cannot be rung → add extension: "1010"')
        return self

    def serves(self, queue: str | None) -> bool:
        """Whether calls of `queue` may be offered to this person."""
        return queue is not None and (ALL_QUEUES in self.queues or queue in self.queues)


class Guest(AgentSettings):
    """Somebody who takes calls for a while without a seat in the configuration: a leader (领导接听日), an
    expert of a department."""

    until: AwareDatetime = Field(description="When the last call may come; a talk that runs is finished.")

    @model_validator(mode="after")
    def _takes_calls(self) -> Self:
        if self.role != "agent" or self.contact is not None:
            raise ValueError("a guest takes calls on a telephone of this house")
        return self
