"""What an agent is told when an action is not possible now."""

from __future__ import annotations

from contracts.errors import HotlineError


class ActionRefused(HotlineError):
    """The action is not possible now; the message is shown to the agent."""
