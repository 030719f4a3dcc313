"""The templates of special seats: with the shipped configuration, as an administrator takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.configuration.checking.doubts import doubts
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import read_sources
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import DEFAULT_CONFIG
from ivr.settings.distribution.seats import EXPERT

TEMPLATES = Path(DEFAULT_CONFIG).parent / "templates"
NAMES = ("dazhou", "guangzhou")
KINDS_OF_DAZHOU = 14
"""Fifteen kinds of seats, of which one looks at data and takes no calls."""
TUESDAY_AT_TEN = datetime(2026, 11, 24, 10)


@pytest.fixture(scope="module", params=NAMES)
def taken(request: pytest.FixtureRequest) -> tuple[HotlineConfig, list[str]]:
    """The shipped configuration with that template as menus/seats.yaml, and the doubts about its lines."""
    sources = read_sources(DEFAULT_CONFIG)
    template = (TEMPLATES / f"{request.param}.yaml").read_bytes()
    config, source = checked(replace(sources, files={**sources.files, "menus/seats.yaml": template}))
    found = doubts(config, source)
    about = [doubt.kind for doubt in found if "seats.yaml" in doubt.problem.file or doubt.kind == "alike"]
    return config, [kind for kind in about if kind != "calendar"]


def staffed(config: HotlineConfig) -> HotlineConfig:
    """With one expert for everything."""
    skills = {seat.wanted: EXPERT for seat in config.ivr.seats}
    first = config.agents[0].model_copy(update={"skills": skills})
    return config.model_copy(update={"agents": (first, *config.agents[1:])})


def test_there_is_no_template_that_is_not_tried() -> None:
    files = {path.name for path in TEMPLATES.iterdir()}
    assert files == {"dazhou.yaml", "dazhou.tests.yaml", "guangzhou.yaml"}


def test_check_finds_nothing_in_it_but_that_nobody_sits_there_yet(
    taken: tuple[HotlineConfig, list[str]],
) -> None:
    config, kinds = taken
    assert kinds == ["nobody"] * len(config.ivr.seats)


def test_every_seat_is_reached_by_its_name_and_prints_a_queue_that_was_there_before(
    taken: tuple[HotlineConfig, list[str]],
) -> None:
    config, _ = taken
    calls = SimulatedCalls(CallGuide.of(staffed(config)))
    shipped = {queue.id for queue in config.ivr.queues}
    for seat in config.ivr.seats:
        for said in (f"你好，我找{seat.name}", f"帮我转{seat.name}专席"):
            call = calls.call(begun=TUESDAY_AT_TEN)
            call.answer()
            call.speak(said)
            call.hear_out()
            assert (call.reached, call.seat) == (seat.queue, seat.id), said
            assert call.reached in shipped


def test_the_seats_of_dazhou_with_matters_of_their_own_are_reached_by_what_callers_want() -> None:
    sources = read_sources(DEFAULT_CONFIG)
    template = (TEMPLATES / "dazhou.yaml").read_bytes()
    config, _ = checked(replace(sources, files={**sources.files, "menus/seats.yaml": template}))
    assert len(config.ivr.seats) == KINDS_OF_DAZHOU
    calls = SimulatedCalls(CallGuide.of(config))
    tests = YAML(typ="safe").load((TEMPLATES / "dazhou.tests.yaml").read_text(encoding="utf-8"))
    for sentence in tests["sayings"]:
        seat = config.ivr.intent(sentence["intent"]).seat
        assert seat is not None
        for said in sentence["texts"]:
            call = calls.call(begun=TUESDAY_AT_TEN)
            call.answer()
            call.speak(said)
            call.hear_out()
            if not call.over:
                call.speak("对")
                call.hear_out()
            assert call.seat == seat, said
