"""The in-process event bus: every event of every house passes here once.

`publish` runs on the event loop's thread, costs a few microseconds, never waits and never
raises. Each subscriber has a bounded queue of its own, so a slow one loses its own oldest
partial transcripts and nobody else's. From another thread use
`loop.call_soon_threadsafe(bus.publish, event)`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from contracts import Event, TranscriptPartial

log = logging.getLogger(__name__)

Listener = Callable[[Event], None]

MAX_CHAIN = 10_000
"""Events that listeners may publish in answer to one event before the chain is cut (a loop)."""


class Backlog:
    """A bounded queue of events that gives up partials first.

    When full, the oldest partial goes, since a later partial or the final replaces it; if there is
    none, the oldest event goes. Both ends cost constant time.
    """

    def __init__(self, size: int) -> None:
        if size < 1:
            raise ValueError(f"a backlog needs room for at least one event, not {size}")
        self.size = size
        self.dropped = 0
        self._count = 0
        self._partials: deque[tuple[int, Event]] = deque()
        self._others: deque[tuple[int, Event]] = deque()

    def __len__(self) -> int:
        return len(self._partials) + len(self._others)

    def put(self, event: Event) -> None:
        if len(self) >= self.size:
            (self._partials or self._others).popleft()
            self.dropped += 1
        self._count += 1
        queue = self._partials if isinstance(event, TranscriptPartial) else self._others
        queue.append((self._count, event))

    def get(self) -> Event:
        """Takes the oldest event. Raises `IndexError` when there is none."""
        if self._partials and (not self._others or self._partials[0][0] < self._others[0][0]):
            return self._partials.popleft()[1]
        return self._others.popleft()[1]


class Subscription:
    """One subscriber's view of the bus: an async iterator for one reader, and a context manager.

    Iteration ends when the subscription or the bus is closed and what was queued has been read.
    """

    def __init__(self, bus: EventBus, name: str, types: tuple[type[Event], ...] | None, size: int) -> None:
        self.name = name
        self._bus = bus
        self._types = types
        self._backlog = Backlog(size)
        self._wake = asyncio.Event()
        self._closed = False

    @property
    def dropped(self) -> int:
        """Events this subscriber lost because it was too slow."""
        return self._backlog.dropped

    @property
    def size(self) -> int:
        """How many events may wait."""
        return self._backlog.size

    def __len__(self) -> int:
        return len(self._backlog)

    def _offer(self, event: Event) -> None:
        if self._types is None or isinstance(event, self._types):
            if not self.dropped and len(self._backlog) == self._backlog.size:
                log.warning("subscriber %s is too slow and begins to lose events", self.name)
            self._backlog.put(event)
            self._wake.set()

    def taken(self) -> list[Event]:
        """All that waits, the oldest first; nobody waits for more."""
        return [self._backlog.get() for _ in range(len(self._backlog))]

    def close(self) -> None:
        self._closed = True
        self._bus._forget(self)
        self._wake.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._backlog:
            if self._closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._backlog.get()


class EventBus:
    """Hands every published event to all listeners and subscribers."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._listeners: list[Listener] = []
        self._pending: deque[Event] = deque()
        self._dispatching = False
        self._closed = False

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """The open subscriptions, for metrics and `doctor`."""
        return tuple(self._subscriptions)

    def subscribe(
        self, name: str, *, types: Iterable[type[Event]] | None = None, size: int = 1000
    ) -> Subscription:
        """Opens a queue of up to `size` events, of the given classes (and their subclasses) or all.

        It receives from this moment on, even before it is entered or iterated. Raises `ValueError`
        when `size` is below 1.
        """
        subscription = Subscription(self, name, None if types is None else tuple(types), size)
        if self._closed:
            subscription.close()
        else:
            self._subscriptions.append(subscription)
        return subscription

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Calls `callback` with every event within `publish`; it must return at once.

        Returns the function that ends it. An exception of the callback is logged and goes no further.
        """
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def publish(self, event: Event) -> None:
        """Hands the event on. Events that a listener publishes follow after the present one."""
        if self._closed:
            return
        self._pending.append(event)
        if self._dispatching:
            return
        self._dispatching = True
        try:
            for _ in range(MAX_CHAIN):
                if not self._pending:
                    return
                self._dispatch(self._pending.popleft())
            log.error("listeners publish in a circle: %d events dropped", len(self._pending))
            self._pending.clear()
        finally:
            self._dispatching = False

    def _dispatch(self, event: Event) -> None:
        for subscription in self._subscriptions:
            subscription._offer(event)
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed on %s", event.type)

    def close(self) -> None:
        """Ends all subscriptions after what they still hold; later events go nowhere."""
        self._closed = True
        self._listeners.clear()
        for subscription in tuple(self._subscriptions):
            subscription.close()

    def _forget(self, subscription: Subscription) -> None:
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
