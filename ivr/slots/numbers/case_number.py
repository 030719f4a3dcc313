"""The number of a case, as it is spoken or typed."""

from __future__ import annotations

from contracts.case_numbers import is_case_number
from ivr.slots.plain import usual
from ivr.slots.spoken import runs, unfolded

_BETWEEN = r"[\s\-–—·.,，、。]|杠|啊|呃|嗯|然后|后面|是"


def case_number_answer(text: str) -> str | None:
    """Its twelve digits; None where the text has none that can be one."""
    return next((digits for digits in runs(unfolded(usual(text)), _BETWEEN) if is_case_number(digits)), None)
