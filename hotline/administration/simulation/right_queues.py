"""Which queues are right for a caller, as files of tests write it: `a|b`, `none`, `operator`."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.errors import HotlineError
from ivr import IvrSettings

HUMAN = "operator"
"""Stands for whatever queue the configuration gives those who want a human."""
NOWHERE = "none"
"""Stands for no queue: there is nothing to route yet."""


class UnknownQueueError(HotlineError):
    """A name that is no queue of the configuration; the text says which there are."""


@dataclass(frozen=True, slots=True)
class RightQueues:
    """Any of these is right; the first is the best. None among them: no queue at all."""

    queues: tuple[str | None, ...]

    @classmethod
    def of(cls, text: str, settings: IvrSettings) -> RightQueues:
        """Reads names with `|` between them. Raises `UnknownQueueError`."""
        return cls(tuple(_queue(name.strip(), settings) for name in text.split("|")))

    @property
    def best(self) -> str | None:
        return self.queues[0]

    def allow(self, queue: str | None) -> bool:
        """Whether a call that ends in `queue` ends right; None: in none."""
        return queue in self.queues

    def __str__(self) -> str:
        return "|".join(queue or NOWHERE for queue in self.queues)


def _queue(name: str, settings: IvrSettings) -> str | None:
    try:
        return queue_named(name, settings)
    except UnknownQueueError:
        if name == NOWHERE:
            return None
        raise


def queue_named(name: str, settings: IvrSettings) -> str:
    """The queue of that id, or the one of those who want a human. Raises `UnknownQueueError`."""
    known = [queue.id for queue in settings.queues]
    if name in known:
        return name
    if name == HUMAN:
        return settings.dialogue.human_queue
    raise UnknownQueueError(f"there is no queue {name!r}; queues are {', '.join(sorted(known))}")
