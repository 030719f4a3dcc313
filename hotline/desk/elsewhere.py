"""Queues as they stand at the other machines, on the desks of this one."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from agent_assist.board.floor_views import QueueThereView
from hotline.nodes.standings import QueueThere


class Elsewhere:
    """Tells desks what is different from what was told last: a wait that only grows is nothing new."""

    def __init__(self, show: Callable[[str, list[QueueThereView]], None]) -> None:
        """`show`: a queue, and how it stands at each other machine."""
        self._show = show
        self._told: dict[str, list[QueueThere]] = {}

    def take(self, queues: Sequence[QueueThere]) -> None:
        """All of them, as they are now."""
        found: defaultdict[str, list[QueueThere]] = defaultdict(list)
        for one in queues:
            found[one.queue].append(one)
        for queue in found.keys() | self._told.keys():
            if found[queue] != self._told.get(queue, []):
                self._show(queue, [_view(one) for one in found[queue]])
        self._told = {queue: there for queue, there in found.items() if there}


def _view(one: QueueThere) -> QueueThereView:
    return QueueThereView(
        node=one.node,
        waiting=one.waiting,
        longest_wait_s=round(one.longest_wait_s, 1),
        agents_available=one.free,
        agents_busy=one.busy,
        at=time.time(),
    )
