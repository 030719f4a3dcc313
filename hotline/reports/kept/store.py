"""What the city's view and the cases have of some time. No text of a citizen is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from hotline.cases.changes import CASE_CHANGES
from hotline.cases.table import CASES
from hotline.records.database.store import SealedStore
from hotline.reports.counts import CaseCounts, SurgeCounts, TopicCounts
from hotline.reports.kept.periods import PeriodStore
from hotline.reports.public.atoms import FEW, Atom

DONE = ("answered", "closed")


class ReportStore(PeriodStore):
    """Made by `opened`, with the seal of the city's view. Every method raises `RecordsUnavailable`."""

    async def surge_counts(self, begin: float, end: float) -> list[SurgeCounts]:
        """Warnings that were told in that time, oldest first."""
        told = [one for one in await self.warnings(begin) if begin <= one.told_at < end]
        titles = await self.titles({one.topic for one in told})
        return [
            SurgeCounts(
                topic=_called(titles.get(one.topic)),
                district=one.district,
                since=one.since,
                people=one.people,
                expected=one.expected,
            )
            for one in sorted(told, key=lambda one: one.told_at)
        ]


class ReportCases(SealedStore):
    """Cases by what they are about; made by `opened`. Every method raises `RecordsUnavailable`."""

    async def counts(self, begin: float, end: float, now: float) -> list[CaseCounts]:
        """Of those that were opened from one moment to another, as they stand now."""
        own = CASES.c
        done = _done(begin, end)
        names = (own.category_name, own.unit_name, own.district)
        lasted = case((done.c.at.is_not(None), done.c.at - own.opened), else_=0.0)
        query = (
            select(
                *names,
                _count(own.state.not_in(DONE)),
                _count(own.state == "answered"),
                _count(own.state == "closed"),
                func.sum(cast(lasted, Double)),
                func.count(done.c.at),
                func.count(own.due),
                _count(_late(done.c.at, now)),
            )
            .select_from(CASES.outerjoin(done, done.c.number == own.number))
            .where((own.opened >= begin) & (own.opened < end))
            .group_by(*names)
        )
        return [CaseCounts(*row) for row in await self._all(query)]

    async def opened_in(self, times: Sequence[tuple[float, float]]) -> list[Counter[tuple[str, str]]]:
        """How many were opened from one moment to another, by category and unit, of each of those times; in
        one question."""
        own = CASES.c
        questions = [
            select(literal(at), own.category_name, own.unit_name, func.count())
            .where((own.opened >= begin) & (own.opened < end))
            .group_by(own.category_name, own.unit_name)
            for at, (begin, end) in enumerate(times)
        ]
        found: list[Counter[tuple[str, str]]] = [Counter() for _ in times]
        if questions:
            for at, category, unit, count in await self._all(union_all(*questions)):
                found[at][category, unit] = count
        return found

    async def atoms(self, begin: float, end: float, now: float) -> list[Atom]:
        """The same for a public report: of each smallest part how many cases, and of how many people; a case
        of which it is not known whose it is counts for nobody of its own."""
        own = CASES.c
        done = _done(begin, end)
        late = case((own.due.is_(None), 0), (_late(done.c.at, now), 2), else_=1)
        query = (
            select(own.category_name, own.unit_name, own.state, late, own.name, done.c.at - own.opened)
            .select_from(CASES.outerjoin(done, done.c.number == own.number))
            .where((own.opened >= begin) & (own.opened < end))
        )
        people: defaultdict[tuple[str, str, str, int], set[str]] = defaultdict(set)
        cases: Counter[tuple[str, str, str, int]] = Counter()
        lasted: defaultdict[tuple[str, str, str, int], list[float]] = defaultdict(list)
        for category, unit, state, timely, name, seconds in await self._all(query):
            key = (category.partition("/")[0], unit, state if state in DONE else "running", timely)
            cases[key] += 1
            if len(people[key]) < FEW:  # more of them change nothing
                people[key].add(name or "")
            if seconds is not None:
                lasted[key].append(seconds)
        return [
            Atom(*key, count, frozenset(people[key]), len(lasted[key]), sum(lasted[key]))
            for key, count in sorted(cases.items())
        ]


def _done(begin: float, end: float) -> Any:
    """When each case of that time was answered or closed for the first time."""
    mine = select(CASES.c.number).where((CASES.c.opened >= begin) & (CASES.c.opened < end))
    of = CASE_CHANGES.c
    query = select(of.number, func.min(of.at).label("at"))
    query = query.where((of.kind == "changed") & of.state.in_(DONE) & of.number.in_(mine))
    return query.group_by(of.number).subquery()


def _late(done: ColumnElement[Any], now: float) -> ColumnElement[bool]:
    return CASES.c.due.is_not(None) & (func.coalesce(done, now) > CASES.c.due)


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _called(title: tuple[str, str, str] | None) -> str:
    name, words, _ = title or ("", "", "")
    return name or words


def of_people(topics: Collection[TopicCounts]) -> list[TopicCounts]:
    """Those that are large enough to have a row of their own: what few say may tell who they are."""
    return [one for one in topics if (one.calls if one.people is None else one.people) >= FEW]
