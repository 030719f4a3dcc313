"""A report for those who work here, out of counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from hotline.city.expected.level import HOUR_S, Level
from hotline.reports.counts import CaseCounts, QueueCounts, SurgeCounts, TopicCounts, percent
from hotline.reports.kept.days import DayCounts, all_queues
from hotline.reports.period import Period
from hotline.reports.public.atoms import FEW
from hotline.reports.report import OTHERS, TOTAL, Cell, Sheet

MOST_TOPICS = MOST_WHERES = 30
_TELEPHONES = ("offered", "answered", "abandoned", "level_gb_percent", "level_percent")
_WAITS = ("wait_mean_s", "wait_longest_s")
_CASES = ("opened", "running", "replied", "closed", "mean_hours", "overdue", "in_time_percent")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a report is made of."""

    contacts: Mapping[int, int]
    """By hour, in whole hours since the Unix epoch."""
    level: Level
    """What was usual before."""
    queues: Mapping[date, DayCounts]
    cases: Sequence[CaseCounts]
    topics: Sequence[TopicCounts]
    topics_before: Mapping[int, int] = field(default_factory=dict)
    """Calls in the period before."""
    wheres: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Calls by district, community, called number, queue, unit."""
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of the calls of the weeks before the share that each of these usually has, 0 to 1."""
    surges: Sequence[SurgeCounts] = ()
    queue_names: Mapping[str, str] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)
    districts: Collection[str] = ()
    """Of the city; empty: it has none, or none is configured."""

    def names(self, kind: str) -> Mapping[str, str]:
        """What the ids of that kind are called; what has none is its own name."""
        return {"queue": self.queue_names, "unit": self.unit_names}.get(kind, {})


def sheets(period: Period, of: Gathered, until: float) -> tuple[Sheet, ...]:
    """All tables; `until`: what comes later is not expected yet, seconds since the Unix epoch."""
    over_time = _hours(period, of, until) if period.kind == "day" else _days(period, of, until)
    return (
        _summary(period, of, until),
        over_time,
        _topics(of),
        *_wheres(period, of, until),
        _surges(of),
        _case_sheet("categories", "category", of.cases, lambda one: one.category),
        _case_sheet("units", "unit", of.cases, lambda one: one.unit),
        _districts(of),
        _queues(of),
    )


def _summary(period: Period, of: Gathered, until: float) -> Sheet:
    contacts, together = sum(of.contacts.values()), all_queues(of.queues.values())
    expected = _expected(of.level, period.begin, min(period.end, until))
    names = (*_TELEPHONES, *_WAITS)
    figures = [
        ("contacts", contacts),
        ("expected", expected),
        ("more_percent", _more(contacts, expected)),
        *((name, getattr(together, name)) for name in names[:3]),
        *zip(names[3:], _shares(together), strict=True),
        *zip(_CASES, _case_figures(of.cases), strict=True),
    ]
    return Sheet("summary", ("figure", "value"), tuple(figures), named=True)


def _days(period: Period, of: Gathered, until: float) -> Sheet:
    by_day: Counter[date] = Counter()
    for hour, count in of.contacts.items():
        by_day[datetime.fromtimestamp(hour * HOUR_S).date()] += count
    rows = []
    for day in period.days:
        bounds = Period("day", day, day)
        expected = _expected(of.level, bounds.begin, min(bounds.end, until))
        counts = all_queues([of.queues.get(day, {})])
        usual = (by_day[day], expected, _more(by_day[day], expected))
        rows.append((day.isoformat(), *usual, *_telephones(counts)))
    columns = ("day", "contacts", "expected", "more_percent", *_TELEPHONES, *_WAITS)
    return Sheet("days", columns, tuple(rows))


def _hours(period: Period, of: Gathered, until: float) -> Sheet:
    rows = []
    seen: Counter[str] = Counter()
    for hour in period.hours:
        clock = f"{datetime.fromtimestamp(max(hour * HOUR_S, period.begin)):%H:%M}"
        seen[clock] += 1  # where the clock goes back an hour comes twice
        name = clock if seen[clock] == 1 else f"{clock} ({seen[clock]})"
        begin, end = hour * HOUR_S, min((hour + 1) * HOUR_S, until)
        expected, count = _expected(of.level, begin, end), of.contacts.get(hour, 0)
        rows.append((name, count, expected, _more(count, expected)))
    return Sheet("hours", ("hour", "contacts", "expected", "more_percent"), tuple(rows))


def _topics(of: Gathered) -> Sheet:
    every = sum(of.contacts.values())
    shown, rest = of.topics[:MOST_TOPICS], every - sum(one.calls for one in of.topics[:MOST_TOPICS])
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.calls, one.people, percent(one.calls, every), of.topics_before.get(one.id, 0))
        for one in shown
    ]
    if rest > 0:
        rows.append((OTHERS, rest, None, percent(rest, every), None))
    return Sheet("topics", ("topic", "calls", "people", "share_percent", "before"), tuple(rows))


def _wheres(period: Period, of: Gathered, until: float) -> Iterator[Sheet]:
    """Where more came than usual; a table of what nobody named is none."""
    expected = _expected(of.level, period.begin, min(period.end, until))
    for kind, counts in of.wheres.items():
        names, shares = of.names(kind), of.shares.get(kind, {})
        large = sorted((one for one in counts.items() if one[1] >= FEW), key=lambda one: (-one[1], one[0]))
        rows: list[tuple[Cell, ...]] = []
        for name, count in large[:MOST_WHERES]:
            usual = None if expected is None or name not in shares else round(expected * shares[name], 1)
            rows.append((names.get(name, name), count, usual, _more(count, usual)))
        if rows:
            if (rest := sum(counts.values()) - sum(count for _, count in large[:MOST_WHERES])) > 0:
                rows.append((OTHERS, rest, None, None))
            columns = (kind, "contacts", "expected", "more_percent")
            yield Sheet(f"by_{kind}", columns, tuple(rows))


def _surges(of: Gathered) -> Sheet:
    rows = tuple(
        (
            one.topic or TOTAL,
            one.district,
            f"{datetime.fromtimestamp(one.since):%Y-%m-%d %H:%M}",
            one.people,
            round(one.expected, 1),
        )
        for one in of.surges
    )
    return Sheet("surges", ("topic", "district", "since", "people", "expected"), rows)


def _districts(of: Gathered) -> Sheet:
    """An agent may write anything for a district: only what the configuration names has a row."""
    return _case_sheet(
        "districts",
        "district",
        of.cases,
        lambda one: one.district if one.district in of.districts or not one.district else OTHERS,
    )


def _case_sheet(
    id: str, first: str, cases: Iterable[CaseCounts], name_of: Callable[[CaseCounts], str]
) -> Sheet:
    by_name: dict[str, list[CaseCounts]] = {}
    for one in cases:
        by_name.setdefault(name_of(one), []).append(one)
    order = sorted(by_name, key=lambda name: (-sum(one.opened for one in by_name[name]), name))
    rows = tuple((name, *_case_figures(by_name[name])) for name in order)
    return Sheet(id, (first, *_CASES), rows)


def _queues(of: Gathered) -> Sheet:
    ids = sorted({queue for counts in of.queues.values() for queue in counts})
    rows = []
    for queue in ids:
        counts = QueueCounts.sum(day[queue] for day in of.queues.values() if queue in day)
        if counts.offered:
            rows.append((of.queue_names.get(queue, queue), *_telephones(counts)))
    return Sheet("queues", ("queue", *_TELEPHONES, *_WAITS), tuple(rows))


def _case_figures(cases: Iterable[CaseCounts]) -> Iterator[Cell]:
    every = list(cases)
    done, due, late = (sum(getattr(one, name) for one in every) for name in ("done", "due", "overdue"))
    yield from (
        sum(getattr(one, name) for one in every) for name in ("opened", "running", "replied", "closed")
    )
    yield round(sum(one.done_s for one in every) / done / HOUR_S, 1) if done else None
    yield late
    yield percent(due - late, due)


def _telephones(counts: QueueCounts) -> tuple[Cell, ...]:
    return (counts.offered, counts.answered, counts.abandoned, *_shares(counts))


def _shares(counts: QueueCounts) -> tuple[Cell, ...]:
    longest = round(counts.wait_longest_s, 1) if counts.answered else None
    return (counts.level_gb_percent, counts.level_percent, counts.wait_mean_s, longest)


def _expected(level: Level, begin: float, end: float) -> float | None:
    """None: nothing is known of what is usual, or it has not begun yet."""
    return round(level.between(begin, end), 1) if level.days and end > begin else None


def _more(count: int, expected: float | None) -> float | None:
    return round(100 * (count / expected - 1), 1) if expected else None
