"""What an administrator sets for the desk and its agents, in config.yaml."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, ValidationInfo, WrapValidator, model_validator

from contracts.configuration.accounts import (
    DisplayName,
    Extension,
    HostName,
    ListenAddress,
    Network,
    SipAddress,
)
from contracts.configuration.own_files import OpenFile, SecretFile
from contracts.configuration.settings import Id, OneLine, Pattern, Section, Skill, errors

Role = Literal["agent", "supervisor", "administrator", "auditor"]

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


class CertificateFiles(Section):
    """A certificate that somebody else vouches for."""

    certificate: OpenFile = Field(
        description="PEM file in the project's folder: the desk's certificate first, those of the "
        "authorities after it. A file that changes is taken within a minute."
    )
    key: SecretFile = Field(description="PEM file of its key, without a password.")


def _own_or_files(value: object, _handler: object, info: ValidationInfo) -> object:
    """Either of them with its own mistakes: of a union they would be those of both."""
    if value == "own" or isinstance(value, CertificateFiles):
        return value
    if not isinstance(value, dict):
        raise ValueError(
            "写 own 或自己的证书 / write own, or a certificate of yours → "
            "{certificate: desk.crt, key: desk.key}"
        )
    return CertificateFiles.model_validate(value, context=info.context)


Tls = Annotated[Literal["own"] | CertificateFiles, WrapValidator(_own_or_files)]


class DeskSettings(Section):
    """The desk server."""

    bind: ListenAddress = Field(default="127.0.0.1", description="Address the desk listens on.")
    port: int = Field(default=8012, ge=1, le=65535, description="TCP port the desk listens on.")
    session_hours: float = Field(default=12, gt=0, le=168, description="How long a log-in lasts, in hours.")
    suggestions: int = Field(default=3, ge=1, le=10, description="Articles suggested at once.")
    knowledge: OpenFile = Field(
        default="knowledge", description="Folder of articles, relative to the project folder or absolute."
    )
    tls: Tls | None = Field(
        default=None,
        description="HTTPS of the desk's own. own: with an authority and a certificate that the service "
        "makes and renews (`hotline desk certificate`). Without it: on this machine alone, or behind "
        "trusted_proxies.",
    )
    names: tuple[HostName, ...] = Field(
        default=(),
        max_length=50,
        description="How agents' browsers reach the desk: names or addresses that an own certificate is for. "
        "A name more later needs a new authority.",
    )
    secure_cookie: bool = Field(
        default=False,
        description="Send the session cookie over HTTPS only; with `tls` it always is. Turn on behind a TLS "
        "proxy.",
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
    earlier_days: int = Field(
        default=90,
        ge=0,
        le=3650,
        description="So long it is known by which telephone a call came (as a keyed hash, never the number), "
        "so that agents see a caller's earlier calls; 0: never.",
    )
    wrap_up_extension_s: float = Field(
        default=30,
        ge=0,
        le=600,
        description="What an agent adds to the time after a call with one press, in seconds; 0: never.",
    )

    @property
    def cookie_is_secure(self) -> bool:
        """Whether browsers are to send the session over HTTPS alone."""
        return self.secure_cookie or self.tls is not None

    @property
    def certified(self) -> tuple[str, ...]:
        """Names and addresses that an own certificate is for."""
        return self.names if ip_address(self.bind).is_unspecified else (*self.names, self.bind)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        address = ip_address(self.bind)
        if not address.is_loopback and self.tls is None and not self.trusted_proxies:
            text = (
                "别的机器连到工作台要加密 / a desk that other machines reach must be encrypted → "
                "写 tls: own，或写 trusted_proxies（前面有带 TLS 的代理） / "
                "write tls: own, or trusted_proxies behind a TLS proxy"
            )
            raise errors([(("bind",), text, self.bind)])
        if self.tls == "own" and not self.certified:
            text = (
                "写明坐席用什么名字或地址打开工作台 / "
                "write by which names or addresses agents reach the desk → "
                "names: [desk.example, 192.0.2.10]"
            )
            raise errors([(("bind",), text, self.bind)])
        return self


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
        "too, and changes the configuration; auditor sees who did what, "
        "publications and figures, and no call.",
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
