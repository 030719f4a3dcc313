"""Whether a running service has made up its mind about a generation that was published from the page."""

from __future__ import annotations

from hotline.configuration.generations.service_state import ServiceState

LIVE_S = 15.0
"""So long is waited until it is used: 10,000 articles take some seconds."""
POLL_S = 0.1
LATE = f"{LIVE_S:g} 秒内还没有生效，请查看日志 / not taken within {LIVE_S:g} s: see the service's log"


def refusal(told: ServiceState | None, number: int) -> str | None:
    """Why generation `number` is not used; empty: it is. None: that is not known yet."""
    if told is None or told.number < number:
        return None
    if told.number > number:
        return f"已被第 {told.number} 版取代 / replaced by generation {told.number}"
    return told.refused
