"""The catalogue itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.cli.models.view import recommended
from hotline.machine.setup.fetched.thing import Thing
from hotline.machine.setup.fetched.things import THINGS
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import checkout
from models.catalogue import Entry, InstallError, load_catalogue
from tests.unit.models.catalogue.archives import ZH_SMALL

KEYWORDS = "sherpa-onnx-kws-zipformer-wenetspeech-3.3M-2024-01-01"
SENSE_VOICE = "sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17"
FIRST = ["whisper-base", "multilingual-e5-small", KEYWORDS, "vosk-model-small-cn-0.22", SENSE_VOICE]


def test_the_bundled_model_and_the_ones_to_take_first_are_listed() -> None:
    catalogue = load_catalogue()
    assert next(iter(catalogue)) == "zh-small"
    assert {KEYWORDS, "vosk-model-small-cn-0.22", "vosk-model-cn-0.22"} < set(catalogue)
    assert [entry.name for entry in recommended(None)] == FIRST
    bundled = catalogue["zh-small"]
    assert bundled.bundled is not None
    size = sum(file.stat().st_size for file in ZH_SMALL.rglob("*") if file.is_file())
    assert bundled.size_bytes == pytest.approx(size, rel=0.02)


def test_an_archive_is_named_after_its_entry() -> None:
    for entry in load_catalogue().values():
        if entry.address is not None:
            assert entry.address.rsplit("/", 1)[1] in (f"{entry.name}.zip", f"{entry.name}.tar.bz2")


@pytest.mark.parametrize(
    ("region", "part"),
    [
        ("成都市", "paraformer-zh-int8"),
        ("Sichuan", "paraformer-zh-int8"),
        ("上海", "wenetspeech-wu"),
        ("广东省", "wenetspeech-yue"),
        ("长沙", "dolphin"),
        ("Wuhan", "dolphin"),
        ("吴忠", "dolphin"),
    ],
)
def test_a_region_adds_its_dialect(region: str, part: str) -> None:
    *_, last = recommended(region)
    assert part in last.name
    assert [entry.name for entry in recommended(region)] == [*FIRST, last.name]


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"size_bytes": None},
        {"address": "http://example.org/a.zip"},
        {"address": None},
        {"fetched": "models/a"},
        {"address": None, "page": "http://example.org/a", "sources": {"page": "x", "size_bytes": "x"}},
        {"sha256": "abc", "sources": {"address": "x", "size_bytes": "x", "sha256": "x"}},
        {"surprise": 1},
    ],
)
def test_a_figure_without_a_source_is_refused(change: dict[str, object]) -> None:
    good = {
        "name": "a",
        "title": "甲",
        "engine": "vosk",
        "kind": "streaming",
        "languages": ["zh"],
        "address": "https://example.org/a.zip",
        "size_bytes": 1,
        "sha256": None,
        "licence": None,
        "memory_mb": None,
        "real_time_factor": None,
        "sources": {"address": "x", "size_bytes": "x"},
    }
    Entry.model_validate(good)
    with pytest.raises(ValueError, match=r"."):
        Entry.model_validate({**good, **change})


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.name)
def test_what_set_up_fetches_is_what_the_catalogue_says(thing: Thing) -> None:
    entry = load_catalogue()[thing.name]
    assert entry.fetched == str(thing.folder(checkout()).relative_to(checkout().root))
    assert entry.engine == thing.engine
    assert entry.sha256 == thing.files[thing.main].sha256
    assert entry.size_bytes == thing.size
    assert entry.licence == "MIT"


def test_licences_that_are_known_word_for_word_are_laid_beside_it() -> None:
    assert WHISPER_BASE.licence is not None
    assert WHISPER_BASE.licence.startswith("MIT License")


@pytest.mark.parametrize("text", ["", "models: 3", "models: [{}]", "models: [", "a: b"])
def test_a_broken_catalogue_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text)
    with pytest.raises(InstallError, match=r"catalogue.yaml: this is no catalogue"):
        load_catalogue(path)
