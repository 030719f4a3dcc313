"""What is known of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NodeState = Literal["up", "draining", "stopped", "lost"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a node says of itself with every sign of life."""

    draining: bool = False
    """It takes no new calls."""
    calls: int = 0
    """That it has now."""
    generation: int = 0
    """Of the configuration that new calls get, as all machines count; 0: one that was not published."""
    refused: str = ""
    """Why new calls do not get the newest; empty when they do."""


@dataclass(frozen=True, slots=True)
class Node:
    """As the database shows it; times are of the database's clock, whatever a node's shows."""

    id: str
    state: NodeState
    version: str
    """Of the software."""
    address: str
    """Where its Asterisk takes SIP."""
    since: float | None
    """When it was let in; seconds since the Unix epoch. None: nobody knows."""
    silent_s: float | None
    """Since its last sign; None: nobody knows, or it never gave one."""
    calls: int | None
    """None: its Asterisk runs, and does not answer."""
    generation: int
    refused: str
    fence: int
    """Counts up whenever a process is let in under this id; with an older one nothing is done."""
