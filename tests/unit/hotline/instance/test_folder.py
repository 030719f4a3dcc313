"""Folders that Asterisk could not read in its own files are refused before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.instance.asterisk import prepare
from hotline.machine.paths import State
from telephony.asterisk.process import AsteriskError
from tests.unit.hotline.configuration.generations.parts import TEXT


@pytest.mark.parametrize("name", ["a,b", "a&b", "a;b", "a$b", 'a"b', "a\\b", "a\tb", "x" * 120])
async def test_a_folder_that_asterisk_could_not_read_is_named(tmp_path: Path, name: str) -> None:
    config, _ = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)
    with pytest.raises(AsteriskError, match="--state"):
        await prepare(config, State(tmp_path / name))
    assert not (tmp_path / name).exists()
