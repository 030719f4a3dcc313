"""`hotline deliveries`, and what the doctor says of receivers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.delivery import WebhookSettings
from hotline.delivery.store import DeliveryStore
from hotline.delivery.table import Delivery
from hotline.machine.doctor import Level, Receiver
from hotline.machine.doctor.checks.receivers import check_receiver
from hotline.machine.paths import DEFAULT_CONFIG, State
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened

HOOK = WebhookSettings(id="grid", url="https://grid.example/", secret_file="grid.secret")


def run(folder: Path, *words: str) -> tuple[int, str]:
    where = ("--config", str(DEFAULT_CONFIG), "--state", str(folder))
    done = CliRunner().invoke(app, ["deliveries", *words, *where], env={"COLUMNS": "250"})
    return done.exit_code, done.output


def given_up(folder: Path, *, of: int = 2) -> list[Delivery]:
    """Two deliveries, the first of them given up."""

    async def work() -> list[Delivery]:
        async with opened(folder) as cases, DeliveryStore.opened(State(folder).database_url) as store:
            for n in range(of):
                await cases.open(f"call-{n}", NUMBER, OUTAGE)
            await store.spread([HOOK], 100)
            [first, *_] = await store.listed(dead=False)
            await store.failed(first, "HTTP 422", 0.0, dead=True)
            return await store.listed(dead=True)

    return asyncio.run(work())


def test_what_waits_and_what_was_given_up_is_listed_tried_again_and_dropped(tmp_path: Path) -> None:
    State(tmp_path).database.touch()
    assert run(tmp_path, "list") == (0, "没有等着推送的工单\n") or "nothing" in run(tmp_path, "list")[1]
    [dead] = given_up(tmp_path)
    both = json.loads(run(tmp_path, "list", "--json")[1])
    assert [(one["dead"], one["error"]) for one in both] == [(True, "HTTP 422"), (False, "")]
    assert not any("body" in one for one in both)
    assert dead.number in run(tmp_path, "list", "--dead")[1]
    assert len(json.loads(run(tmp_path, "list", "--dead", "--json")[1])) == 1
    assert run(tmp_path, "again")[0] != 0
    assert run(tmp_path, "again", "--all")[0] == 0
    assert json.loads(run(tmp_path, "list", "--dead", "--json")[1]) == []
    assert run(tmp_path, "drop", str(dead.id))[0] == 0
    assert len(json.loads(run(tmp_path, "list", "--json")[1])) == 1


@pytest.mark.parametrize(
    ("standing", "level"),
    [
        ((0, None, 0), Level.OK),
        ((3, time.time() - 60, 0), Level.OK),
        ((3, time.time() - 7200, 0), Level.WARN),
        ((0, None, 1), Level.WARN),
    ],
)
def test_the_doctor_tells_of_what_waits_long_and_of_what_was_given_up(
    standing: tuple[int, float | None, int], level: Level
) -> None:
    assert check_receiver(Receiver("grid", lambda: standing, lambda: b"")).level is level


def test_the_doctor_tells_of_a_secret_that_is_not_there(tmp_path: Path) -> None:
    read: Callable[[], object] = lambda: HOOK.secret(tmp_path)  # noqa: E731
    found = check_receiver(Receiver("grid", lambda: (0, None, 0), read))
    assert (found.level, "grid.secret" in found.found) == (Level.WARN, True)


@pytest.mark.parametrize(
    "url",
    [
        "http://grid.example/",
        "ftp://grid.example/",
        "https://",
        "https://user:word@grid.example/",
        "https://grid.example/?token=x",
        "https://grid.example:0/",
        "https://grid.example:port/",
        "//grid.example",
    ],
)
def test_addresses_that_are_not_called(url: str) -> None:
    with pytest.raises(ValueError, match="→"):
        WebhookSettings(id="grid", url=url, secret_file="grid.secret")
