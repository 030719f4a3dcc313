"""Names of `vocabulary:`, from the file to the transcript."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from asr import AsrSettings, ScriptedRecogniser, WorkerPool
from contracts import Alternative, Event, SpeechStarted, TranscriptFinal, Word
from hotline.calls.hearings import Hearings
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.vocabulary import MOST, read_names
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.problem import ConfigError
from hotline.guidance.names import gazetteer_of, names_of, put_right
from hotline.guidance.recognisers import Recognisers
from ivr.dialects.sounds import sounds_of
from ivr.settings.distribution.seats import SeatSettings
from ivr.slots.places.address import address_answer

CONFIG = """\
agents:
  - {{id: wang, name: 王芳, extension: "1001", queues: ["*"]}}
queues:
  - {{id: general, name: 综合}}
intents:
  - {{id: noise, name: 噪声, queue: general, sayings: [楼上太吵了]}}
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名]}}
vocabulary:
{vocabulary}
"""


def config(folder: Path, vocabulary: str) -> HotlineConfig:
    path = folder / "config.yaml"
    path.write_text(CONFIG.format(vocabulary=vocabulary), encoding="utf-8")
    return load(path, HotlineConfig)


def final(text: str, **more: object) -> TranscriptFinal:
    base = {"call": "c", "leg": "caller", "utterance": 0, "text": text, "start_ms": 0, "end_ms": 900}
    return TranscriptFinal.model_validate({**base, "confidence": 0.7, **more})


def test_the_names_of_special_seats_are_put_right_unless_they_are_short(tmp_path: Path) -> None:
    own = config(tmp_path, "  streets: []")
    seats = (
        SeatSettings(id="home", name="企业之家", queue="general"),
        SeatSettings(id="travel", name="文旅", queue="general"),
    )
    with_seats = own.model_copy(update={"ivr": own.ivr.model_copy(update={"seats": seats})})
    assert names_of(with_seats).correct("我找企业指甲") == "我找企业之家"
    assert names_of(with_seats).correct("我找文吕") == "我找文吕"


def test_a_name_is_written_as_configured_and_what_was_recognised_is_kept(tmp_path: Path) -> None:
    names = names_of(config(tmp_path, "  streets: [幸福路]"))
    word = Word(text="性福录", start_ms=0, end_ms=500, confidence=0.4)
    heard = final(
        "性福录3号",
        written="性福录3号",
        words=(word,),
        alternatives=(
            Alternative(text="幸福路3号", confidence=0.2),
            Alternative(text="心腹", confidence=0.1),
        ),
    )
    right = put_right(heard, names)
    assert (right.text, right.written) == ("幸福路3号", "幸福路3号")
    assert [other.text for other in right.alternatives] == ["性福录3号", "心腹"]
    assert right.alternatives[0].confidence == heard.confidence
    assert right.words == heard.words


def test_a_transcript_without_names_is_the_same_one(tmp_path: Path) -> None:
    names = names_of(config(tmp_path, "  streets: [幸福路]"))
    heard = final("我家停水了")
    assert put_right(heard, names) is heard


def test_names_of_all_kinds_and_files_count_once(tmp_path: Path) -> None:
    listed = tmp_path / "villages.txt"
    listed.write_text("\ufeff# of 2026\n白鹤村\n\n  清溪村 # by the river\n幸福路\n", encoding="utf-8")
    settings = config(tmp_path, f"  streets: [幸福路]\n  products: [便民卡, 幸福路]\n  files: ['{listed}']")
    entries = settings.vocabulary.entries
    assert [entry.name for entry in entries] == ["幸福路", "便民卡", "白鹤村", "清溪村"]
    assert [entry.kind for entry in entries] == ["streets", "products", "villages", "villages"]
    assert entries[1].path == ("vocabulary", "products", 0)
    assert entries[3].path == ("vocabulary", "files", 0)
    assert len(names_of(settings)) == 4


def test_areas_complete_addresses(tmp_path: Path) -> None:
    areas = "  areas: {城关区: [幸福路, 人民路], 安宁区: [翠竹小区, 人民路]}\n  departments: [住房保障中心]"
    settings = config(tmp_path, areas)
    places = gazetteer_of(settings, sounds_of(settings.ivr.tolerance))
    for said, written in {
        "性福录八号": "城关区幸福路8号",
        "翠竹小区三栋": "安宁区翠竹小区3栋",
        "人民路八号": "人民路8号",  # there is one in each
        "安宁区翠竹小区三栋": "安宁区翠竹小区3栋",
    }.items():
        filled = address_answer(said, places)
        assert filled is not None
        assert (filled.value, filled.score) == (written, 1.0)
    office = address_answer("住房保障中心", places)
    assert office is not None
    assert office.score < 0.5, "an office is no place that somebody lives at"
    paths = {entry.name: entry.path for entry in settings.vocabulary.entries}
    assert paths["人民路"] == ("vocabulary", "areas", "城关区", 1)


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    names = names_of(config(tmp_path, "  streets: [幸福路]\n  correct: false"))
    heard = final("性福录")
    assert put_right(heard, names) is heard


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "找不到"),
        (b"\xd0\xd2\xb8\xa3\xc2\xb7", "UTF-8"),
        ("\n" + "很" * 31, "names.txt:2"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_place(
    tmp_path: Path, content: bytes | str | None, message: str
) -> None:
    path = tmp_path / "names.txt"
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigError) as error:
        config(tmp_path, f"  files:\n    - {path}")
    (problem,) = error.value.problems
    assert (problem.line, problem.column) == (10, 7)
    assert message in problem.message
    assert str(path) in problem.message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="无法读取"):
        read_names(tmp_path)


def test_more_names_than_can_be_looked_for_are_refused(tmp_path: Path) -> None:
    listed = tmp_path / "many.txt"
    listed.write_text("".join(f"第{number}村\n" for number in range(MOST + 1)), encoding="utf-8")
    with pytest.raises(ConfigError, match=f"最多 {MOST}"):
        config(tmp_path, f"  files: ['{listed}']")


async def test_every_leg_is_heard_with_its_names(tmp_path: Path) -> None:
    names = names_of(config(tmp_path, "  streets: [幸福路]"))
    pool = WorkerPool(1)
    events: list[Event] = []
    recogniser = ScriptedRecogniser(["我在性福录"], character_ms=100)
    hearings = Hearings(
        Recognisers(recogniser, {}, pool),
        AsrSettings(queue_ms=30000),
        lambda _leg, _lost: None,
        put_right=lambda heard: put_right(heard, names),
    )
    hearing = hearings.hearing("c", "agent", 8000, events.append, 0)
    tone = np.sin(np.arange(8000) * 0.3) * 8000 * (1 + np.sin(np.arange(8000) * 0.02))
    hearing.feed(bytes(3200) + tone.astype("<i2").tobytes() + bytes(16000))
    await hearing.close()
    await asyncio.to_thread(pool.close)
    assert any(isinstance(event, SpeechStarted) for event in events)
    assert [event.text for event in events if isinstance(event, TranscriptFinal)] == ["我在幸福路"]
