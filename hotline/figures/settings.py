"""What counts as answered in time."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section


class FiguresSettings(Section):
    """Limits of the figures of queues."""

    target_s: float = Field(
        default=20, ge=1, le=600, description="Answered in time: within so many seconds of queueing."
    )
    short_s: float = Field(
        default=5,
        ge=0,
        le=60,
        description="Who hangs up sooner has hardly waited, and harms no service level.",
    )
