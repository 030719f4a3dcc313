"""From where on something is told, and until when."""

from __future__ import annotations

from dataclasses import dataclass

FEWEST_CALLERS = 4
"""Different ones, one number = one; those without a number are one together."""
LOG_ODDS = 5.5
"""Of a surge against chance in any of the cells that are watched, from which on it is told."""
QUIET_S = 12 * 3600.0
"""After so long without a call of it a surge is over."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What an administrator may tune."""

    callers: int = FEWEST_CALLERS
    log_odds: float = LOG_ODDS
    quiet_s: float = QUIET_S
