"""A span as the projection makes it, before any library knows of it; its ids follow from the call's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a call, from `start` to `end` (seconds since the Unix epoch)."""

    trace: int
    """128 bits."""
    id: int
    """64 bits."""
    parent: int | None
    """None: the root of its trace."""
    name: str
    start: float
    end: float
    attributes: dict[str, Value] = field(default_factory=dict)
    failed: bool = False
    remote: bool = False
    """Its parent is told by another machine."""


def trace_of(call: str) -> int:
    """The trace of a call: the first half of the SHA-256 of its id, so that who has a record finds it."""
    return int.from_bytes(hashlib.sha256(call.encode()).digest()[:16])


def span_of(*of: object) -> int:
    """Id of a span, always the same for the same words."""
    return int.from_bytes(hashlib.sha256(" ".join(map(str, of)).encode()).digest()[16:24])


def taken(trace: int, share: float) -> bool:
    """Whether a call is among those that are told: decided by its trace, alike on each machine."""
    return (trace & (2**64 - 1)) < share * 2**64
