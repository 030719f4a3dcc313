"""Hours in which nobody is on duty, and what depends on days that are over or not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from typing import get_args

from ivr import IvrSettings
from ivr.dialogue.hours.calendar import LAST_KNOWN
from ivr.settings.distribution.calendar import DayKind, HoursSettings, Span
from ivr.settings.distribution.queues import QueueSettings

_Found = tuple[str, tuple[str | int, ...], str, str]

_DAYS: dict[DayKind, tuple[str, str]] = {
    "workday": ("工作日", "a working day"),
    "weekend": ("周末", "a weekend"),
    "holiday": ("节假日", "a public holiday"),
}
_SOON = 31
"""Days before the calendar ends from which that is told."""


def nobody_on_duty(settings: IvrSettings) -> Iterator[_Found]:
    """(kind, path, message, hint) for each queue whose callers end at closed doors at some hour."""
    for at, queue in enumerate(settings.queues):
        for yesterday, today, minute in _moments(settings):
            chain = _chain(settings, queue, yesterday, today, minute)
            if chain is None:
                continue
            (kind, day), (before, eve) = _DAYS[today], _DAYS[yesterday]
            after = ("", "") if yesterday == today else (f"（前一天是{before}）", f" after {eve}")
            clock, way = f"{minute // 60:02d}:{minute % 60:02d}", " → ".join(chain)
            message = (
                f"{kind}{after[0]} {clock} “{queue.name}”没有人值班，{way} 都不在服务时间 / "
                f"on {day}{after[1]} at {clock} nobody is on duty: {way} closed"
            )
            hint = (
                f"让其中一个队列那时有人，或在 {chain[-1]} 的 after_hours 写一个那时有人的队列 / "
                "open one of them then, or lead on to a queue that is open"
            )
            yield "closed", ("queues", at, "hours"), message, hint
            break


def _moments(settings: IvrSettings) -> Iterator[tuple[DayKind, DayKind, int]]:
    """Every kind of day after every other, at each minute at which something opens or closes."""
    kinds = get_args(DayKind)
    changes = {0}
    for hours in settings.hours.values():
        for kind in kinds:
            changes |= {moment % (24 * 60) for span in hours.on(kind) for moment in (span.start, span.end)}
    yield from product(kinds, kinds, sorted(changes))


def _chain(
    settings: IvrSettings, queue: QueueSettings, yesterday: DayKind, today: DayKind, minute: int
) -> list[str] | None:
    """The closed queues through which a caller is led until they repeat; None when one of them is open."""
    names = [queue.id]
    while queue.hours is not None and not _open(settings.hours[queue.hours], yesterday, today, minute):
        queue = settings.queue(queue.after_hours or settings.dialogue.human_queue)
        if queue.id in names:
            return names
        names.append(queue.id)
    return None


def _open(hours: HoursSettings, yesterday: DayKind, today: DayKind, minute: int) -> bool:
    def now(span: Span) -> bool:
        return span.start <= minute if span.over_midnight else span.start <= minute < span.end

    over_night = any(span.over_midnight and minute < span.end for span in hours.on(yesterday))
    return over_night or any(map(now, hours.on(today)))


def used_hours(settings: IvrSettings) -> set[str]:
    """Names of those that something refers to."""
    named = [*(one.hours for one in settings.queues), *(one.hours for one in settings.seats)]
    return {name for name in (*named, *(one.hours for one in settings.numbers)) if name is not None}


def calendar_that_ends(settings: IvrSettings, today: date | None = None) -> Iterator[_Found]:
    """Where public holidays matter and are not known. `today`: the day of the check, if it is not today."""
    end = date(LAST_KNOWN.year, 12, 31)
    if (end - (today or date.today())).days > _SOON:
        return
    for name, hours in settings.hours.items():
        if name in used_hours(settings) and hours.holidays != hours.workdays:
            message = (
                f"节假日安排只到 {end}，此后节假日会当作平日 / public holidays are known until {end} only"
            )
            hint = (
                "升级软件包 chinesecalendar，或把新的节假日写进 special_days / "
                "update chinesecalendar, or write special_days"
            )
            yield "calendar", ("hours", name), message, hint


def announcements_that_are_over(settings: IvrSettings, now: datetime | None = None) -> Iterator[_Found]:
    """`now`: the moment of the check, if it is not now; local time."""
    for at, announcement in enumerate(settings.announcements):
        if announcement.ends is not None and announcement.ends <= (now or datetime.now()):
            end = f"{announcement.ends:%Y-%m-%d %H:%M}"
            message = f"公告 {announcement.id} 已在 {end} 结束，不再播报 / it ended: nobody hears it any more"
            hint = "删掉，或写更晚的 ends / remove it, or write a later end"
            yield "over", ("announcements", at, "ends"), message, hint
