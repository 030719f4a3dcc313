"""One cell that is watched: its calls of late, and whether they have become more."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from hotline.city.call import CityCall
from hotline.city.surges.focus import Focus, Rise

LONGEST_S = 3 * 86_400.0
"""A surge is told within so long of its beginning, or it is the new usual."""
LEAD_S = 600.0
"""So long before its first call a surge is thought to have begun, at most."""
SAME_S = 86_400.0
"""A caller counts once in that time."""
MOST_KEPT = 300
"""Calls that are kept of a cell."""


@dataclass(slots=True)
class WatchedCell:
    """Fed with the calls of one cell, in the order of time."""

    seen_at: float
    """Until when its expected calls are summed up."""
    focus: Focus = field(default_factory=Focus)
    calls: deque[CityCall] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    """Those that count, oldest first."""
    counted: dict[str, float] = field(default_factory=dict)
    """When each caller counted last."""

    def counts(self, call: CityCall) -> bool:
        """Whether the caller has not called within a day."""
        return call.at - self.counted.get(call.caller, -SAME_S) >= SAME_S

    def take(self, call: CityCall, waited: float, lead: float) -> Rise | None:
        """One more person. `waited`: calls that were expected since `seen_at`, `lead`: of these, in the last
        LEAD_S."""
        at = max(self.seen_at, call.at - LEAD_S)
        self.focus.forget_before(call.at - LONGEST_S)
        self.focus.wait(at, waited - lead)
        rise = self.focus.call(lead)
        self.seen_at = max(self.seen_at, call.at)
        self.counted[call.caller] = call.at
        self.calls.append(call)
        while self.calls and self.calls[0].at < call.at - LONGEST_S:
            self.calls.popleft()
        if len(self.counted) > 2 * MOST_KEPT:
            self.counted = {name: when for name, when in self.counted.items() if call.at - when < SAME_S}
        return rise

    def begin_anew(self) -> None:
        """What has come so far is known; a rise is looked for in what comes next."""
        self.focus = Focus()
        self.calls.clear()

    def since(self, at: float) -> list[CityCall]:
        """Its calls from then on."""
        return [call for call in self.calls if call.at >= at]
