"""What the desk needs to show log-ins; the root hands it in."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class LogInView(BaseModel):
    """One log-in that lasts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Opens nothing: it is a hash of what the browser has.")
    begun: float = Field(description="Seconds since the Unix epoch.")
    expires: float = Field(description="The same.")
    browser: str = Field(description="What the browser said of itself; empty: it said nothing.")
    address: str = Field(description="Of the machine; empty: not known.")
    open: bool = Field(description="The desk is open there, and the connection stands.")
    here: bool = Field(description="It is that of who asks.")


class LogInTrace(Protocol):
    """Called when somebody has ended another's log-in: this is written down."""

    def __call__(self, *, agent: str, by: str, begun: float) -> None:
        """`by` ended the log-in of `agent` that had begun then, in seconds since the Unix epoch."""
