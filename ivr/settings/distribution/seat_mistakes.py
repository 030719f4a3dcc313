"""What special seats and numbers name that is not there, or that is there twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from contracts.configuration.settings import Mistake
from ivr.settings.distribution.numbers import NumberSettings
from ivr.settings.distribution.seats import SeatSettings


def seat_mistakes(
    seats: Sequence[SeatSettings],
    numbers: Sequence[NumberSettings],
    queues: Sequence[str],
    hours: Collection[str],
    intents: Sequence[tuple[str, str | None]],
    overflow: Sequence[Sequence[str]],
) -> Iterator[Mistake]:
    """`queues`: ids; `hours`: names; `intents`: queue and seat of each; `overflow`: of each queue, where its
    rules lead."""
    places = {*queues, *(seat.id for seat in seats)}
    whole: dict[str, str] = {}
    for at, seat in enumerate(seats):
        where = ("seats", at)
        if seat.id in queues:
            text = f"“{seat.id}”已经是队列的 id，请给专席另起一个 / this is a queue's id: choose another one"
            yield (*where, "id"), text, seat.id
        yield from _unknown((*where, "queue"), seat.queue, queues, "队列", "queue")
        yield from _unknown((*where, "hours"), seat.hours, hours, "时间表", "hours")
        if seat.escalate is not None:
            escalated = (*where, "escalate", "to")
            yield from _unknown(escalated, seat.escalate.to, places, "队列或专席", "queue or seat")
        if seat.whole_queue and seat.queue in whole:
            text = (
                f"队列 {seat.queue} 的来电已经都归“{whole[seat.queue]}”/ another seat takes the whole queue"
            )
            yield (*where, "whole_queue"), text, seat.id
        if seat.whole_queue:
            whole[seat.queue] = seat.name
    behind = {seat.id: seat.queue for seat in seats}
    for at, (queue, of_intent) in enumerate(intents):
        if of_intent is not None and behind.get(of_intent, queue) != queue:
            text = f"“{of_intent}”在队列 {behind[of_intent]} 后面，不在 {queue} / it is of another queue"
            yield ("intents", at, "seat"), text, of_intent
        yield from _unknown(("intents", at, "seat"), of_intent, behind, "专席", "seat")
    for at, rules in enumerate(overflow):
        for rule, to in enumerate(rules):
            path = ("queues", at, "overflow", rule, "to")
            yield from _unknown(path, to, places, "队列或专席", "queue or seat")
    yield from _numbers(numbers, queues, hours, behind)


def _numbers(
    numbers: Sequence[NumberSettings], queues: Collection[str], hours: Collection[str], seats: Collection[str]
) -> Iterator[Mistake]:
    seen: set[str] = set()
    for at, number in enumerate(numbers):
        where = ("numbers", at)
        if number.number in seen:
            text = f"号码 {number.number} 写了两遍，请删掉一个 / this number is written twice"
            yield (*where, "number"), text, number.number
        seen.add(number.number)
        yield from _unknown((*where, "queue"), number.queue, queues, "队列", "queue")
        yield from _unknown((*where, "seat"), number.seat, seats, "专席", "seat")
        yield from _unknown((*where, "hours"), number.hours, hours, "时间表", "hours")


def _unknown(
    path: tuple[str | int, ...], name: str | None, known: Collection[str], what: str, english: str
) -> Iterator[Mistake]:
    if name is not None and name not in known:
        hint = "、".join(sorted(known)) or "（还没有）"
        yield path, f"没有名为“{name}”的{what}，已有：{hint} / unknown {english}", name
