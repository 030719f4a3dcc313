"""The configuration that ships, as this house sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr import IvrSettings, Understanding
from tests.shipped import sections
from tests.unit.ivr.talk import settings_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def settings() -> IvrSettings:
    return settings_of(sections())


@pytest.fixture(scope="session")
def understanding(settings: IvrSettings) -> Understanding:
    return Understanding(settings)


@pytest.fixture(scope="session")
def requests_tsv() -> list[tuple[str, str]]:
    """(queue, sentence) of the shared test set."""
    path = ROOT.parent / "shared" / "data" / "requests" / "requests.tsv"
    if not path.is_file():
        pytest.skip("the shared test requests are not here: ../shared/data/requests/requests.tsv")
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [("general" if queue == "operator" else queue, text) for queue, text in rows]
