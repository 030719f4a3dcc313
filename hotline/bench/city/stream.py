"""Weeks of a made-up city: real messages as calls by the hour of the day, and surges planted among them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hotline.bench.city.material import Material
from hotline.bench.city.wordings import wording
from hotline.city.call import CityCall

BEGIN = datetime(2026, 3, 2)  # a Monday
OFF_DAYS = 0.6
"""Calls of a Saturday or Sunday, of those of a working day."""
UNHEARD = 0.2
"""Messages that nobody tells but in a surge: half of the surges are of these, half of what is told anyway."""
CALLS_OF_A_SURGE = (8, 40)
MINUTES_OF_A_SURGE = (30.0, 360.0)
PLACED = 0.8
"""Calls of which the district is known."""
AGAIN = 0.1
"""Calls by somebody who called of the same matter before."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A surge."""

    name: str
    begin: float
    """Seconds since the Unix epoch."""
    end: float
    calls: int


@dataclass(frozen=True, slots=True)
class Told:
    """A call of the made-up city."""

    call: CityCall
    of: str
    """Id of the message that it is a wording of."""
    surge: str
    """Name of the surge that it belongs to; empty: none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is made."""

    quiet_days: int
    """At first, without any surge: what is usual is learned."""
    weeks_without: int
    """Then so many weeks without any, for the false alarms."""
    weeks_with: int
    """Then so many with surges."""
    surges_a_week: int
    calls_a_day: float


def stream(material: Sequence[Material], plan: Plan, seed: int) -> tuple[list[Told], list[Planted]]:
    """All calls in the order of time, and what was planted. The same seed makes the same."""
    random = Random(seed)
    messages = list(material)
    random.shuffle(messages)
    cut = int(UNHEARD * len(messages))
    unheard, usual = messages[:cut], messages[cut:]
    characters = [one for message in material for one in message.subject]
    days = plan.quiet_days + 7 * (plan.weeks_without + plan.weeks_with)
    told = list(_usual(usual, plan.calls_a_day, days, characters, random))
    planted: list[Planted] = []
    first = plan.quiet_days + 7 * plan.weeks_without
    for number in range(plan.surges_a_week * plan.weeks_with):
        of = random.choice(unheard if number % 2 else usual)
        day = first + 7 * number / plan.surges_a_week + random.uniform(0.0, 5.0 / plan.surges_a_week)
        calls, surge = _surge(of, f"surge {number}", day, usual, characters, random)
        told += calls
        planted.append(surge)
    told.sort(key=lambda one: one.call.at)
    return told, planted


def _usual(
    usual: Sequence[Material], a_day: float, days: int, characters: Sequence[str], random: Random
) -> Iterator[Told]:
    hours = [one.hour for one in usual]
    for day in range(days):
        off = (BEGIN + timedelta(days=day)).weekday() >= 5
        for _ in range(_poisson(a_day * (OFF_DAYS if off else 1.0), random)):
            of = random.choice(usual)
            at = _moment(day, random.choice(hours) + random.random())
            yield _told(of, at, "", of.district, characters, random)


def _surge(
    of: Material, name: str, day: float, usual: Sequence[Material], characters: Sequence[str], random: Random
) -> tuple[list[Told], Planted]:
    minutes = math.exp(random.uniform(*map(math.log, MINUTES_OF_A_SURGE)))
    size = round(math.exp(random.uniform(*map(math.log, CALLS_OF_A_SURGE))))
    begin = _moment(int(day), 7 + 13 * (day % 1))
    district = of.district or random.choice([one.district for one in usual if one.district] or [""])
    moments = sorted(begin + 60 * minutes * random.random() for _ in range(size))
    calls = [_told(of, at, name, district, characters, random) for at in moments]
    return calls, Planted(name, moments[0], moments[-1], size)


def _told(
    of: Material, at: float, surge: str, district: str, characters: Sequence[str], random: Random
) -> Told:
    caller = f"{of.id} again" if random.random() < AGAIN else f"{random.getrandbits(64):016x}"
    known = district if random.random() < PLACED else ""
    text = wording(of, characters, random)
    return Told(CityCall(f"{random.getrandbits(64):016x}", at, caller, text, known), of.id, surge)


def _moment(day: int, hour: float) -> float:
    return (BEGIN + timedelta(days=day, hours=hour)).timestamp()


def _poisson(mean: float, random: Random) -> int:
    """Counted out, a hundred calls at a time (Knuth)."""
    count = 0
    while mean > 0:
        left, mean = math.exp(-min(mean, 100.0)), mean - 100.0
        product = random.random()
        while product > left:
            count += 1
            product *= random.random()
    return count
