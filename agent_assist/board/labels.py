"""Names that a desk shows for ids."""

from __future__ import annotations

from pydantic import Field

from agent_assist.board.views import View
from contracts import ScriptStep


class CategoryLabel(View):
    """A category that a new case may have."""

    id: str
    path: list[str] = Field(description="Names, from the first level on.")
    unit: str | None
    deadline: str | None


class TicketLabels(View):
    """How cases are sorted; what is retired is not there."""

    categories: list[CategoryLabel] = Field(default=[])
    units: dict[str, str] = Field(default={})
    deadlines: dict[str, str] = Field(default={}, description="The usual one first.")
    danger: str | None = Field(default=None, description="The deadline of cases with danger.")
    labels: dict[str, dict[str, str]] = Field(default={}, description="By kind: person, nature, event.")
    text_messages: bool = Field(default=False, description="The citizen may be offered one after the call.")


class Labels(View):
    """Names a person reads, by id."""

    queues: dict[str, str] = Field(default={})
    intents: dict[str, str] = Field(default={})
    seats: dict[str, str] = Field(
        default={}, description="Special seats, with the offices that they may bring in."
    )
    partners: dict[str, str] = Field(default={}, description="Offices outside that may be asked into a call.")
    numbers: dict[str, str] = Field(default={}, description="What agents read of a dialled number.")
    intent_queues: dict[str, str] = Field(default={}, description="The queue of each intent.")
    scripts: dict[ScriptStep, list[str]] = Field(default={}, description="What agents may say, by step.")
    tickets: TicketLabels = Field(default_factory=TicketLabels, description="How cases are sorted.")
    place_questions: list[str] = Field(default=[], description="Ids of the questions that ask for a place.")
