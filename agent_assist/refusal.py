"""What an agent is told when an action is not possible now."""

from __future__ import annotations

from contracts.errors import HotlineError

DATABASE_AWAY = "数据库暂时不可用，请稍后再试 / The database is away, try again"


class ActionRefused(HotlineError):
    """The action is not possible now; the message is shown to the agent."""
