"""How occupied an agent is: the share of the time spent on calls and wrap-up, of which the older counts less.

An exponentially fading mean needs no history, and can be reckoned again from two numbers.
"""

from __future__ import annotations

import math

FADES_S = 1800.0
"""What lies this long back counts 1/e."""
ROUNDING = 1e-6
"""Above the limit by less is at the limit: a rest that ends must not begin again."""


def load(before: float, seconds: float, busy: bool) -> float:
    """The occupancy after so many seconds more."""
    fade = math.exp(-max(0.0, seconds) / FADES_S)
    return 1.0 - (1.0 - before) * fade if busy else before * fade


def rest_s(load_now: float, most: float) -> float:
    """Seconds of rest until the occupancy is no more than `most`; 0 when it is not above."""
    return FADES_S * math.log(load_now / most) if load_now > most + ROUNDING else 0.0
