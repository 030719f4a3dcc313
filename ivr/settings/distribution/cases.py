"""The section `cases:` of config.yaml: what citizens want done, from call to call."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section


class CaseSettings(Section):
    """Cases, and which later calls are about the same."""

    enabled: bool = Field(default=True, description="Whether cases are opened and found at all.")
    same_caller_h: float = Field(
        default=168,
        gt=0,
        le=8760,
        description="Hours for which a running case is shown to agents when its telephone calls again.",
    )
    same_place_h: float = Field(
        default=48,
        gt=0,
        le=8760,
        description="Hours for which it is shown when others call about its place and topic: a duplicate.",
    )
    keep_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="So many days after a case was closed its telephone is deleted; the case stays.",
    )
