"""What a call costs once there are many topics, on one core: time of the thread's own, so that what else
runs here does not count."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random

from hotline.bench.city.material import Material
from hotline.bench.city.planted import Progress, kind_of
from hotline.bench.city.stream import BEGIN
from hotline.city.call import CityCall
from hotline.city.surges.shares import ALL_TOPICS
from hotline.city.view import CityView

CALLS = 1_000_000
TOPICS = 20_000
"""Topics of that history that are known; three clauses of different messages are a matter of its own."""
TIMED = 1000


def new_call(material: Sequence[Material], seed: int, progress: Progress) -> dict[str, float]:
    """Milliseconds of a call: its topic, and what it comes to."""
    random = Random(seed)
    view = CityView(kind_of)
    districts = sorted({one.district for one in material})
    begin = BEGIN.timestamp()
    for number in range(TOPICS):
        assigned = view.topics.assign(_matter(material, random), begin)
        view.surges.shares.counts[assigned.topic, ""] = CALLS / TOPICS, 0
        progress(number + 1, TOPICS + TIMED)
    view.surges.shares.counts[ALL_TOPICS, ""] = float(CALLS), 0
    view.surges.shares.total = CALLS
    spent: list[float] = []
    for number in range(TIMED):
        call = CityCall(
            str(number), begin + 30 * number, str(number), _matter(material, random), random.choice(districts)
        )
        before = time.thread_time()
        view.take(call)
        spent.append(1000 * (time.thread_time() - before))
        progress(TOPICS + number + 1, TOPICS + TIMED)
    spent.sort()
    return {
        "topics": len(view.topics),
        "new_call_p50_ms": round(spent[len(spent) // 2], 2),
        "new_call_p95_ms": round(spent[int(0.95 * len(spent))], 2),
        "new_call_p99_ms": round(spent[int(0.99 * len(spent))], 2),
    }


def _matter(material: Sequence[Material], random: Random) -> str:
    return "，".join(random.choice(random.choice(material).clauses) for _ in range(3))
