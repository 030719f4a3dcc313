"""The floor as the configuration staffs it."""

from __future__ import annotations

from collections.abc import Callable

from contracts import Event
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.live import Live
from telephony.distributor.floor import Floor, Seat


def staffed_floor(config: HotlineConfig, live: Live, publish: Callable[[Event], None]) -> Floor:
    """A seat for each agent; its queues are those of what is live, today and when that changes."""
    seats = [Seat(a.id, a.extension, tuple(a.queues)) for a in config.agents if a.role == "agent"]
    floor = Floor(seats, _queues(live.guide), publish, config.telephony.wrap_up_s)
    live.follow(lambda guide: floor.set_queues(_queues(guide)))
    return floor


def _queues(guide: CallGuide) -> list[str]:
    return [queue.id for queue in guide.config.ivr.queues]
