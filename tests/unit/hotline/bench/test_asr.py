"""The bench of the ears: what it counts, what it does to sound, and what it says when data is missing."""

from __future__ import annotations

import io
import json
import logging
import tarfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from rich.console import Console
from rich.table import Table
from typer.testing import CliRunner

from asr import AsrSettings, ScriptedRecogniser
from hotline.bench.asr import people
from hotline.bench.asr.asr import measure
from hotline.bench.asr.context import FULL, QUICK, Context, Effort, Extras
from hotline.bench.asr.listening import BenchListener, Heard, accuracy, chinese, errors, rejection
from hotline.bench.material import mbrola
from hotline.bench.material.lines import varied_line
from hotline.bench.material.material import Item, Material, word_list
from hotline.bench.material.sound import PAD_S, RATE, Codec, coded, pink, resampled, telephone
from hotline.bench.material.voices import ACCENTS, SENTENCES, TEMPLATE_SENTENCES, VARIANTS, accented, pinyin
from hotline.bench.picture import picture
from hotline.bench.rows import NoMaterial, Row
from hotline.bench.targets import TARGETS, Target
from hotline.cli.app import app
from hotline.cli.bench import asr_rows as command
from hotline.cli.terminal import load_config
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

AT_MOST_TEN = Target("cer_percent", at_most=10)
SOME_SYLLABLES = [start + end for start in ("b", "d", "f", "g", "l", "n") for end in ("a", "ei", "ang", "u")]
SECOND = bytes(2 * RATE)
SYLLABLES = set(lazy_pinyin("".join(map(chr, range(0x4E00, 0x9FA6)))))


def heard(text: str, got: str, cpu_s: float = 0.1) -> Heard:
    return Heard(Item(text, text, SECOND), got, cpu_s, 0.01)


def samples(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def tone(seconds: float, rate: int) -> np.ndarray:
    return np.sin(2 * np.pi * 700 * np.arange(int(seconds * rate)) / rate).astype(np.float32)


def archive(path: Path, sounds: dict[str, np.ndarray]) -> None:
    """A tar of `<name>.wav`, as the data folder has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w") as tar:
        for name, sound in sounds.items():
            wave = io.BytesIO()
            soundfile.write(wave, sound, RATE, format="WAV")
            info = tarfile.TarInfo(f"{path.stem}/{name}.wav")
            info.size = wave.tell()
            wave.seek(0)
            tar.addfile(info, wave)


def test_a_wrong_character_of_the_right_sound_is_no_wrong_syllable() -> None:
    figures = errors([heard("公积金怎么取", "公鸡金怎么取")])
    assert figures["cer_percent"] == pytest.approx(100 / 6, abs=0.1)
    assert figures["pinyin_error_percent"] == 0
    assert figures["exact_percent"] == 0


def test_errors_are_counted_over_characters_and_not_over_recordings() -> None:
    figures = errors([heard("停电了", ""), heard("我们小区的路灯坏了", "我们小区的路灯坏了")])
    assert figures["cer_percent"] == 25.0
    assert figures["exact_percent"] == 50.0
    assert figures["cpu_s_per_s"] == pytest.approx(0.1)
    assert figures["worst_chunk_cpu_ms"] == 10.0
    low, high = figures["cer_95"]
    assert low <= 25 <= high


def test_punctuation_and_letters_do_not_count() -> None:
    assert chinese("装修，APP 从早吵到晚！") == "装修从早吵到晚"


def test_a_rejected_word_is_neither_right_nor_wrong() -> None:
    figures = accuracy([heard("对", "对"), heard("对", ""), heard("对", "不对"), heard("好", "好")])
    assert (figures["accuracy_percent"], figures["rejected_percent"], figures["wrong_percent"]) == (
        50,
        25,
        25,
    )
    assert rejection([heard("", ""), heard("", "对")])["rejected_percent"] == 50


def test_the_listener_hears_item_after_item_and_may_raise_the_rate() -> None:
    listener = BenchListener(ScriptedRecogniser(["投诉", "咨询"], rate=16000))
    stream = listener.stream()
    assert [listener.hear(Item("a", "投诉", SECOND), stream).text for _ in range(2)] == ["投诉", "咨询"]
    assert len(resampled(SECOND, 16000)) == 2 * len(SECOND)


def test_noise_is_added_at_the_level_asked_for() -> None:
    voice = tone(2, 16000)
    quiet = telephone(voice, 16000, np.random.default_rng(1))
    noisy = telephone(voice, 16000, np.random.default_rng(1), noise_db=10)
    assert len(quiet) == len(noisy) == (2 * RATE + 2 * int(PAD_S * RATE)) * 2
    inside = slice(int(PAD_S * RATE), -int(PAD_S * RATE))
    clean, noise = samples(quiet)[inside], (samples(noisy) - samples(quiet))[inside]
    assert 10 * np.log10((clean**2).mean() / (noise**2).mean()) == pytest.approx(10, abs=1.5)


def test_lost_packets_are_silent() -> None:
    lossy = samples(telephone(tone(10, RATE), RATE, np.random.default_rng(1), loss=0.2))
    packets = lossy[: len(lossy) // 160 * 160].reshape(-1, 160)
    silent = (np.abs(packets) <= 8).all(axis=1).mean()  # A-law has no zero, only ±8
    assert 0.12 < silent < 0.35


def test_the_same_seed_gives_the_same_sound() -> None:
    first, second = (telephone(tone(1, RATE), RATE, np.random.default_rng(7), noise_db=5) for _ in range(2))
    assert first == second
    assert pink(8000, np.random.default_rng(1)).std() == pytest.approx(1, abs=0.01)


@settings(max_examples=60)
@given(
    text=st.sampled_from(SENTENCES),
    accent=st.sampled_from(sorted(ACCENTS)),
    seed=st.integers(min_value=0, max_value=1000),
)
def test_an_accent_speaks_syllables_of_mandarin_with_the_same_tones(
    text: str, accent: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    for syllable in pinyin(text):
        changed = accented(syllable, accent, rng)
        assert changed[-1] == syllable[-1]
        assert changed[:-1] in SYLLABLES


def test_an_accent_merges_what_it_is_known_for() -> None:
    rng = np.random.default_rng(1)
    assert {accented("sheng1", "southwest", rng) for _ in range(50)} >= {"sen1", "sheng1"}
    assert "fu4" in {accented("hu4", "hunan", rng) for _ in range(20)}


def test_voices_and_sentences_of_the_bench_are_not_those_of_training_or_configuration() -> None:
    training = CHECKOUT / "models" / "training"
    used = set((training / "speech" / "espeak_variants.txt").read_text(encoding="utf-8").split())
    assert not used & set(VARIANTS)
    texts = [path.read_bytes() for path in (training / "language").glob("sentences/*.txt")]
    texts += read_sources(DEFAULT_CONFIG).files.values()
    known = "".join(chinese(text.decode()) for text in texts)
    assert not [sentence for sentence in SENTENCES if sentence in known]


@pytest.mark.parametrize(("name", "count"), [("ivr", 35), ("hotline", 204)])
def test_word_lists_have_their_size(name: str, count: int) -> None:
    words = word_list(name)
    assert len(set(words)) == len(words) == count


def test_missing_data_is_named(tmp_path: Path) -> None:
    material = Material(tmp_path, 1)
    for get in (material.requests, lambda: material.dev("service"), lambda: material.words(["一"])):
        with pytest.raises(NoMaterial, match="not here"):
            get()


def test_rows_without_data_say_why_and_the_others_are_measured(tmp_path: Path) -> None:
    effort = Effort(cpu_seconds=300, sentences=1, words=3, recordings=1, rounds=1, speech_s=1, every=9)
    extras = Extras(mbrola=tmp_path, held_out=tmp_path)
    logger = logging.getLogger("asr.engines.vosk.engine")
    level, seen = logger.level, list[Row]()
    rows = measure(Context(AsrSettings(), CHECKOUT, tmp_path, effort, 1, extras), seen.append)
    assert rows == seen
    assert logger.level == level
    by_name = {row.name: row for row in rows}
    for name in ("requests, neural voice", "customer service, a woman", "Sichuan accent, people"):
        assert "not here" in str(by_name[name].skipped)
    assert "does not hold" in str(by_name["MBROLA voice, known templates"].skipped)
    assert by_name["noise, menu grammar"].figures["n"] == 3
    # A process that has run other tests takes room that was freed before: nothing is added then.
    assert by_name["memory"].figures["model_and_first_stream_mib"] >= 0
    ratio = by_name["accented against standard"]
    assert ratio.figures.get("cer_ratio", 0) > 0 or ratio.skipped
    left_out = [row for row in rows if row.group == "left out of training"]
    assert len(left_out) == 9
    assert all(row.skipped and not row.figures for row in left_out)
    assert set(TARGETS) <= set(by_name)
    assert json.dumps([row.as_json() for row in rows])


def test_a_model_without_a_speaker_is_measured_on_that_speaker(tmp_path: Path) -> None:
    sound = tone(0.5, RATE)
    words = [*word_list("ivr"), *word_list("hotline")]
    archive(tmp_path / "data" / "speech" / "hsk_tan.tar", dict.fromkeys(words, sound))
    archive(tmp_path / "data" / "speech" / "syll_chen.tar", {f"{one}1": sound for one in SOME_SYLLABLES})
    models = tmp_path / "models"
    models.mkdir()
    (models / "tan").symlink_to(CHECKOUT / AsrSettings().model)
    (models / "chen").mkdir()
    (models / "chen" / "am").symlink_to(CHECKOUT / AsrSettings().model / "am")  # the rest is borrowed
    effort = Effort(cpu_seconds=300, sentences=1, words=4, recordings=1, rounds=1, speech_s=1)
    extras = Extras(held_out=models)
    context = Context(AsrSettings(), CHECKOUT, tmp_path / "data", effort, 1, extras)
    figures, missing = {}, []
    for task in people.left_out(context):
        try:
            figures[task.name] = task.measure()
        except NoMaterial as error:
            missing.append((task.name, str(error)))
    assert figures["woman (tan) left out, 35 menu words and digits"]["n"] == 35
    assert figures["woman (tan) left out, words without a grammar"]["cer_percent"] > 0
    assert figures["woman (chen) left out, 20 syllables"]["n"] == 4
    assert [name for name, _ in missing] == [
        f"speaker (davin) left out, {x} syllables" for x in ("20", "all")
    ]
    assert all("not here" in why for _, why in missing)


def test_a_target_is_met_or_not_and_stands_beside_its_figure() -> None:
    row = Row("g", "n", {"accuracy_percent": 95.9}, targets=(Target("accuracy_percent", at_least=96),))
    assert row.as_json()["targets"] == [{"figure": "accuracy_percent", "at_least": 96, "met": False}]
    assert Target("cer_percent", at_most=20).met(20.0) is True
    assert Target("cer_percent", at_most=20).met(None) is None
    assert Target("cer_percent", at_most=20).text(20.1) == "≤ 20 ✗"


ROWS = [
    Row("free", "a", {"n": 1, "cer_percent": 9.5, "cer_95": [1.0, 20.0]}, targets=(AT_MOST_TEN,)),
    Row("free", "b", {"n": 2, "pinyin_error_percent": 3.0, "pinyin_exact_percent": 90.0}),
    Row("free", "c", skipped="no data"),
    Row("menu", "d", {"accuracy_percent": 97.0, "pinyin_exact_percent": 99.0, "wrong_percent": 1.0}),
    Row("free", "e", skipped="no data"),
    Row("free", "f", skipped="no model"),
    Row(
        "cost", "streams", {"ratio_cpu": 0.8, "rounds": [1, 2]}, targets=(Target("ratio_cpu", at_least=0.9),)
    ),
]


def cells(table: Table) -> list[list[str]]:
    """Head and rows."""
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def test_the_tables_have_every_figure_what_is_wanted_and_why_something_is_missing() -> None:
    free, menu, cost, missing = command.tables(ROWS)
    assert free.title == "free, percent"
    assert cells(free) == [
        ["row", "n", "CER", "syllables", "wanted"],
        ["a", "1", "9.5 (1–20)", "", "CER ≤ 10 ✓"],
        ["b", "2", "", "3.0", ""],
    ]
    assert cells(menu) == [
        ["row", "right", "right by sound", "wrong"],
        ["d", "97.0", "99.0", "1.0"],
    ]
    assert cost.title == "cost"
    assert cells(cost) == [
        ["row", "figure", "value", "wanted"],
        ["streams", "ratio cpu", "0.8", "≥ 0.9 ✗"],
        ["streams", "rounds", "1 2", ""],
    ]
    assert cells(missing) == [["row", "why"], ["c\ne", "no data"], ["f", "no model"]]


@pytest.mark.parametrize(("quick", "effort"), [(True, QUICK), (False, FULL)])
def test_json_has_the_rows_and_what_they_depend_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: bool, effort: Effort
) -> None:
    contexts: list[Context] = []

    def measured(context: Context, on_row: Callable[[Row], None]) -> list[Row]:
        contexts.append(context)
        for row in ROWS:
            on_row(row)
        return ROWS

    config, extras, console = load_config(DEFAULT_CONFIG), Extras(mbrola=tmp_path), io.StringIO()
    command.bench_asr(
        config,
        quick=quick,
        data=tmp_path,
        extras=extras,
        svg=tmp_path / "picture.svg",
        as_json=True,
        console=Console(file=console),
        measure=measured,
    )
    (context,) = contexts
    found = (context.settings, context.base, context.effort, context.extras, context.material.folder)
    streaming = config.asr.model_copy(update={"final_model": None})
    assert found == (streaming, CHECKOUT, effort, extras, tmp_path)
    report = json.loads(capsys.readouterr().out)
    assert report["rows"] == [row.as_json() for row in ROWS]
    assert (report["model"], report["seed"], report["data"]) == (config.asr.model, 12345, tmp_path.name)
    assert ElementTree.fromstring((tmp_path / "picture.svg").read_text("utf-8")).tag.endswith("svg")


def test_every_syllable_of_the_sentences_has_pieces_of_the_mbrola_voice() -> None:
    assert mbrola.pieces("huang") == ("hu", "ang")
    assert mbrola.pieces("zhi") == ("zh", "ll")
    assert mbrola.pieces("yu") == ("y", "v")
    assert mbrola.pieces("ai") == ("", "ai")
    assert all(mbrola.pieces(one[:-1])[1] for text in TEMPLATE_SENTENCES for one in pinyin(text))
    assert mbrola.score(["zhi1", "dao4"]).splitlines()[1:3] == ["zh 65", "ll 165 0 265 100 260"]


def test_a_line_keeps_the_voice_and_its_seed_gives_the_same_sound() -> None:
    voice = tone(1, 16000)
    first, second = (varied_line(voice, 16000, np.random.default_rng(3)) for _ in range(2))
    assert first == second
    spectrum = np.abs(np.fft.rfft(samples(first)))
    loudest = spectrum.argmax() * RATE / len(samples(first))
    assert loudest == pytest.approx(700, abs=10)
    assert not np.array_equal(samples(varied_line(voice, 16000, np.random.default_rng(4))), samples(first))


@pytest.mark.parametrize("codec", ["alaw", "ulaw", "gsm"])
def test_a_codec_changes_the_sound_a_little(codec: Codec) -> None:
    voice = tone(1, RATE)
    heard_by = [samples(telephone(voice, RATE, np.random.default_rng(1), codec=c)) for c in ("alaw", codec)]
    difference = heard_by[0] - heard_by[1]
    assert (difference**2).mean() < 0.1 * (heard_by[0] ** 2).mean()
    assert (codec == "alaw") == (not difference.any())


@pytest.mark.parametrize("codec", ["alaw", "ulaw"])
@given(values=st.lists(st.integers(-32000, 32000), max_size=300))
def test_companding_is_off_by_half_a_step_at_most(codec: Codec, values: list[int]) -> None:
    sound = np.array(values, "<i2")
    back = np.frombuffer(coded(sound.tobytes(), codec), "<i2").astype(int)
    assert len(back) == len(sound)
    assert (np.abs(back - sound) <= np.abs(sound.astype(int)) / 32 + 16).all()


def test_gsm_keeps_the_length() -> None:
    assert len(coded(SECOND[:-2], "gsm")) == len(SECOND) - 2


def test_the_picture_is_an_svg_with_every_share() -> None:
    rows = [
        Row(
            "free",
            "a < b",
            {"n": 3, "cer_percent": 12.5, "pinyin_error_percent": 140.0},
            targets=(AT_MOST_TEN,),
        ),
        Row("cost", "memory", {"mib": 3}),
        Row("free", "none", skipped="no data"),
    ]
    root = ElementTree.fromstring(picture(rows, "models/x & y"))
    shown = " ".join(text for text in root.itertext())
    assert "a < b (3)" in shown
    assert "12.5" in shown
    assert "140" in shown
    assert "memory" not in shown
    marks = list(root.iter("{http://www.w3.org/2000/svg}path"))
    assert len(marks) == 2  # of the legend, and of the one target


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["bench", "everything"], "No such command"), (["bench", "call", "--quick"], "No such option")],
)
def test_misuse_of_bench_is_answered(arguments: list[str], words: str) -> None:
    shown = CliRunner().invoke(app, arguments)
    assert shown.exit_code == 2
    assert words in shown.output
