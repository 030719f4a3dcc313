"""Special seats that nobody sits at, skills that nobody wants, callers who are handed round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent_assist.settings import AgentSettings
from hotline.configuration.schema import HotlineConfig
from ivr import IvrSettings
from ivr.settings.distribution.seats import EXPERT, SeatSettings

_Found = tuple[str, tuple[str | int, ...], str, str]


def doubtful_seats(config: HotlineConfig) -> Iterator[_Found]:
    """(kind, path, message, hint) for each."""
    agents = [agent for agent in config.agents if agent.role == "agent"]
    for at, seat in enumerate(config.ivr.seats):
        yield from _staff(at, seat, [agent for agent in agents if agent.serves(seat.queue)])
        yield from _offices(at, seat, config)
    yield from _skills(config)
    yield from _circles(config.ivr)


def _staff(at: int, seat: SeatSettings, of_queue: Sequence[AgentSettings]) -> Iterator[_Found]:
    best = max((agent.skills.get(seat.wanted, 0) for agent in of_queue), default=0)
    if best < seat.level:
        message = (
            f"专席“{seat.name}”没有坐席，来电由队列 {seat.queue} 的任何坐席接 / nobody sits at {seat.id}: "
            "anybody of its queue takes the calls"
        )
        hint = (
            f"给接这个队列的坐席写 skills: {{{seat.wanted}: {seat.level}}} / give it to agents of the queue"
        )
        yield "nobody", ("seats", at), message, hint
    elif seat.experts_s and best < EXPERT:
        message = f"专席“{seat.name}”没有专家（{EXPERT} 级以上），不会先等专家 / {seat.id} has no expert"
        hint = (
            "把专家的级别写成 4 或 5，或去掉 experts_s / give an expert level 4 or 5, or leave experts_s out"
        )
        yield "expert", ("seats", at, "experts_s"), message, hint


def _offices(at: int, seat: SeatSettings, config: HotlineConfig) -> Iterator[_Found]:
    known = {agent.id for agent in config.agents if agent.contact is not None}
    for index, office in enumerate(seat.offices):
        if office not in known:
            message = f"没有名为“{office}”的外单位 / no agent of that id has a contact"
            there = "、".join(sorted(known)) or "（还没有）"
            hint = f"写 agents 里有 contact 的一个：{there} / name one of these"
            yield "office", ("seats", at, "offices", index), message, hint


def _skills(config: HotlineConfig) -> Iterator[_Found]:
    wanted = {seat.wanted for seat in config.ivr.seats}
    for at, agent in enumerate(config.agents):
        for skill in agent.skills:
            if skill not in wanted:
                message = f"没有专席要“{skill}”这个技能 / no special seat wants this skill"
                hint = f"专席要的有 / wanted are: {'、'.join(sorted(wanted)) or '（没有专席）'}"
                yield "skill", ("agents", at, "skills", skill), message, hint


def _circles(settings: IvrSettings) -> Iterator[_Found]:
    """Chains of overflow and escalation that come back to where they began; a call goes round once."""
    onward: dict[str, list[str]] = {
        queue.id: [rule.to for rule in queue.overflow] for queue in settings.queues
    }
    for seat in settings.seats:
        onward[seat.id] = [seat.escalate.to] if seat.escalate is not None else []
    for at, queue in enumerate(settings.queues):
        if (way := _way_back(onward, queue.id)) is not None:
            yield _circle(("queues", at, "overflow"), way)
    for at, seat in enumerate(settings.seats):
        if (way := _way_back(onward, seat.id)) is not None:
            yield _circle(("seats", at, "escalate"), way)


def _circle(path: tuple[str | int, ...], way: Sequence[str]) -> _Found:
    chain = " → ".join(way)
    message = f"{chain} 转了一圈又回来，来电人到不了新的坐席 / this leads round in a circle"
    return "circle", path, message, "去掉其中一步 / take one of these steps out"


def _way_back(onward: Mapping[str, Sequence[str]], start: str) -> list[str] | None:
    """The shortest way from a place to itself."""
    ways, seen = [[start]], set[str]()
    for way in ways:
        for place in onward[way[-1]]:
            if place == start:
                return [*way, place]
            if place not in seen:
                seen.add(place)
                ways.append([*way, place])
    return None
