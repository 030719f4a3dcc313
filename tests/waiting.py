"""Waiting for an event, never for a span of time; who waits in vain is told what was seen instead."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from textwrap import dedent
from typing import Any, TypeVar

from telephony.ari.client import AriError

PATIENCE_S = 180.0
"""Patience costs nothing when the event comes; only what is broken, or a very busy machine, needs it."""
PAUSE_S = 0.02
LONGEST = 2000
"""Characters of what was seen."""

T = TypeVar("T")


async def eventually(
    condition: Callable[[], Any] | Callable[[], Awaitable[Any]],
    timeout_s: float = PATIENCE_S,
    *,
    seen: Callable[[], object] | None = None,
) -> Any:
    """The first true value of `condition()`, asked again and again; an Asterisk that is busy is asked again.

    Raises TimeoutError; its text has the condition, and what was seen instead: `seen()`, or the last value.
    """
    last: object = "no answer at all"
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                try:
                    last = condition()
                    if inspect.isawaitable(last):
                        last = await last
                    if last:
                        return last
                except AriError as error:
                    last = error
                await asyncio.sleep(PAUSE_S)
    except TimeoutError:
        instead = repr(last if seen is None else seen())[:LONGEST]
        raise TimeoutError(f"not in {timeout_s:g} s: {_text(condition)}; seen: {instead}") from None


async def in_time(
    awaited: Awaitable[T], timeout_s: float = PATIENCE_S, *, seen: Callable[[], object] | None = None
) -> T:
    """What is awaited. Raises TimeoutError; its text has what that is, and what was seen instead."""
    what = getattr(awaited, "__qualname__", repr(awaited))
    try:
        async with asyncio.timeout(timeout_s):
            return await awaited
    except TimeoutError:
        instead = "" if seen is None else f"; seen: {seen()!r}"[:LONGEST]
        raise TimeoutError(f"not in {timeout_s:g} s: {what}{instead}") from None


def _text(condition: Callable[[], object]) -> str:
    """How the condition reads in the test; the name of one that is defined elsewhere."""
    if "<" not in condition.__qualname__:
        return condition.__qualname__
    return dedent(inspect.getsource(condition)).strip()
