"""The table of cases, and that of the calls about each.

Columns that came later have a `server_default` or may be null: `hotline.records.database.schema` brings
them into databases that are older.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Boolean, Column, Double, Index, Integer, String, Table, Text, UniqueConstraint

from agent_assist.cases.traced import TracedField
from contracts import CaseOpened, CaseState, FoundCase, SameBy
from hotline.records.database.tables import METADATA


def _text(name: str, doc: str) -> Column[str]:
    """A text that came later; empty: not told."""
    return Column(name, Text, nullable=False, server_default="", doc=doc)


CASES = Table(
    "cases",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", String(12), nullable=False, unique=True, doc="as it is said aloud"),
    Column(
        "name", String(64), index=True, doc="keyed hash of the telephone; null without, or when forgotten"
    ),
    Column("sealed", Text, doc="the telephone, encrypted; null without, or when forgotten"),
    Column("masked", String(40), nullable=False, doc="the telephone as it may be shown"),
    Column("intent", Text, doc="id; null where nothing was understood"),
    Column("topic", Text, nullable=False, doc="name of the intent then"),
    Column("queue", Text, nullable=False),
    Column("place", Text, nullable=False, doc="as people write it; empty where none was understood"),
    Column("place_said", Text, nullable=False, doc="as it was said"),
    Column("happened", Text, nullable=False, doc="when it happened, as people write it or as it was said"),
    Column("said", Text, nullable=False, doc="what was said, numbers and houses masked"),
    Column("secret", Boolean, doc="保密; null where the caller was not asked"),
    Column("complete", Boolean, nullable=False, doc="false: a message that was told half-way"),
    Column("state", String(8), nullable=False, index=True, doc="open, in work, answered or closed"),
    Column("opened", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("opened_by", Text, nullable=False, doc="id of the agent; empty: taken by the machine"),
    Column("changed", Double, nullable=False, doc="when the state became what it is"),
    Column("changed_by", Text, nullable=False),
    _text("channel", "call, or message: told to the machine"),
    _text("dialled", "the number that was called"),
    Column("person", Text, doc="who the citizen is (`Person`), encrypted; null without, or when forgotten"),
    _text("called", "the citizen's name as it may be shown: 王**"),
    _text("district", "name"),
    _text("street", "name"),
    _text("community", "name"),
    _text("landmark", "name"),
    _text("grid", "of the community, as the gazetteer has it"),
    Column("longitude", Double, doc="degrees, as the gazetteer has it"),
    Column("latitude", Double, doc="degrees, as the gazetteer has it"),
    _text("amount", "the money that it is about"),
    _text("people", "others whom it is about"),
    _text("organisation", "an office, a firm, a shop that it is about"),
    _text("appeal", "what the citizen wants done"),
    _text("category", "id of the third level of `tickets.categories`"),
    _text("category_name", "its names then, from the first level on: 公用事业/供水/停水"),
    _text("labels", "ids of `tickets.labels`, with commas between"),
    _text("unit", "id of who is responsible, of `tickets.units`"),
    _text("unit_name", "its name then"),
    Column("urgent", Boolean, nullable=False, server_default="0", doc="somebody may be in danger"),
    Column("first", Boolean, nullable=False, server_default="0", doc="goes before others: enterprises"),
    _text("deadline", "id of `tickets.deadlines`"),
    Column("due", Double, doc="until when it is to be answered, seconds since the Unix epoch"),
    _text("linked", "number of a case that it belongs to"),
    _text("text", "of the message that the citizen gets after the call; empty: none"),
    Column("texted", Boolean, nullable=False, server_default="0", doc="whether it was handed on"),
    _text("warned", "of its deadline: soon, or overdue; empty: not yet"),
    _text("reply", "what the citizen was answered in writing, masked"),
    _text("traced", "JSON: where each field of the form comes from (`agent_assist.cases.traced`)"),
    Index("cases_by_topic", "intent", "opened"),
)

CASE_CALLS = Table(
    "case_calls",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", String(12), nullable=False, index=True, doc="of the case"),
    Column("call", String(200), nullable=False, index=True),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("by", Text, nullable=False, doc="id of the agent who opened or joined it; empty: the machine"),
    UniqueConstraint("number", "call", name="case_call_once"),
)


@dataclass(frozen=True, slots=True)
class CaseMatter:
    """What is known of a matter: of a call, of a message, of what an agent writes."""

    intent: str | None = None
    topic: str = ""
    queue: str = ""
    place: str = ""
    place_said: str = ""
    happened: str = ""
    said: str = ""
    """Masked by who keeps it."""
    secret: bool | None = None
    channel: str = "call"
    dialled: str = ""
    called: str = ""
    """The citizen's name as it was said; masked by who keeps it."""
    district: str = ""
    street: str = ""
    community: str = ""
    landmark: str = ""
    grid: str = ""
    longitude: float | None = None
    latitude: float | None = None
    amount: str = ""
    people: str = ""
    organisation: str = ""
    appeal: str = ""
    category: str = ""
    category_name: str = ""
    labels: str = ""
    unit: str = ""
    unit_name: str = ""
    urgent: bool = False
    first: bool = False
    deadline: str = ""
    due: float | None = None
    linked: str = ""
    text: str = ""
    """Of the message that the citizen gets after the call."""
    traced: tuple[TracedField, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Who a citizen is."""

    name: str = ""
    id_number: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of `cases`. Times in seconds since the Unix epoch."""

    id: int
    number: str
    name: str | None
    sealed: str | None
    masked: str
    intent: str | None
    topic: str
    queue: str
    place: str
    place_said: str
    happened: str
    said: str
    secret: bool | None
    complete: bool
    state: CaseState
    opened: float
    opened_by: str
    changed: float
    changed_by: str
    channel: str = ""
    """call or message; empty in cases of before the ticket."""
    dialled: str = ""
    person: str | None = None
    called: str = ""
    district: str = ""
    street: str = ""
    community: str = ""
    landmark: str = ""
    grid: str = ""
    longitude: float | None = None
    latitude: float | None = None
    amount: str = ""
    people: str = ""
    organisation: str = ""
    appeal: str = ""
    category: str = ""
    category_name: str = ""
    labels: str = ""
    unit: str = ""
    unit_name: str = ""
    urgent: bool = False
    first: bool = False
    deadline: str = ""
    due: float | None = None
    linked: str = ""
    text: str = ""
    texted: bool = False
    warned: str = ""
    reply: str = ""
    traced: str = ""

    def found(self, why: SameBy, calls: int) -> FoundCase:
        """As the agent of a later call reads it; `calls`: how many there were about it."""
        return FoundCase(
            case=self.number,
            why=why,
            state=self.state,
            topic=self.topic,
            place=self.place or self.place_said,
            said=self.said,
            reply=self.reply,
            opened=self.opened,
            calls=calls,
            complete=self.complete,
            secret=self.secret,
        )

    def opened_in(self, call: str) -> CaseOpened:
        """That it was."""
        return CaseOpened(
            call=call,
            case=self.number,
            by=self.opened_by,
            intent=self.intent,
            queue=self.queue,
            complete=self.complete,
            secret=self.secret,
            category=self.category,
            unit=self.unit,
            urgent=self.urgent,
            due=self.due,
            linked=self.linked,
        )

    @property
    def telephone_shown(self) -> str:
        """Masked; empty where the citizen wants secrecy or was not asked."""
        return self.masked if self.secret is False else ""

    def shown(self) -> CaseRow:
        """For people and programs: without what the telephone could be found by, and
        without a name unless the citizen has said that there is no need of secrecy."""
        called = self.called if self.secret is False else ""
        return replace(self, name=None, sealed=None, person=None, called=called)


@dataclass(frozen=True, slots=True)
class CaseCall:
    """A row of `case_calls`."""

    call: str
    at: float
    by: str
