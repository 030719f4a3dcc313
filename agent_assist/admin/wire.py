"""What the administrators' page sends and gets, as JSON (docs/admin-protocol.md). Lines, columns from 1."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts import Outcome, Slot

LARGEST_TEXT = 5_000_000
"""Characters of all files of a configuration together."""

MOST_FILES = 200
MOST_CALLS = 500
"""Recent calls that one what-if may look at."""

FileName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\\]{1,200}$")]
"""Relative to the folder of the main file, with / between folders."""

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileText(_Wire):
    """One file of the configuration, character for character."""

    name: FileName
    text: str = Field(max_length=LARGEST_TEXT)


class Files(_Wire):
    """Body of every request about a configuration that is not published; the main file is the first."""

    files: tuple[FileText, ...] = Field(min_length=1, max_length=MOST_FILES)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(len(file.text) for file in self.files) > LARGEST_TEXT:
            raise ValueError(f"the files are larger than {LARGEST_TEXT} characters together")
        if len({file.name for file in self.files}) < len(self.files):
            raise ValueError("a file is there twice")
        return self


class ConfigView(_Wire):
    """GET /api/admin/config: the live configuration."""

    files: tuple[FileText, ...]
    main: str
    base: int = Field(description="Number of the live generation; sent along when publishing.")
    changed_on_disk: bool = Field(description="Somebody has changed the files and not published them.")
    on_disk: tuple[FileText, ...] = Field(default=(), description="Those changed files, if there are any.")
    tests: tuple[FileText, ...] = Field(
        default=(), description="The tests beside these files: config.tests.yaml, menus/urban.tests.yaml …"
    )


class ProblemView(_Wire):
    """A mistake or a doubt."""

    file: str
    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = Field(default=None, description="One behind the last character.")
    severity: Literal["error", "doubt"]
    kind: str = Field(default="", description="Of a doubt: its short name, for example collision.")
    path: str = Field(description="For example intents[3].queue.")
    message: str
    hint: str


NodeKind = Literal[
    "greeting", "language", "announcement", "key", "intent", "question", "answer", "menu", "hours", "queue",
    "human", "end",
]  # fmt: skip


class NodeView(_Wire):
    """A box of the picture."""

    id: str
    kind: NodeKind
    label: str
    detail: str = Field(default="", description="More, for people: what is said, how many sayings.")
    group: str = Field(default="", description="Of an intent: the id of the queue under which it is drawn.")
    urgent: bool = False
    file: str
    line: int


EdgeKind = Literal["flow", "key", "after_hours", "fallback"]


class EdgeView(_Wire):
    """An arrow of the picture."""

    source: str
    target: str
    label: str = Field(default="", description="For example 按 1 or 下班后.")
    kind: EdgeKind = "flow"


class GraphView(_Wire):
    """The conversation as a picture: from the greeting to the queues."""

    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]


class CheckRequest(Files):
    """POST /api/admin/check."""

    doubts: bool = Field(
        default=True, description="Also look for doubts: takes longer, so not at every key stroke."
    )


class Checked(_Wire):
    """Its answer. The picture is there when there are no errors."""

    problems: tuple[ProblemView, ...]
    graph: GraphView | None
    intents: int = 0
    queues: int = 0
    took_ms: float


class TryRequest(_Wire):
    """POST /api/admin/try: begins a conversation (`files`), or goes on with one (`session`).

    With `files` alone the call is answered, with an input too it is given at once. A conversation keeps the
    configuration it began with.
    """

    files: tuple[FileText, ...] = Field(default=(), max_length=MOST_FILES)
    session: str | None = Field(default=None, max_length=64)
    text: str | None = Field(default=None, max_length=500, description="The caller says this.")
    alternatives: tuple[Annotated[str, StringConstraints(max_length=500)], ...] = Field(
        default=(), max_length=10, description="Of what was spoken: what else it may have been."
    )
    key: str | None = Field(default=None, pattern=r"^[0-9*#]{1,20}$", description="These keys are pressed.")
    silence: bool = Field(default=False, description="The caller says nothing until the machine speaks.")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if bool(self.files) == (self.session is not None):
            raise ValueError("give files to begin, or session to go on")
        if sum((self.text is not None, self.key is not None, self.silence)) > 1:
            raise ValueError("one of text, key and silence at a time")
        if self.files:
            Files(files=self.files)
        return self


class DecisionStep(_Wire):
    """What was decided, and why."""

    outcome: Outcome
    intent: str | None
    intent_name: str
    queue: str | None
    queue_name: str
    score: float
    runner_up: str | None
    runner_up_name: str
    runner_up_score: float
    reason: str
    heard: str
    slots: tuple[Slot, ...] = ()
    also: tuple[str, ...] = ()


class StepView(_Wire):
    """One thing that happened in a conversation that is tried."""

    at: float = Field(description="Seconds since the call was answered, as a telephone would take them.")
    kind: str = Field(
        description="say, listen, interrupted, speech, key, silence, decision, route, hang_up, or newer ones"
    )
    text: str = Field(default="", description="What is said or heard; the queue's name; why it ends.")
    decision: DecisionStep | None = None


class Tried(_Wire):
    """Its answer: what has happened since the last one."""

    session: str
    steps: tuple[StepView, ...]
    done: bool
    asked: bool = Field(description="A question for yes or no stands.")
    decision: DecisionStep | None = Field(default=None, description="The last one of the conversation.")


class Spoken(_Wire):
    """POST /api/admin/try/speak (body: a WAV file): what the service's recogniser heard."""

    text: str
    alternatives: tuple[str, ...] = ()
    confidence: float = 0.0


class TrialRequest(Files):
    """POST /api/admin/test."""

    tests: str | None = Field(
        default=None,
        max_length=LARGEST_TEXT,
        description="Text of the tests; without it, all files beside those of the configuration.",
    )


class FailedTest(_Wire):
    """A test that did not come out as expected."""

    kind: Literal["saying", "conversation", "recording"]
    file: str = Field(default="", description="The file of tests it stands in.")
    name: str
    expected: str
    got: str
    detail: str
    score: float


class KindOfTests(_Wire):
    """All tests of a kind."""

    kind: Literal["saying", "conversation", "recording"]
    tests: int
    wrong_percent: float
    allowed_percent: float


class Confusion(_Wire):
    """Expected down, got across; only what was confused."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class TrialReport(_Wire):
    """Its answer. `problems` are mistakes in the files; then nothing was tested."""

    passed: bool
    total: int = 0
    kinds: tuple[KindOfTests, ...] = ()
    failed: tuple[FailedTest, ...] = ()
    confusion: Confusion = Confusion(rows=(), columns=(), counts=())
    problems: tuple[ProblemView, ...] = ()
    took_ms: float = 0.0


class WhatIfRequest(Files):
    """POST /api/admin/whatif."""

    calls: int = Field(default=200, ge=1, le=MOST_CALLS, description="How many of the latest calls.")


class Destination(_Wire):
    """Where a call led."""

    queue: str
    queue_name: str
    intent: str | None
    intent_name: str


class Difference(_Wire):
    """A call that would be decided otherwise."""

    call: str
    at: float = Field(description="Seconds since the Unix epoch.")
    heard: tuple[str, ...] = Field(description="What was said and pressed, personal numbers masked.")
    before: Destination
    after: Destination
    reason: str = Field(description="Why now.")


class WhatIf(_Wire):
    """Its answer, the latest call first."""

    calls: int
    same: int
    different: tuple[Difference, ...]
    asked_before: int = Field(description="Questions the machine had to ask in all of these calls.")
    asked_after: int
    problems: tuple[ProblemView, ...] = ()


class PublishRequest(Files):
    """POST /api/admin/publish."""

    base: int = Field(ge=0, description="The generation that the text is a change of.")
    why: Why
    untested: bool = Field(default=False, description="Even if the tests fail.")
    over_edits: bool = Field(
        default=False,
        description="Even over changes on the disk that nobody published: copies are kept.",
    )


class Published(_Wire):
    """Its answer, and that of a rollback, once new calls get it."""

    generation: int
    live: bool = Field(description="New calls get it. Else `refused` says why they do not.")
    refused: str = ""
    changes: tuple[str, ...] = Field(default=(), description="One sentence for each thing that changed.")
    restart: tuple[str, ...] = Field(
        default=(), description="Sections that take effect when the service starts anew."
    )


class GenerationView(_Wire):
    """GET /api/admin/history: a list of these, the newest first."""

    number: int
    at: float = Field(description="Seconds since the Unix epoch.")
    by: str
    why: str
    active: bool


class GenerationContent(_Wire):
    """GET /api/admin/generations/{n}."""

    number: int
    files: tuple[FileText, ...]


class RollbackRequest(_Wire):
    """POST /api/admin/rollback."""

    to: int = Field(ge=1)
    why: Why
