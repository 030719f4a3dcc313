"""The bench of two passes: the sounds it makes, what it counts, what it says without a second pass."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from asr import AsrSettings, ScriptedRecogniser
from asr.engines.offline import Reading, Utterance
from asr.engines.recogniser import Hypothesis
from asr.second_pass.passes import TwoPass
from contracts import TranscriptFinal
from contracts.dialogue import Route
from hotline.administration.hearing.ears import Remembering
from hotline.bench.asr.context import Context, Effort, Extras
from hotline.bench.asr.second import crowds
from hotline.bench.asr.second.cost import cost
from hotline.bench.asr.second.crowd import Said, meet
from hotline.bench.asr.second.languages import languages, told
from hotline.bench.asr.second.measure import GROUPS, PASSES, measure_groups
from hotline.bench.asr.second.people import people
from hotline.bench.asr.second.phantoms import phantoms
from hotline.bench.asr.second.targets import TARGETS
from hotline.bench.material import foreign, nobody
from hotline.bench.material.material import Item, Material
from hotline.bench.material.sound import RATE
from hotline.bench.rows import NoMaterial, Row
from hotline.cli.bench.asr_rows import tables
from hotline.cli.terminal import load_config
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG
from tests.unit.asr.second_pass.reader import Reader, text
from tests.unit.asr.sounds import pcm, voice

EFFORT = Effort(cpu_seconds=300, sentences=1, words=2, recordings=1, rounds=1, speech_s=1)


def in_english(said: str, sure: float) -> Reading:
    return Reading(Hypothesis(said, 0.9), "en", sure)


@pytest.mark.parametrize("name", sorted(nobody.KINDS))
def test_every_kind_has_pieces_of_its_own_that_are_the_same_for_everybody(name: str) -> None:
    one, other = nobody.pieces(nobody.KINDS[name], name, 2, 1)
    assert one == nobody.pieces(nobody.KINDS[name], name, 1, 1)[0]
    assert one.pcm != other.pcm
    for piece in (one, other):
        assert nobody.SHORTEST_S <= piece.seconds - 2 * nobody.PAD_S <= nobody.LONGEST_S
        level = np.frombuffer(piece.pcm, "<i2").astype(np.float64).std() / 32768
        assert level < 0.001 if name == "silence" else level > 0.001


def test_talk_on_top_of_talk_is_made_of_the_voices_given() -> None:
    talk = nobody.mixed_talk([np.sin(np.arange(RATE, dtype=np.float32))])
    assert talk(2 * RATE, np.random.default_rng(1)).shape == (2 * RATE,)


def test_of_more_people_only_those_with_a_text_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "speech" / "human_more"
    folder.mkdir(parents=True)
    rows = [{"file": f"many/{name}.opus", "text": said} for name, said in (("a", "停水了"), ("b", None))]
    (folder / "index.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with tarfile.open(folder / "many.tar", "w") as tar:
        wave = io.BytesIO()
        soundfile.write(wave, np.zeros(RATE), RATE, format="WAV")
        info = tarfile.TarInfo("many/a.wav")
        info.size = wave.tell()
        wave.seek(0)
        tar.addfile(info, wave)
    assert [(item.name, item.text) for item in Material(tmp_path, 1).more("many", 10)] == [("a", "停水了")]
    with pytest.raises(NoMaterial, match="not here"):
        Material(tmp_path / "elsewhere", 1).more("many", 10)


def test_there_are_forty_english_sentences_and_no_voice_that_espeak_lacks() -> None:
    assert len(set(foreign.ENGLISH)) == 40
    with pytest.raises(NoMaterial):
        foreign.english("en-on-the-moon", 1)


def test_the_same_sound_is_read_once() -> None:
    reader = Reader([text("停水了")])
    ears = Remembering(reader)
    utterance = Utterance(bytes(1600), RATE)
    assert ears.read(utterance).hypothesis.text == ears.read(utterance).hypothesis.text == "停水了"
    assert len(ears.asked) == 2
    assert len(reader.seconds) == 1


def spoken(*readings: Reading) -> Any:
    """Ears that hear one utterance in every item."""
    passes = TwoPass(ScriptedRecogniser(["哈罗"] * len(readings)), Reader(list(readings)))
    return SimpleNamespace(passes={"joined": passes}, settings=AsrSettings(), close=passes.close)


class LedNowhere:
    def by(self, finals: list[TranscriptFinal]) -> Any:
        english = any(one.language == "en" for one in finals)
        return SimpleNamespace(end=Route("emergency", 1, "", foreign=english))


def test_a_language_counts_only_where_it_is_sure() -> None:
    item = Item("a", "", pcm(np.concatenate([voice(1500), np.zeros(RATE)])))
    ears = spoken(in_english("no water", 0.95), in_english("hello", 0.5))
    try:
        figures = told(ears, LedNowhere(), [item, item], "en")  # type: ignore[arg-type]
    finally:
        ears.close()
    assert (figures["right_percent"], figures["foreign_percent"]) == (50, 50)
    assert figures["led_to_foreign_percent"] == 100
    assert figures["otherwise_told"] == ["en 0.50"]


async def test_a_crowd_is_heard_in_real_time_and_counted() -> None:
    passes = TwoPass(ScriptedRecogniser(["停水了"] * 4), Reader([text("停水了")] * 4))
    try:
        callers = [[Said(0.1, pcm(voice(600)))], [Said(0.2, pcm(voice(600)))]]
        met = await meet(passes, AsrSettings(queue_ms=30000), callers, asked=True)
    finally:
        passes.close()
    assert [final.text for final in met.finals] == ["停水了"] * 2
    figures = crowds.figures(met, 1200)
    assert (figures["finals"], figures["frames_lost"], figures["failed"]) == (2, 0, 0)
    assert figures["frames"] > 200
    assert figures["longest_wait_ms"] >= figures["wait_ms_p50"]


def test_without_a_second_pass_its_rows_say_so(tmp_path: Path) -> None:
    config = load_config(DEFAULT_CONFIG)
    config = config.model_copy(update={"asr": config.asr.model_copy(update={"final_model": None})})
    context = Context(config.asr, CHECKOUT, tmp_path, EFFORT, 1, Extras())
    seen: list[Row] = []
    rows = measure_groups(PASSES, config, CHECKOUT, context, seen.append)
    assert rows == seen
    assert len(rows) == len(PASSES)
    assert all("asr.final_model" in str(row.skipped) for row in rows)
    assert set(PASSES) < set(GROUPS)


def test_the_tables_show_what_phantoms_and_languages_came_to() -> None:
    nobody_s, languages_s = tables(
        [
            Row("phantoms, joined passes", "music, joined", {"n": 9, "with_text_percent": 0.0, "texts": []}),
            Row(
                "languages, Mandarin",
                "language of us",
                {"n": 9, "right_percent": 90.0, "foreign_percent": 1.0},
            ),
        ]
    )
    assert [column.header for column in nobody_s.columns] == ["row", "n", "with text"]
    assert [column.header for column in languages_s.columns] == ["row", "n", "told right", "not Chinese"]


def test_what_is_wanted_is_wanted_of_rows_that_there_are(tmp_path: Path) -> None:
    context = Context(AsrSettings(), CHECKOUT, tmp_path, EFFORT, 1, Extras())
    ears: Any = None  # nothing is measured
    tasks = [*people(context, ears), *phantoms(context, ears, ears), *languages(context, ears, ears)]
    tasks += [*cost(context, ears), *crowds.crowds(context, ears)]
    names = [task.name for task in tasks]
    assert len(names) == len(set(names))
    assert set(TARGETS) <= set(names)
