"""An event loop whose clock jumps ahead whenever nothing is left to do: timers are tested without waiting.

    @at_virtual_time
    async def test_rings_for_twenty_seconds(): ...

For tests without sockets. Work in threads (`asyncio.to_thread`) is waited for in real time.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

THREAD_POLL_S = 0.01


class _JumpingSelector(selectors.DefaultSelector):
    """Instead of sleeping until the next timer, moves the loop's clock there."""

    loop: VirtualTimeLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.loop.in_threads:
            return super().select(THREAD_POLL_S)
        if timeout is None:
            raise RuntimeError("the test waits for something that can never happen")
        self.loop.now += timeout
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Starts at 0 s."""

    def __init__(self) -> None:
        self.now = 0.0
        self.in_threads = 0
        selector = _JumpingSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        future = super().run_in_executor(executor, func, *args)
        self.in_threads += 1
        future.add_done_callback(self._back_from_thread)
        return future

    async def shutdown_default_executor(self, *args: Any) -> None:
        """Its threads end in real time, too."""
        self.in_threads += 1
        try:
            await super().shutdown_default_executor(*args)
        finally:
            self.in_threads -= 1

    def _back_from_thread(self, _future: object) -> None:
        self.in_threads -= 1


def at_virtual_time(test: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """Runs an async test on a loop with a virtual clock."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        async def body() -> T:
            return await test(*args, **kwargs)

        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            return runner.run(body())

    return run


async def settle(rounds: int = 50) -> None:
    """Lets every task run until it waits, without the clock moving."""
    for _ in range(rounds):
        await asyncio.sleep(0)
