"""`hotline models`, as an administrator meets it."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asr import ModelError
from hotline.administration.models.check import take_telephone_sound, try_out
from hotline.administration.models.in_use import hint
from hotline.cli.app import app
from hotline.cli.models import shared, view
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import DEFAULT_CONFIG
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.layout import Layout
from models.catalogue import load_catalogue
from tests import tone_models
from tests.shipped import copied
from tests.unit.hotline.machine.setup.fetched.conftest import small_whisper, write_folder
from tests.unit.models.catalogue.archives import SHERPA, ZH_SMALL, tarred, zipped_folder
from tests.unit.models.catalogue.server import publishing

SMALL = "vosk-model-small-cn-0.22"
KEYWORDS = "sherpa-onnx-kws-zipformer-wenetspeech-3.3M-2024-01-01"


class Desk:
    """A configuration and a store of this test's own."""

    def __init__(self, home: Path) -> None:
        self.store = home / "store"
        self.config = copied(home)

    def run(self, verb: str, *arguments: str | Path) -> Result:
        words = [verb, *map(str, arguments)]
        if verb not in ("show", "recommended"):
            words += ["--store", str(self.store)]
        if verb in ("list", "remove", "use"):
            words += ["--config", str(self.config)]
        return CliRunner().invoke(app, ["models", *words])

    def states(self) -> dict[str, str]:
        return {row["name"]: row["state"] for row in json.loads(self.run("list", "--json").stdout)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A small stock model in an archive: ours, under another name."""
    return zipped_folder(tmp_path / "stock.zip", ZH_SMALL, "stock-1.0")


def test_install_use_verify_and_remove(desk: Desk, stock: Path) -> None:
    result = desk.run("install", "stock", "--from", stock)
    assert result.exit_code == 0, result.output
    assert desk.states()["stock"] == "installed"

    result = desk.run("use", "stock")
    assert result.exit_code == 0, result.output
    assert load(desk.config, HotlineConfig).asr.model == str(desk.store / "stock")
    rows = {row["name"]: row for row in json.loads(desk.run("list", "--json").stdout)}
    assert rows["stock"]["in_use"]
    assert not rows["zh-small"]["in_use"]

    result = desk.run("remove", "stock")
    assert result.exit_code == 2
    assert "in use" in result.stderr
    assert (desk.store / "stock").is_dir()

    with (desk.store / "stock" / "graph" / "words.txt").open("a") as file:
        file.write("别的 99999\n")
    result = desk.run("verify", "stock", "--json")
    assert result.exit_code == 1
    assert "words.txt" in json.loads(result.stdout)[0]["problem"]
    assert desk.states()["stock"] == "damaged"

    assert desk.run("use", "zh-small").exit_code == 0
    assert load(desk.config, HotlineConfig).asr.model == "models/zh-small"
    assert desk.config.read_bytes() == DEFAULT_CONFIG.read_bytes()
    assert desk.run("remove", "stock").exit_code == 0
    assert "stock" not in desk.states()


def test_a_cut_off_graph_is_not_installed(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(ZH_SMALL, broken)
    graph = broken / "graph" / "Gr.fst"
    graph.write_bytes(graph.read_bytes()[:5000])
    result = desk.run("install", "bad", "--from", zipped_folder(tmp_path / "bad.zip", broken, "bad"))
    assert result.exit_code == 2
    assert "Gr.fst: cut off" in result.stderr
    assert "bad" not in desk.states()


def test_verify_names_what_is_missing_in_a_folder_copied_by_hand(desk: Desk) -> None:
    shutil.copytree(ZH_SMALL, desk.store / "half")
    (desk.store / "half" / "graph" / "HCLr.fst").unlink()
    (desk.store / f".{SMALL}.part").write_bytes(bytes(1_000_000))
    result = desk.run("verify")
    assert result.exit_code == 1
    assert "HCLr.fst is missing" in result.stderr
    assert f"{SMALL}: only 1.0 MB of it were fetched" in result.stderr
    assert "zh-small: well" in result.stderr
    assert desk.states()[SMALL] == "partial"


def test_a_published_model_arrives_over_the_network(
    desk: Desk, stock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publishing(stock.read_bytes()) as publisher:
        entry = load_catalogue()[SMALL].model_copy(
            update={"address": publisher.address, "size_bytes": None, "sha256": None}
        )
        monkeypatch.setattr(shared, "load_catalogue", lambda: {SMALL: entry})
        publisher.breaks = [2_000_000]
        result = desk.run("install", SMALL)
        assert result.exit_code == 0, result.output
        assert publisher.ranges == [None, "bytes=2000000-"]
        assert f"script/hotline models use {SMALL}" in result.stderr
        desk.run("remove", SMALL)

        result = desk.run("install", SMALL, "--sha256", "0" * 64)
        assert result.exit_code == 2
        assert "checksum is wrong" in result.stderr

        publisher.status = 403
        result = desk.run("install", SMALL)
    assert result.exit_code == 2
    for said in (publisher.address, "403", "on another machine", f"models install {SMALL} --from FILE"):
        assert said in result.stderr


def test_a_model_waits_for_an_engine_that_is_not_installed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.administration.models.check.find_spec", lambda name: name == "vosk" or None)
    result = desk.run("install", "other", "--from", tarred(tmp_path / "model.tar.bz2", SHERPA))
    assert result.exit_code == 0, result.output
    assert "script/setup --extra sherpa" in result.stderr
    rows = {row["name"]: row for row in json.loads(desk.run("list", "--json").stdout)}
    assert not rows["other"]["runs_here"]
    before = desk.config.read_bytes()
    result = desk.run("use", "other")
    assert result.exit_code == 2
    assert "script/setup --extra sherpa" in result.stderr
    assert desk.config.read_bytes() == before
    assert json.loads(desk.run("verify", "other", "--json").stdout) == [
        {"name": "other", "ok": True, "decoded": False, "problem": None}
    ]


EARS = ".runtime/ears/whisper-base"
"""The shipped configuration's final model."""


@pytest.mark.parametrize(
    ("build", "remark", "settings"),
    [
        (
            tone_models.streaming,
            "to hear with it\n",
            {"engine": "sherpa", "model": "STORE/tones", "final_model": EARS},
        ),
        (
            tone_models.keyword_spotter,
            "nothing else",
            {"engine": "sherpa", "model": "STORE/tones", "final_model": EARS},
        ),
        (
            tone_models.whole,
            "asr.final_model",
            {"engine": "vosk", "model": "models/zh-small", "final_model": "STORE/tones"},
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_sherpa_model_is_installed_tried_and_used_for_what_it_can_do(
    desk: Desk, tmp_path: Path, build: Callable[[Path], Path], remark: str, settings: dict[str, str | None]
) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    archive = zipped_folder(tmp_path / "tones.zip", build(tmp_path / "built"), "tones")
    result = desk.run("install", "tones", "--from", archive)
    assert result.exit_code == 0, result.output
    assert json.loads(desk.run("verify", "tones", "--json").stdout)[0]["decoded"]
    result = desk.run("use", "tones")
    assert result.exit_code == 0, result.output
    assert remark in result.stderr
    heard = load(desk.config, HotlineConfig).asr.model_dump()
    wanted = {key: value and value.replace("STORE", str(desk.store)) for key, value in settings.items()}
    assert {key: heard[key] for key in settings} == wanted
    rows = {row["name"]: row for row in json.loads(desk.run("list", "--json").stdout)}
    assert rows["tones"]["in_use"]
    assert rows["tones"]["runs_here"]
    assert "in use" in desk.run("remove", "tones").stderr


def test_a_sherpa_model_that_is_none_is_not_installed(desk: Desk, tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    result = desk.run("install", "other", "--from", tarred(tmp_path / "model.tar.bz2", SHERPA))
    assert result.exit_code == 2
    assert "model.int8.onnx: this is no complete ONNX file" in result.stderr
    assert "other" not in desk.states()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["install", "nothing"], "there is no model 'nothing'; there are: zh-small"),
        (["install", "zh-small"], "comes with this checkout"),
        (["install", "a", "--from", "nowhere.zip"], "nowhere.zip: there is no such file"),
        (["install", SMALL, "--sha256", "abc"], "a checksum has 64 digits"),
        (["install", "../a", "--from", __file__], "cannot be a model's name"),
        (["install", "a", "--from", __file__], "this is no zip"),
        (["use", SMALL], f"script/hotline models install {SMALL}"),
        (["use", "../a"], "cannot be a model's name"),
        (["remove", "zh-small"], "part of this checkout"),
        (["remove", SMALL], "no such model is installed"),
        (["install", "whisper-base"], "script/setup --with-ears"),
        (["install", "whisper-base"], "script/setup --ears PATH"),
        (["install", "faster-whisper-small"], "https://huggingface.co/Systran/faster-whisper-small"),
        (["install", "faster-whisper-small"], "script/hotline models use FOLDER"),
        (["remove", "whisper-base"], "script/setup --without-ears"),
        (["show", "nothing"], "there is no model 'nothing'"),
        (["verify", "nothing"], "there is no model 'nothing'; there are: zh-small"),
        (["use", "nothing"], "there is no model 'nothing'; there are: zh-small"),
        (["remove", "nothing"], "there is no model 'nothing'; there are: zh-small"),
    ],
)
def test_mistakes_get_one_clear_sentence(desk: Desk, words: list[str], said: str) -> None:
    result = desk.run(words[0], *words[1:])
    assert result.exit_code in (1, 2), result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def whisper(folder: Path) -> Path:
    """Looks like a Whisper as far as one can see without its engine."""
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(b"{}")
    return folder


def test_a_whisper_of_ones_own_reads_each_utterance_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.cli.models.use.try_out", lambda _: True)
    folder = whisper(tmp_path / "large")
    result = desk.run("use", folder)
    assert result.exit_code == 0, result.output
    assert "asr.final_model" in result.stderr
    heard = load(desk.config, HotlineConfig).asr
    assert (heard.final_model, heard.model, heard.engine) == (str(folder), "models/zh-small", "vosk")
    (folder / "tokenizer.json").unlink()
    result = desk.run("use", folder)
    assert result.exit_code == 2
    assert "tokenizer.json: missing or empty" in result.stderr


def test_whisper_base_is_named_where_set_up_puts_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.cli.models.view.CHECKOUT", tmp_path)
    monkeypatch.setattr("hotline.cli.models.use.CHECKOUT", tmp_path)
    monkeypatch.setattr("hotline.cli.models.use.try_out", lambda _: True)
    result = desk.run("use", "whisper-base")
    assert result.exit_code == 2
    assert "script/setup --with-ears" in result.stderr
    whisper(tmp_path / ".runtime" / "ears" / "whisper-base")
    assert desk.run("use", "whisper-base").exit_code == 0
    assert load(desk.config, HotlineConfig).asr.final_model == ".runtime/ears/whisper-base"


def test_the_list_says_how_whisper_base_stands(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(tmp_path)
    monkeypatch.setattr("hotline.cli.models.view.CHECKOUT", tmp_path)
    monkeypatch.setattr("hotline.cli.models.view.checkout", lambda: layout)
    monkeypatch.setitem(view.FETCHED, "whisper-base", small_whisper())

    def stands() -> tuple[str, str | None]:
        rows = json.loads(desk.run("list", "--json").stdout)
        return next((row["state"], row["problem"]) for row in rows if row["name"] == "whisper-base")

    state, problem = stands()
    assert (state, "script/setup fetches it" in (problem or "")) == ("available", True)
    presence.remember(small_whisper(), layout, presence.State.FAILED, "no network")
    state, problem = stands()
    assert state == "available"
    assert problem is not None
    assert "could not be fetched" in problem
    assert "(no network)" in problem
    presence.remember(small_whisper(), layout, presence.State.LEFT_OUT)
    assert "script/setup --with-ears" in (stands()[1] or "")
    folder = write_folder(small_whisper().folder(layout))
    assert stands() == ("installed", None)
    (folder / "model.bin").write_bytes(b"cut")
    assert stands()[0] == "damaged"
    assert "model.bin has 3 bytes" in desk.run("list").stderr


def test_lists_for_people(desk: Desk) -> None:
    result = desk.run("list")
    assert result.exit_code == 0
    assert "zh-small" in result.stdout
    assert "in use" in result.stdout
    result = desk.run("show", SMALL)
    assert "Apache-2.0" in result.stdout
    assert "alphacephei.com" in result.stdout
    result = desk.run("recommended", "--region", "成都")
    assert f"models install {KEYWORDS}" in result.stdout
    assert "paraformer-zh-int8-2025-10-07" in result.stdout


def test_the_start_says_once_that_better_models_exist(desk: Desk) -> None:
    shipped = load(desk.config, HotlineConfig)
    assert hint(shipped, desk.store) is None  # Whisper reads what callers say
    config = shipped.model_copy(update={"asr": shipped.asr.model_copy(update={"final_model": None})})
    said = hint(config, desk.store)
    assert said is not None
    assert "script/hotline models recommended" in said
    assert "\n" not in said
    (desk.store / "other").mkdir(parents=True)
    said = hint(config, desk.store)
    assert said is not None
    assert "script/hotline models list" in said
    for change in ({"model": "elsewhere"}, {"engine": "none"}):
        changed = config.model_copy(update={"asr": config.asr.model_copy(update=change)})
        assert hint(changed, desk.store) is None


def test_a_model_for_wide_band_learns_to_take_telephone_sound(tmp_path: Path) -> None:
    wide = tmp_path / "wide"
    shutil.copytree(ZH_SMALL, wide)
    conf = wide / "conf" / "mfcc.conf"
    conf.write_text(conf.read_text().replace("=8000", "=16000").rstrip("\n"))
    with pytest.raises(Exception, match="allow-upsample"):
        try_out(wide)
    take_telephone_sound(wide)
    take_telephone_sound(wide)
    assert conf.read_text().count("--allow-upsample=true\n") == 1
    assert try_out(wide)


def test_a_model_that_crashes_the_recogniser_is_an_error_not_a_crash(tmp_path: Path) -> None:
    noisy = tmp_path / "noisy"
    shutil.copytree(ZH_SMALL, noisy)
    network = noisy / "am" / "final.mdl"
    content, rng = bytearray(network.read_bytes()), random.Random(2)
    for _ in range(200):
        content[rng.randrange(len(content))] ^= 255
    network.write_bytes(content)
    with pytest.raises(ModelError, match=r"noisy: (the recogniser crashed|Vosk cannot load)"):
        try_out(noisy)
