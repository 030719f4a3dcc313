"""The ranges of waiting that callers are told. Here because two houses know them: who chooses one of them
(telephony) and who says it (ivr); each is a recording.
"""

from __future__ import annotations

STEPS_S = (0, 30, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800)
"""Where a range may begin and end, in seconds: half minutes at first, and coarser with the time."""

WIDEST = 3
"""Steps from one end to the other."""

RANGES_S: tuple[tuple[int, int], ...] = tuple(
    (low, high) for at, low in enumerate(STEPS_S) for high in STEPS_S[at + 1 : at + 1 + WIDEST]
)
