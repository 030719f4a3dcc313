"""A day of examples as `hotline queues --picture` draws it: the picture of the handbook."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from contracts import (
    CALLED_BACK,
    MESSAGE_TAKEN,
    SERVED,
    AgentAnswered,
    CallEnded,
    CallQueued,
    CallStarted,
    Event,
    SatisfactionAsked,
    SatisfactionGiven,
    WrappedUp,
)
from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT, State
from hotline.records.database.records import Records
from tests.unit.hotline.figures.days import DAY, MORNING, phase

ARTIFACTS = CHECKOUT / "tests" / "artifacts"
QUEUES = {"general": 36, "utilities": 30, "social_security": 24, "urban": 14, "emergency": 6}
"""How many calls each has in two hours."""
CODES = ("已答复", "已立案", "转其他部门")
OTHERWISE = (CALLED_BACK, MESSAGE_TAKEN, SERVED, "", "")


def example_day() -> list[Event]:
    """Two hours of five queues with five agents; the same ones every time."""
    chance = random.Random(12345)
    calls = [(chance.uniform(0, 7200), queue) for queue, count in QUEUES.items() for _ in range(count)]
    free = {f"agent{number}": 0.0 for number in range(1, 6)}
    events: list[Event] = [phase(0, agent, "available") for agent in free]
    for number, (at, queue) in enumerate(sorted(calls)):
        events += _call(chance, free, f"c{number}", at, queue)
    return sorted(events, key=lambda event: event.at)


def _call(chance: random.Random, free: dict[str, float], call: str, at: float, queue: str) -> Iterator[Event]:
    yield CallStarted(at=MORNING + at, call=call, caller="138****8000", dialled="12345")
    queued = at + chance.uniform(4, 12)
    yield CallQueued(at=MORNING + queued, call=call, queue=queue, position=1)
    agent = min(free, key=lambda one: free[one])
    answers = max(queued + chance.uniform(3, 8), free[agent] + 3)
    if answers - queued > chance.expovariate(1 / 90):
        over = queued + chance.uniform(2, answers - queued)
        cause = chance.choice(OTHERWISE)
        by = "service" if cause else "caller"
        yield CallEnded.model_validate({"at": MORNING + over, "call": call, "by": by, "cause": cause})
        return
    over = answers + chance.lognormvariate(5.3, 0.5)
    free[agent] = over + chance.uniform(20, 60)
    yield AgentAnswered(at=MORNING + answers, call=call, agent=agent)
    yield phase(answers, agent, "talking", call)
    if chance.random() < 0.5:
        yield SatisfactionAsked(at=MORNING + over, call=call, agent=agent, queue=queue)
        score = chance.choice((2, 4, 5, 5, 5))
        given = {"call": call, "agent": agent, "queue": queue, "score": score, "by": "key", "low": score < 3}
        yield SatisfactionGiven.model_validate({"at": MORNING + over + 5, **given})
    yield CallEnded(at=MORNING + over, call=call, by="agent")
    yield phase(over, agent, "wrap_up")
    code = chance.choice(CODES)
    yield WrappedUp(at=MORNING + over + 15, call=call, agent=agent, code=code, note="")
    yield phase(free[agent], agent, "available")


async def _recorded(state: State) -> None:
    records = Records(state.database_url)
    await records.open()
    for event in example_day():
        records.write(event)
    await records.close()


def _texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_the_handbooks_picture_is_drawn_by_the_command(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    asyncio.run(_recorded(state))
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    drawn = ARTIFACTS / "queues.svg"
    arguments = ["--day", DAY.isoformat(), "--picture", str(drawn), "--state", str(state.root)]
    done = CliRunner().invoke(app, ["queues", *arguments], env={"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh"})
    assert done.exit_code == 0, done.output
    svg = drawn.read_text("utf-8")
    shown = " ".join(_texts(svg))
    assert all(text in shown for text in ("110", "已答复", "水电气暖", "SL2"))
    in_handbook = (CHECKOUT / "docs" / "images" / "queues.svg").read_text("utf-8")
    assert _texts(svg) == _texts(in_handbook), "copy tests/artifacts/queues.svg to docs/images"
