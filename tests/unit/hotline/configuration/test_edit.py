"""One value of config.yaml changes, and not a blank besides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotline.configuration.edit import set_values
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.problem import ConfigError
from hotline.machine.paths import DEFAULT_CONFIG
from tests.shipped import copied

SHIPPED = {"config.yaml", "config.tests.yaml", "menus", "scripts.yaml", "tickets.yaml"}


@pytest.fixture(scope="module")
def shipped() -> str:
    return DEFAULT_CONFIG.read_bytes().decode()


def edited(tmp_path: Path, text: str, model: str) -> str:
    path = copied(tmp_path)
    path.write_bytes(text.encode())
    path.chmod(0o640)
    assert set_values(path, "asr", {"model": model, "engine": "vosk"})
    assert load(path, HotlineConfig).asr.model == model
    assert path.stat().st_mode & 0o777 == 0o640
    assert {file.name for file in tmp_path.iterdir()} == SHIPPED
    return path.read_bytes().decode()


def changes(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(old) == len(new)
    return [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]


def test_only_the_model_s_line_changes(tmp_path: Path, shipped: str) -> None:
    after = edited(tmp_path, shipped, ".runtime/models/vosk-model-small-cn-0.22")
    assert changes(shipped, after) == [
        ("  model: models/zh-small\n", "  model: .runtime/models/vosk-model-small-cn-0.22\n")
    ]


def test_comments_quotes_and_windows_line_ends_stay(tmp_path: Path, shipped: str) -> None:
    before = shipped.replace(
        "  model: models/zh-small\n", '  model: "models/zh-small"   # 我们的模型 ours\n'
    ).replace("\n", "\r\n")
    after = edited(tmp_path, before, ".runtime/models/a")
    assert changes(before, after) == [
        (
            '  model: "models/zh-small"   # 我们的模型 ours\r\n',
            "  model: .runtime/models/a   # 我们的模型 ours\r\n",
        )
    ]


def test_a_missing_key_is_added(tmp_path: Path, shipped: str) -> None:
    before = shipped.replace("  model: models/zh-small\n", "")
    after = edited(tmp_path, before, ".runtime/models/a")
    assert after == before.replace("  engine: vosk\n", "  model: .runtime/models/a\n  engine: vosk\n")


def asr_section(shipped: str) -> str:
    """The lines of `asr:`."""
    found = re.search(r"^asr:\n(?:  .*\n)+", shipped, re.MULTILINE)
    assert found is not None
    return found[0]


def test_a_section_in_braces(tmp_path: Path, shipped: str) -> None:
    before = shipped.replace(asr_section(shipped), "asr: {endpoint_ms: 600}  # short\n")
    after = edited(tmp_path, before, "/srv/models/小 a")
    assert changes(before, after) == [
        (
            "asr: {endpoint_ms: 600}  # short\n",
            'asr: {model: "/srv/models/小 a", endpoint_ms: 600}  # short\n',
        )
    ]


def test_a_missing_section_is_added(tmp_path: Path, shipped: str) -> None:
    before = shipped.replace(asr_section(shipped), "").rstrip("\n")
    after = edited(tmp_path, before, "a")
    assert after == before + "\nasr:\n  model: a\n"


def test_nothing_to_change_writes_nothing(tmp_path: Path, shipped: str) -> None:
    path = copied(tmp_path)
    path.write_text(shipped)
    stamp = path.stat()
    assert not set_values(path, "asr", {"model": "models/zh-small", "engine": "vosk"})
    assert path.stat().st_ino == stamp.st_ino


def test_an_alias_is_left_to_the_administrator(tmp_path: Path, shipped: str) -> None:
    before = shipped.replace('number: "12345"', 'number: &same "12345"').replace(
        "model: models/zh-small", "model: *same"
    )
    path = copied(tmp_path)
    path.write_text(before)
    with pytest.raises(ConfigError, match=r"write it yourself: asr.model: a"):
        set_values(path, "asr", {"model": "a"})
    assert path.read_text() == before
