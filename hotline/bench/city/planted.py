"""What is found of what was planted: surges in a stream, topics among messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from hotline.bench.city.ears import C2
from hotline.bench.city.material import Material
from hotline.bench.city.stream import BEGIN, Plan, Planted, Told, stream
from hotline.bench.city.wordings import wording
from hotline.city.topics.revising import revise
from hotline.city.topics.topics import Topics
from hotline.city.view import CityView

DAY_S, MINUTE_S = 86_400.0, 60.0
BY_CALL = 8
"""A surge counts as found when it is told by so many of its calls."""
WORDINGS = (2, 12)
REVISED = 400
"""Calls after which topics are looked at again, as at the end of a day."""
PLANTED_GROUPS = 150

Progress = Callable[[int, int], None]
"""(done, of)."""


@dataclass(slots=True)
class Score:
    """Of one detector on one stream."""

    found: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Surge -> its calls until it was told, and minutes."""
    false: int = 0
    """Alarms in the weeks without surges."""
    false_beside: int = 0
    """Alarms of something else in the weeks with surges."""
    repeated: int = 0
    """Alarms of a surge that was told already."""

    @property
    def in_time(self) -> int:
        """Surges that were told by BY_CALL of their calls."""
        return sum(calls <= BY_CALL for calls, _ in self.found.values())


@dataclass(slots=True)
class _Judge:
    """Knows what was planted."""

    plan: Plan
    planted: dict[str, Planted]
    surge_of: dict[str, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def hear(self, told: Told) -> None:
        self.surge_of[told.call.call] = told.surge
        self.seen[told.surge] += 1

    def alarm(self, calls: Sequence[str], at: float, score: Score) -> None:
        """Of a surge when most of the calls behind it are of that."""
        name, count = Counter(self.surge_of[one] for one in calls).most_common(1)[0]
        day = (at - BEGIN.timestamp()) / DAY_S
        if name and 2 * count >= len(calls):
            if name in score.found:
                score.repeated += 1
            else:
                score.found[name] = self.seen[name], (at - self.planted[name].begin) / MINUTE_S
        elif day >= self.plan.quiet_days + 7 * self.plan.weeks_without:
            score.false_beside += 1
        elif day >= self.plan.quiet_days:
            score.false += 1


def surges(
    material: Sequence[Material], plan: Plan, seed: int, progress: Progress
) -> tuple[Score, Score, list[Planted]]:
    """Ours, EARS C2 on the same topics, and what was planted."""
    told, planted = stream(material, plan, seed)
    judge = _Judge(plan, {one.name: one for one in planted})
    view, ears = CityView(kind_of), C2()
    ours, theirs = Score(), Score()
    for number, one in enumerate(told):
        judge.hear(one)
        taken = view.take(one.call)
        if (warning := taken.seen.told) is not None:
            judge.alarm(warning.calls, one.call.at, ours)
        if (calls := ears.take(one.call, taken.assigned.topic)) is not None:
            judge.alarm(calls, one.call.at, theirs)
        progress(number + 1, len(told))
    return ours, theirs, planted


def pairwise(material: Sequence[Material], seed: int) -> dict[str, float]:
    """Whether two wordings of a message are in one topic, and those of two messages in two, among others
    that are told once. Messages of one matter count as two: a real agreement of theirs counts against us."""
    random = Random(seed)
    messages = list(material)
    random.shuffle(messages)
    groups = messages[: min(PLANTED_GROUPS, len(messages) // 4)]
    characters = [one for message in material for one in message.subject]
    calls = [
        (one.id, wording(one, characters, random)) for one in groups for _ in range(random.randint(*WORDINGS))
    ]
    calls += [("", wording(one, characters, random)) for one in messages[len(groups) :]]
    random.shuffle(calls)
    topics = Topics()
    into: dict[int, int] = {}
    went: list[int] = []
    for at, (_, text) in enumerate(calls):
        went.append(topics.assign(text, float(at)).topic)
        if at % REVISED == REVISED - 1:
            into |= {one.topic: one.other for one in revise(topics, 0.0, at) if one.kind == "merged"}
    found = [_last(topic, into) for topic in went]
    both = Counter((topic, name) for topic, (name, _) in zip(found, calls, strict=True) if name)
    together = _pairs(both)
    precision = together / max(
        1, _pairs(Counter(topic for topic, (name, _) in zip(found, calls, strict=True) if name))
    )
    recall = together / max(1, _pairs(Counter(name for name, _ in calls if name)))
    score = 2 * precision * recall / (precision + recall) if together else 0.0
    return {"pairwise_f1": round(score, 3), "precision": round(precision, 3), "recall": round(recall, 3)}


def _last(topic: int, into: dict[int, int]) -> int:
    while topic in into:
        topic = into[topic]
    return topic


def _pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def kind_of(day: date) -> str:
    """Of the made-up city, which has no holidays."""
    return "weekend" if day.weekday() >= 5 else "workday"
