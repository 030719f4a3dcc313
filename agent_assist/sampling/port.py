"""What the desk needs to draw, score and answer; the root hands it in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent_assist.sampling.settings import DrawingRule, ScoringSheet
from contracts import QualityMark, RiskSign

MOST_DRAWN = 200
EARLIEST, LATEST = date(1971, 1, 1), date(9998, 12, 31)
"""Beyond, not every moment of a day has a time."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Draw(_Model):
    """Body of POST /api/samples: which calls."""

    sheet: str = Field(max_length=40, description="Id, of `sampling.sheets`.")
    rule: str = Field(
        default="", max_length=40, description="Id, of `sampling.rules`; empty: by chance alone."
    )
    count: int = Field(default=10, ge=1, le=MOST_DRAWN)
    first: date = Field(ge=EARLIEST, le=LATEST, description="First day on which they ended.")
    last: date = Field(ge=EARLIEST, le=LATEST)
    agents: tuple[str, ...] = Field(default=(), max_length=500, description="Ids; empty: everybody's.")
    seed: str = Field(
        default="",
        max_length=40,
        description="The same draws the same of the same calls; empty: a new one.",
    )


class Drawn(_Model):
    """What came of a draw."""

    seed: str
    fitting: int = Field(description="Calls among which was drawn.")
    calls: tuple[str, ...]


class GivenScore(_Model):
    """Body of POST /api/samples/{id}/scores."""

    points: dict[str, Annotated[int, Field(ge=0, le=100)]] = Field(description="Of every item of the sheet.")
    remark: str = Field(default="", max_length=1000)


class GivenAnswer(_Model):
    """Body of POST /api/samples/{id}/answer."""

    text: str = Field(min_length=1, max_length=1000)


class ScoreView(_Model):
    """What somebody gave."""

    scorer: str
    at: float
    points: dict[str, int]
    remark: str


class SampleView(_Model):
    """A call that was drawn."""

    id: int
    call: str
    agent: str
    sheet: ScoringSheet = Field(description="As it was when it was drawn.")
    why: str = Field(description="Name of the rule; empty: by chance.")
    drawn_at: float
    drawn_by: str
    scored: int = Field(description="By how many; the scores of others are shown to who has scored.")
    scores: tuple[ScoreView, ...]
    marks: tuple[QualityMark, ...] = Field(description="What the machine has marked.")
    risks: tuple[RiskSign, ...]
    seen_at: float | None = Field(description="When the agent saw it first.")
    answer: str
    answered_at: float | None


class AgreementView(_Model):
    """Of two scorers."""

    one: str
    other: str
    item: str = Field(description="Name of the item; empty: all.")
    samples: int
    same_percent: float
    kappa: float | None = Field(description="Cohen's; null: chance alone agrees as well.")


class SamplingView(_Model):
    """All that supervisors work with."""

    sheets: tuple[ScoringSheet, ...]
    rules: tuple[DrawingRule, ...]
    samples: tuple[SampleView, ...] = Field(description="The newest first.")
    agreement: tuple[AgreementView, ...]


class Sampling(Protocol):
    """Each method raises `ActionRefused` when it cannot be done."""

    async def view(self, by: str) -> SamplingView:
        """As that supervisor sees it."""

    async def draw(self, wanted: Draw, by: str) -> Drawn:
        """Calls that have not been drawn for that sheet yet."""

    async def score(self, sample: int, given: GivenScore, by: str) -> None:
        """Nobody scores a call of their own."""

    async def remove(self, sample: int, by: str) -> None:
        """Takes back what nobody has scored."""

    async def own(self, agent: str) -> list[SampleView]:
        """The agent's own that have been scored; that they were seen is written down."""

    async def answer(self, sample: int, given: GivenAnswer, agent: str) -> None:
        """What the agent says to it."""
