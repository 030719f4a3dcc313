"""The section `meaning:` of config.yaml: sentences are compared by what they mean, too."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section


class MeaningSettings(Section):
    """Where the sentence encoder is on this machine; without it words and sounds decide alone."""

    enabled: bool = Field(
        default=True, description="Whether sentences are compared with the sayings by their meaning, too."
    )
    patience_ms: int = Field(
        default=150,
        ge=20,
        le=1000,
        description="Longest wait for the meaning of a sentence; one that comes later does not count.",
    )
