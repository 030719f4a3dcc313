"""What came of a call out, by the cause that Asterisk gives."""

from __future__ import annotations

from typing import Literal

Outcome = Literal["busy", "no answer", "rejected", "wrong number", "network"]

_OUTCOMES: dict[int, Outcome] = {
    1: "wrong number",
    17: "busy",
    18: "no answer",
    19: "no answer",
    20: "no answer",
    21: "rejected",
    22: "wrong number",
    28: "wrong number",
}
"""Causes of ITU-T Q.850. Asterisk makes 1 of SIP 404, 17 of 486, 19 of 480, 21 of 603."""


def outcome(cause: int, *, timed_out: bool = False) -> Outcome:
    """Of a call that was not answered. `timed_out`: it rang as long as it may."""
    return "no answer" if timed_out else _OUTCOMES.get(cause, "network")
