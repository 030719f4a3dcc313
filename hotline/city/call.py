"""A call as the city's view sees it: what it is about, where and when, and of whom without their number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CityCall:
    """One contact of a citizen."""

    call: str
    """Its id."""
    at: float
    """Seconds since the Unix epoch."""
    caller: str
    """The keyed hash of the number; empty where it was withheld. Those without a number count as one person
    together."""
    text: str
    """What was said, masked."""
    district: str = ""
    """Empty where none is known, or the city has none."""
    place: str = ""
    queue: str = ""
    community: str = ""
    """A community or street of the configuration; empty: they named none."""
    number: str = ""
    """That was called."""
    unit: str = ""
    """Id of the office that is responsible for what they want; empty: for none."""
