"""Tests do not ask the sentence encoder unless they say so: whether set-up has fetched it changes nothing.

What uses the fixture `database` runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.guidance.meaning import commands, service
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from tests.databases import KINDS, PostgresqlDatabases, a_server


@pytest.fixture(autouse=True)
def without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commands, service):
        monkeypatch.setattr(module, "lack", lambda _layout: "not in this test")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("sqlite") is not None
        metafunc.parametrize("database", KINDS[:1] if alone else KINDS, indirect=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the tests of this process."""
    with a_server() as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of both `State.database_url` names for the time of a test."""
    if request.param == "postgresql":
        made = PostgresqlDatabases(request.getfixturevalue("postgresql"))
        monkeypatch.setattr(State, "database_url", property(lambda state: made.url(state.root)))
    return str(request.param)
