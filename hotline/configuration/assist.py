"""`assist:` in config.yaml: a language model that may write summaries better."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Section
from hotline.configuration.second_opinion import SecondOpinionSettings


class SummaryModelSettings(SecondOpinionSettings):
    """A language model that writes the summary of a talk that is over. Nothing depends on it."""

    timeout_s: float = Field(
        default=8, ge=0.5, le=60, description="Seconds after which the summary in the citizen's words stays."
    )
    most_at_once: int = Field(
        default=4, ge=1, le=100, description="Talks that are written at once; of further ones none is."
    )


class AssistSettings(Section):
    """Help for agents."""

    model: SummaryModelSettings | None = Field(
        default=None,
        description="A language model of your own; without it summaries are made of what was said alone. A "
        "change needs a restart.",
    )
