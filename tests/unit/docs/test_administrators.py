"""The administrators' pages: the same in both languages, with examples and commands that work."""

from __future__ import annotations

import io
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from hotline.administration.configuration_tests.cases import parse_tests
from hotline.administration.simulation.dialogues.file import read_dialogues
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load_source
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import DEFAULT_CONFIG
from tests.unit.docs.pages import LANGUAGES, administrators

CHINESE, ENGLISH = (administrators(language) for language in LANGUAGES)
LONGEST = 120
"""Lines of a page."""
INDEX = "README.md"
TESTS = {"sayings", "conversations", "recordings"}
"""Sections that make a block of YAML a file of tests."""

SCRIPTS: dict[str, list[str]] = {"script/hotline": [], "script/run": ["run"], "script/bench": ["bench"]}


def _parsed(block: str) -> Any:
    return YAML(typ="safe", pure=True).load(block)


COMMANDS = sorted({line for page in CHINESE.values() for line in page.commands()})


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    data: dict[str, Any] = load_source(DEFAULT_CONFIG, HotlineConfig)[1].data
    return {name: value for name, value in data.items() if name != "include"}


def _with(data: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """`data` and what the example says; its entries replace those of the same id."""
    found = dict(data)
    for key, value in more.items():
        old = found.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            found[key] = _with(old, value)
        elif isinstance(value, list) and isinstance(old, list) and _have_ids(value):
            new = {one["id"] for one in value}
            found[key] = [one for one in old if one["id"] not in new] + value
        else:
            found[key] = value
    return found


def _have_ids(entries: list[Any]) -> bool:
    return all(isinstance(one, dict) and "id" in one for one in entries)


def _valid(data: dict[str, Any], place: Path | None = None) -> HotlineConfig:
    """Raises `ConfigError` for what `hotline check` calls a mistake; `place` is the folder of the file."""
    text = io.BytesIO()
    YAML(typ="safe", pure=True).dump(data, text)
    return parse(Sources("config.yaml", {"config.yaml": text.getvalue()}, place=place), HotlineConfig)[0]


def test_both_languages_have_the_same_pages() -> None:
    assert list(CHINESE) == list(ENGLISH)
    assert INDEX in CHINESE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page(language: str) -> None:
    pages = administrators(language)

    assert set(pages) - {INDEX} <= set(pages[INDEX].links())


@pytest.mark.parametrize("name", CHINESE)
def test_both_languages_show_the_same(name: str) -> None:
    chinese, english = CHINESE[name], ENGLISH[name]

    assert list(map(_parsed, chinese.fences("yaml"))) == list(map(_parsed, english.fences("yaml")))
    assert chinese.commands() == english.commands()
    assert max(chinese.lines, english.lines) <= LONGEST


@pytest.mark.parametrize("name", CHINESE)
def test_examples_are_valid(name: str, shipped: dict[str, Any], tmp_path: Path) -> None:
    """Each by itself added to the shipped configuration, and to the examples before it on the page."""
    config = shipped
    for block in CHINESE[name].fences("yaml"):
        data = _parsed(block)
        if isinstance(data, list):
            script = tmp_path / "talks.yaml"
            script.write_text(block, "utf-8")
            assert read_dialogues(script, _valid(shipped).ivr)
        elif TESTS & set(data):
            _made([tmp_path / one["file"] for one in data.get("recordings", ())])
            parse_tests(Sources.single(block.encode(), "config.tests.yaml"), tmp_path, _valid(shipped).ivr)
        else:
            config = _with(config, {key: value for key, value in data.items() if key != "include"})
            names = config.get("vocabulary", {}).get("files", [])
            names[:] = _made([tmp_path / file for file in names])
            _valid(config, tmp_path)


def _made(files: list[Path]) -> list[str]:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return [str(file) for file in files]


def _words(command: str) -> Iterator[str]:
    program, *words = shlex.split(command)
    yield from SCRIPTS[program]
    yield from words


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_exist_with_these_options(command: str) -> None:
    result = CliRunner().invoke(app, [*_words(command), "--help"])

    assert result.exit_code == 0, result.output


def test_commands_with_other_options_fail() -> None:
    assert CliRunner().invoke(app, ["check", "--stricter", "--help"]).exit_code == 2
    assert CliRunner().invoke(app, ["models", "vocabularies", "--help"]).exit_code == 2
