"""Mistakes, doubts and the picture. Lines and columns count from 1."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent_assist.admin.wire.base import Wire
from agent_assist.admin.wire.files import Files


class ProblemView(Wire, title="Problem"):
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


class NodeView(Wire, title="GraphNode"):
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


class EdgeView(Wire, title="GraphEdge"):
    """An arrow of the picture."""

    source: str
    target: str
    label: str = Field(default="", description="For example 按 1 or 下班后.")
    kind: EdgeKind = "flow"


class GraphView(Wire, title="Graph"):
    """The conversation as a picture: from the greeting to the queues."""

    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]


class Speaking(Wire):
    """Who speaks the prompts once this is live."""

    voice: str = Field(description="The synthetic voice: espeak-ng, or one of Kokoro.")
    unrecorded: tuple[str, ...] = Field(description="Texts without a recording; that voice says them.")
    speaks_all: bool = Field(description="So that callers hear one voice, it says what is recorded, too.")
    mixed: bool = Field(description="It is a machine's voice among the recordings.")


class CheckRequest(Files):
    """Unpublished files are looked through."""

    doubts: bool = Field(
        default=True, description="Also look for doubts: takes longer, so not at every key stroke."
    )


class Checked(Wire):
    """Its answer. The picture is there when there are no errors."""

    problems: tuple[ProblemView, ...]
    graph: GraphView | None
    speaking: Speaking | None = Field(default=None, description="There when there are no errors.")
    intents: int = 0
    queues: int = 0
    took_ms: float
