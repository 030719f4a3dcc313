"""The section `screening:` of config.yaml: what happens to callers who were found to be a nuisance."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section
from ivr.settings.words.placeholders import Fixed


class ScreeningSettings(Section):
    """Agents propose a number, a supervisor confirms it; no number is on the list without that."""

    enabled: bool = Field(default=True, description="Whether the list has an effect and can be added to.")
    days: int = Field(
        default=30, ge=1, le=365, description="How long a number stays on the list, unless somebody says."
    )
    grey_priority: int = Field(
        default=-10,
        ge=-100,
        le=0,
        description="Priority of callers on the grey list in every queue, one being a minute of waiting; "
        "urgent intents keep their own.",
    )
    black_prompt: Fixed = Field(
        default="您好，这个号码此前多次骚扰热线，来电已受到限制。"
        "如果有人受伤、起火等紧急情况，请直接说出来，或者按任意键，马上为您接通人工。",
        description="What callers on the black list hear. Say how they are put through in an emergency.",
    )
    black_goodbye: Fixed = Field(
        default="没有听到紧急情况。对限制有异议，请到政务服务大厅反映。再见。",
        description="The last thing callers on the black list hear when it is no emergency.",
    )
    black_wait_s: float = Field(
        default=8.0, ge=3, le=60, description="Silence, in seconds, after which a caller is told again."
    )
