"""What the desk needs so that a page can be a telephone; the root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from agent_assist.access.sessions import LoginSession


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """What a page logs in with at Asterisk."""

    name: str
    """The SIP user."""
    password: str
    """A new one each time; in no file and no log."""
    domain: str


class BrowserPhones(Protocol):
    """The telephones of pages: one for each log-in."""

    @property
    def url(self) -> str:
        """Where Asterisk takes SIP over WebSocket; on this machine alone."""

    def name(self, session: LoginSession) -> str:
        """The SIP user of that log-in, whether there is one or not."""

    async def account(self, session: LoginSession) -> PhoneAccount:
        """Made anew: what the page knew before is worth nothing. Raises `ActionRefused` while Asterisk is
        away."""

    def gone(self, session: LoginSession) -> None:
        """The page's connection has ended, however it did."""

    def end(self, session: LoginSession) -> None:
        """The log-in has ended: its account goes, too."""
