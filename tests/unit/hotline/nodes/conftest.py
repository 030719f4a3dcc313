"""The database that the nodes of a test share."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.postgresql.server import Server
from tests.databases import PostgresqlDatabases


@pytest.fixture
def url(postgresql: Server, tmp_path: Path) -> str:
    return PostgresqlDatabases(postgresql).url(tmp_path)
