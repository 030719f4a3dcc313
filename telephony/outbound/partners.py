"""Offices outside that agents may ask into a call: named by an administrator, dialled over a trunk."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.configuration.accounts import DisplayName
from contracts.configuration.settings import Id, Pattern, Section

PartnerNumber = Annotated[
    str,
    Pattern(
        r"^[0-9]{3,18}$",
        "写 3 到 18 位数字，加引号，像在本地拨打那样，不写 +、空格和横线；境外写 00 加国家代码 / write 3 "
        "to 18 digits as dialled within the country, in quotes, without +, blanks and dashes; abroad 00 and "
        "the country",
    ),
]


class PartnerSettings(Section):
    """An office, an interpreter, 110, 119 or 120."""

    id: Id = Field(description="Short name, the same in every event; none of an agent.")
    name: DisplayName = Field(description="What agents read, for example 110 指挥中心.")
    number: PartnerNumber = Field(
        description="Whom the trunk dials. A trunk's dial.prefixes must allow it; numbers of three to six "
        "digits must stand there in whole."
    )
    ring_s: float = Field(default=30, ge=5, le=120, description="How long it rings, in seconds.")
