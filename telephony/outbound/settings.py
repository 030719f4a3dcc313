"""What an administrator may set about calls that go out: `dial` of a trunk."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from contracts.configuration.accounts import DialledNumber, SipHost
from contracts.configuration.settings import Pattern, Section, errors

Codec = Literal["alaw", "ulaw", "g722"]

Prefix = Annotated[
    str,
    Pattern(
        r"^(?:[1-9][0-9]|0[1-9]|00[1-9][0-9])[0-9]{0,10}$",
        '写号码的开头，至少两位数字，加引号：本地手机 "13"，区号 "0595"；境外写 00 加国家代码，至少四位。'
        "不能为空，也不能只写 0、1、00 或 +：那样谁都能打 / write how numbers begin, two digits at least, "
        'in quotes: "13", "0595"; abroad 00 and the country, four digits at least. Empty, 0, 1, 00 or + '
        "would allow everything",
    ),
]
"""How numbers begin that may be dialled."""

EVERY_START = frozenset(f"{start:02d}" for start in range(1, 100))
"""The first two digits of every number that is not abroad."""


class DialSettings(Section):
    """How this trunk takes calls that the hotline makes. Without it, nothing is ever dialled over it."""

    address: SipHost = Field(
        description="Where the carrier takes calls: an address or a name, with a port if it is not 5060."
    )
    caller_id: DialledNumber | None = Field(
        default=None, description="The number that citizens see; without it, telephony.number."
    )
    prefixes: tuple[Prefix, ...] = Field(
        min_length=1,
        description='How numbers begin that may be dialled: ["13", "15", "0595"]. No other is dialled, '
        "whatever a caller says.",
    )
    codecs: tuple[Codec, ...] | None = Field(
        default=None, min_length=1, description="For calls out; without it, those of the trunk."
    )
    calls: int = Field(default=10, ge=1, le=1000, description="Most calls out at once over this trunk.")

    @field_validator("prefixes")
    @classmethod
    def _not_everything(cls, prefixes: tuple[str, ...]) -> tuple[str, ...]:
        if EVERY_START.issubset(prefixes):
            text = (
                "这些开头合起来什么号码都能打，请只留下要打的 / together these allow every number: leave "
                "only those that are to be dialled"
            )
            raise errors([((), text, prefixes)])
        return prefixes
