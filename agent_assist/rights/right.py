"""What a right is, and whether somebody has it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent_assist.settings import AgentSettings, Role
from contracts import Event

Reach = Literal["none", "own", "all"]
"""own: of what is the person's own, for example the calls that they are or were a party of."""


@dataclass(frozen=True, slots=True)
class Right:
    """Something that is seen, heard, exported or done at the desk, and how far each role may."""

    zh: str
    en: str
    agent: Reach
    supervisor: Reach
    administrator: Reach
    auditor: Reach
    refusal: str = "您的角色不能这样做 / Your role may not do this"
    """What those are told who may not at all."""
    routes: tuple[str, ...] = ()
    """`METHOD /path` as the router has it; one that ends in a slash stands for all below it that no other
    right names, of any method."""
    messages: tuple[str, ...] = ()
    """Types of the messages over the live connection."""
    traced: tuple[type[Event], ...] = ()
    """Events that say who did it; none: nothing is written down."""

    def reach(self, role: Role) -> Reach:
        """How far that role may."""
        reach: Reach = getattr(self, role)  # each role is a field of that name
        return reach

    def allows(self, person: AgentSettings, *, own: bool = False) -> bool:
        """Whether the person may; `own`: it is their own."""
        reach = self.reach(person.role)
        return reach == "all" or (own and reach == "own")
