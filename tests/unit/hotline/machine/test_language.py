"""What a page is told of an error is in both languages, whatever the service was started in."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from agent_assist.admin.port import AdministrationRefused
from asr.transcribe import RecordingError, read_recording
from contracts.errors import ServiceError
from hotline.administration.page.not_published import not_published
from hotline.configuration.generations.files import FilesNotWritable
from hotline.configuration.generations.store import GenerationError, Generations
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.machine.language import in_both

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(params=["en", "zh"], autouse=True)
def locale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LANGUAGE", request.param)
    return str(request.param)


def halves(text: str) -> tuple[str, str]:
    """As the page takes it apart."""
    chinese, _between, english = text.partition(" / ")
    assert CHINESE.search(chinese)
    assert english
    assert not CHINESE.search(english)
    return chinese, english


def no_such_generation(folder: Path) -> GenerationError:
    with pytest.raises(GenerationError) as raised:
        Generations(folder).get(7)
    return raised.value


def test_the_process_speaks_the_language_of_its_locale(tmp_path: Path, locale: str) -> None:
    assert bool(CHINESE.search(str(no_such_generation(tmp_path)))) is (locale == "zh")


def test_the_page_has_both_languages_of_what_kept_a_publication_from_being_made(tmp_path: Path) -> None:
    error = FilesNotWritable(tmp_path, OSError(28, "No space left on device"))
    refused = not_published(error)
    assert isinstance(refused, AdministrationRefused)
    chinese, english = halves(str(refused))
    assert chinese.startswith("没有发布：")
    assert "Make room" in english
    for half in (chinese, english):
        assert str(tmp_path) in half
    chinese, english = halves(in_both(no_such_generation(tmp_path), "没有第 7 版"))
    assert chinese.startswith("没有第 7 版：")
    assert "7" in english


def test_mistakes_that_name_themselves_in_both_are_taken_apart_line_by_line() -> None:
    lines = [
        Problem("config.yaml", line, 1, "queues", "没有这个队列 / no such queue", "改名 / name another")
        for line in (3, 9)
    ]
    chinese, english = halves(in_both(ConfigError(lines), "没有发布"))
    assert chinese.splitlines()[1] == "config.yaml:9:1: queues: 没有这个队列 → 改名"
    assert english.splitlines() == [
        f"config.yaml:{line}:1: queues: no such queue → name another" for line in (3, 9)
    ]


def test_what_an_adapter_refuses_and_what_names_another_error_is_in_both(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as raised:
        read_recording(tmp_path / "none.wav", 8000)
    chinese, english = halves(in_both(raised.value))
    assert "没有这个文件" in chinese
    assert "there is no such file" in english
    again = pickle.loads(pickle.dumps(raised.value))  # from another process
    assert halves(in_both(again)) == (chinese, english)


def test_what_nobody_has_translated_stands_in_both_halves_as_it_is() -> None:
    assert in_both(ServiceError("disk on fire"), "没有发布") == "没有发布：disk on fire / disk on fire"
