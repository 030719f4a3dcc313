"""What a desk shows of who waits, of queues and of agents."""

from __future__ import annotations

from pydantic import Field

from agent_assist.board.views import View
from agent_assist.settings import Role
from contracts import AgentPhase
from contracts.events.call.calls import HowMissed
from contracts.events.desk.desk import Rest


class WaitingView(View):
    """A waiting call as those see it who serve its queue: nothing of what was said."""

    id: str
    caller: str
    queue: str
    priority: int
    position: int | None
    queued_at: float
    intent_name: str


class QueueThereView(View):
    """A queue as it stands at another machine of this hotline."""

    node: str
    waiting: int
    longest_wait_s: float
    agents_available: int
    agents_busy: int = Field(description="Who are rung, talk, write up or rest.")
    at: float


class QueueView(View):
    """A queue."""

    queue: str
    waiting: int = 0
    longest_wait_s: float = 0
    agents_available: int = 0
    at: float = 0
    there: list[QueueThereView] = Field(
        default_factory=list, description="At the other machines where somebody waits or serves it."
    )


class MissedView(View):
    """A call that rang at the agent's and was not taken."""

    at: float
    call: str
    caller: str
    queue: str | None
    how: HowMissed


class AgentView(View):
    """An agent."""

    id: str
    name: str
    role: Role
    queues: list[str]
    extension: str
    desk: bool = Field(default=False, description="Has the desk open, and the connection stands.")
    phase: AgentPhase = "offline"
    call: str | None = None
    paused: bool = False
    set_aside: bool = False
    """Paused because the phone was not answered twice in a row."""
    reason: str = Field(default="", description="Of the break.")
    rest: Rest | None = Field(default=None, description="Why wrap_up is a short rest and follows no call.")
    since: float | None = Field(default=None, description="When the phase began, as far as we know.")
    until: float | None = Field(default=None, description="When wrap-up or rest ends by itself.")
    guest_until: float | None = Field(default=None, description="Of a guest: until when they take calls.")
    missed: list[MissedView] = Field(default=[], description="The latest ones, the newest last.")


class ColleagueView(View):
    """Somebody to whom a call may be given."""

    id: str
    name: str
    phase: AgentPhase
