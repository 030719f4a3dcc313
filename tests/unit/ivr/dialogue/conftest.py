"""A hotline of the tests' own: no change of the shipped configuration turns tests of the dialogue red."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.judge import ScriptedJudge
from tests.unit.ivr.talk import load_settings


@pytest.fixture(scope="session")
def settings() -> IvrSettings:
    return load_settings(Path(__file__).with_name("menu.yaml"))


@pytest.fixture(scope="session")
def understanding(settings: IvrSettings) -> Judge:
    return ScriptedJudge(settings)
