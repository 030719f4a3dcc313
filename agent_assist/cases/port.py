"""What the desk needs to work with cases; the root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from agent_assist.assist.ticket.contact import NOT_SECRET, SECRET
from contracts import CaseState, TicketField

LONGEST_REPLY = 2_000
"""Characters of what a citizen is answered in writing."""
OF_DRAFT = {"said": "demand", "place": "address", "happened": "time"}
"""Fields of the form that the draft calls otherwise."""


class NewCase(BaseModel):
    """Body of POST /api/calls/{id}/cases: what the agent writes of a matter. What is empty was not said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said: str = Field(min_length=1, max_length=2000, description="What it is about.")
    appeal: str = Field(default="", max_length=500, description="What the citizen wants done.")
    place: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=40)
    street: str = Field(default="", max_length=40)
    community: str = Field(default="", max_length=40)
    landmark: str = Field(default="", max_length=40)
    happened: str = Field(default="", max_length=100, description="When it happened.")
    name: str = Field(default="", max_length=40, description="The citizen's name.")
    telephone: str = Field(
        default="", max_length=40, description="Another one than that of the call; empty: that of the call."
    )
    id_number: str = Field(default="", max_length=20, description="Of the identity card.")
    plate: str = Field(default="", max_length=12)
    amount: str = Field(default="", max_length=40)
    people: str = Field(default="", max_length=60)
    organisation: str = Field(default="", max_length=60)
    secret: bool | None = Field(
        default=None, description="保密: whether the citizen is not to be named; null: they were not asked."
    )
    category: str = Field(default="", max_length=40, description="Id, of `labels.tickets`.")
    unit: str = Field(default="", max_length=40, description="Id; empty: as of the category.")
    labels: tuple[str, ...] = Field(default=(), max_length=20, description="Ids.")
    urgent: bool = Field(default=False, description="Somebody may be in danger.")
    deadline: str = Field(default="", max_length=40, description="Id; empty: as of category and urgency.")
    texted: bool = Field(
        default=False, description="The citizen has agreed to a text message after the call."
    )
    article: str = Field(default="", max_length=80, description="Title of the article that it names.")
    linked: str = Field(default="", pattern=r"^([0-9]{12})?$", description="A case that it belongs to.")

    @property
    def by_draft(self) -> dict[str, str]:
        """Its texts by the names that the draft has for them."""
        kept = {"labels", "urgent", "deadline", "linked", "secret", "texted", "article"}
        texts = {OF_DRAFT.get(name, name): text for name, text in self.model_dump(exclude=kept).items()}
        return texts | {"secret": {True: SECRET, False: NOT_SECRET, None: ""}[self.secret]}


@dataclass(frozen=True, slots=True)
class FiledIn:
    """The call in which a case is filed, as its desk shows it."""

    call: str
    intent: str | None
    """As it was decided, or corrected."""
    queue: str
    dialled: str = ""
    drafted: Sequence[TicketField] = ()
    """What was drafted from what was said."""


class DueCase(BaseModel):
    """A case whose deadline is near, or over."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case: str = Field(description="Its number.")
    when: Literal["soon", "overdue"]
    due: float = Field(description="Until when it is to be answered, seconds since the Unix epoch.")
    state: CaseState
    topic: str = Field(description="Names of its category as they were, else of its intent.")
    place: str = Field(description="Houses are masked.")
    unit: str = Field(description="Name of who is responsible; empty: nobody is named.")
    urgent: bool


class Cases(Protocol):
    """Each method raises `ActionRefused` when it cannot be done; the effect comes as events."""

    async def open(self, where: FiledIn, agent: str, case: NewCase) -> str:
        """An agent files a case in a call; returns its number."""

    async def join(self, call: str, agent: str, number: str) -> None:
        """That call is about a case that is there."""

    async def set_state(self, number: str, state: CaseState, agent: str, reply: str = "") -> None:
        """A case has another state from now on; `reply`: what the citizen is answered, empty: as before."""

    async def due(self) -> list[DueCase]:
        """Cases that are overdue or will be soon, the longest overdue first."""
