"""`hotline models train`, as somebody meets it who wants a model of their own."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import shlex
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import create_autospec

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from hotline.administration.models import training_needs
from hotline.administration.models.training_needs import STAGES
from hotline.cli.app import app
from hotline.cli.models import train as models_train
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import CHECKOUT
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.parts import training
from models.training import proof, recipe
from tests.packages import absent, installed
from tests.shipped import copied

needs_training_packages = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "kaldi_native_fbank")),
    reason="PyTorch or kaldi-native-fbank are absent (script/setup --extra train)",
)


def train(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["models", "train", *map(str, arguments)])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has all packages and programs of training; they do nothing. The folder above `bin`."""
    installed(monkeypatch, tmp_path / "packages", "torch", "kaldi_native_fbank", "jieba", "onnxruntime")
    usr = tmp_path / "usr"
    (usr / "bin").mkdir(parents=True)
    (usr / "lib").mkdir()
    (usr / "lib" / "libfstlookahead.so").touch()
    soundfile.write(usr / "sound.wav", np.ones(2205, "<i2"), 22050, subtype="PCM_16")
    for name in training.FST_TOOLS:
        executable(usr / "bin" / name, "exit 1")
    executable(usr / "bin" / "espeak-ng", f"cat {shlex.quote(str(usr / 'sound.wav'))}")
    monkeypatch.setenv("PATH", os.pathsep.join([str(usr / "bin"), os.environ["PATH"]]))
    monkeypatch.setattr(models_train, "KOKORO", tmp_path / "nowhere")
    return usr


def card(monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    """A PyTorch that sees an NVIDIA card, or none."""
    cuda = SimpleNamespace(is_available=lambda: there)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda, __spec__=ModuleSpec("torch", None)))


def executable(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def stages_run(machine: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a recipe is asked for that makes files only, each argument under the name it has there."""
    asked: list[dict[str, Any]] = []
    arguments = inspect.signature(recipe.main)

    def note(*given: Any, **named: Any) -> None:
        bound = arguments.bind(*given, **named)
        bound.apply_defaults()
        asked.append(bound.arguments)
        for part in ("am/final.mdl", "graph/HCLr.fst"):
            path = bound.arguments["out"] / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("model")

    monkeypatch.setattr(recipe, "main", note)
    monkeypatch.setattr(proof, "decode", create_autospec(proof.decode, return_value=_SCORES))
    return asked


_SCORES = {"character_error": 12.5, "pinyin_error": 8.0, "exact": 50.0, "real_time_factor": 0.04}


def test_help_says_what_happens_what_it_takes_and_how_to_go_on() -> None:
    text = train("--help").stdout
    for word in ("What happens", "What it takes", "What is needed", "go on", "--smoke", "models use"):
        assert word in text
    for stage in STAGES:
        assert stage in text


def test_all_stages_run_in_order_and_the_result_says_how_to_use_it(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    result = train(tmp_path / "work", "--minutes", 90, "--rounds", 3)
    assert result.exit_code == 0, result.stderr
    assert [one["stages"] for one in stages_run] == [(name,) for name in STAGES if name != "proof"]
    assert all(one["budget_minutes"] == 90 and one["rounds"] == 3 and not one["smoke"] for one in stages_run)
    assert "12 %" in result.stdout
    assert f"script/hotline models use {tmp_path / 'work' / 'model'}" in result.stderr


def test_whatever_is_asked_for_reaches_every_stage_in_its_place(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: dict[str, list[str]] = {}

    def speak(_sentences: object, folder: Path, command: list[str]) -> Path:
        spoken[folder.name] = command
        return folder / "list.txt"

    monkeypatch.setattr(proof, "speak_neural", speak)
    people, kokoro = tmp_path / "people", tmp_path / "kokoro"
    for name in (*recipe.HUMAN_SPEAKERS, "hsk_tan"):
        (people / name).mkdir(parents=True, exist_ok=True)
    (kokoro / "voices").mkdir(parents=True)
    (kokoro / "model.onnx").touch()
    work, out = tmp_path / "work", tmp_path / "ears"
    options = ["--minutes", 7, "--rounds", 2, "--out", out, "--recordings", people, "--kokoro", kokoro]
    options += ["--device", "cuda", "--without", "hsk_tan"]
    card(monkeypatch, there=True)

    result = train(work, *options, "--json")
    assert result.exit_code == 0, result.stderr
    for one in stages_run:
        del one["say"]
    assert stages_run == [
        {
            "work_dir": work,
            "budget_minutes": 7,
            "out": out,
            "recordings": people,
            "stages": (name,),
            "smoke": False,
            "without": ("hsk_tan",),
            "rounds": 2,
            "start": None,
            "kokoro": kokoro,
            "device": "cuda",
        }
        for name in STAGES
        if name != "proof"
    ]
    assert spoken["kokoro"][-2:] == ["--kokoro", str(kokoro)]
    assert list(json.loads(result.stdout)["scores"]) == ["espeak-ng klatt4", "kokoro"]
    assert (
        shlex.join(map(str, ["models", "train", work, *options]))
        in train(work, *options, "--stage", "text").stderr
    )


def test_json_is_all_there_is_on_standard_output(stages_run: list[dict[str, Any]], tmp_path: Path) -> None:
    result = train(tmp_path, "--out", tmp_path / "ears", "--json")
    facts = json.loads(result.stdout)
    assert facts["model"] == str(tmp_path / "ears")
    assert list(facts["seconds"]) == list(STAGES)
    assert facts["scores"] == {"espeak-ng klatt4": _SCORES}
    assert facts["size_bytes"] == 10


def test_a_model_without_a_speaker_lies_beside_the_whole_one(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert train(tmp_path, "--without", "syll_chen", "--without", "hsk_tan").exit_code == 0
    assert stages_run[0]["without"] == ("syll_chen", "hsk_tan")
    assert stages_run[0]["out"] == tmp_path / "model-no-hsk_tan-no-syll_chen"


def test_kokoro_speaks_where_it_is_installed_and_is_named_in_the_command_that_goes_on(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[list[str]] = []

    def speak(sentences: Any, folder: Path, command: list[str]) -> Path:
        spoken.append(command)
        return folder / "list.txt"

    kokoro = tmp_path / "kokoro"
    (kokoro / "voices").mkdir(parents=True)
    (kokoro / "model.onnx").touch()
    monkeypatch.setattr(proof, "speak_neural", speak)
    assert train(tmp_path / "work").exit_code == 0
    assert stages_run[0]["kokoro"] is None
    monkeypatch.setattr(models_train, "KOKORO", kokoro)
    result = train(tmp_path / "work", "--json")
    assert stages_run[-1]["kokoro"] == kokoro
    assert list(json.loads(result.stdout)["scores"]) == ["espeak-ng klatt4", "kokoro"]
    assert spoken[0][-2:] == ["--kokoro", str(kokoro)]
    assert f"--kokoro {kokoro}" in train(tmp_path / "work", "--stage", "text").stderr
    assert train(tmp_path / "smoke", "--smoke").exit_code == 0
    assert stages_run[-1]["kokoro"] is None


def test_kokoro_without_its_package_is_no_voice(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "model.onnx").touch()
    absent(monkeypatch, "onnxruntime")
    result = train(tmp_path / "work", "--kokoro", tmp_path)
    assert result.exit_code == 2
    assert "onnxruntime is not installed; get it: script/setup --extra voices" in result.stderr


def test_a_card_that_is_not_there_is_missed_before_anything_is_begun(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card(monkeypatch, there=False)
    result = train(tmp_path, "--device", "cuda")
    assert result.exit_code == 2
    assert "PyTorch sees no NVIDIA card here" in result.stderr
    assert stages_run == []
    assert train(tmp_path, "--device", "cuda", "--stage", "text").exit_code == 0  # which learns nothing


def test_single_stages_are_run_in_the_recipes_order(stages_run: list[dict[str, Any]], tmp_path: Path) -> None:
    result = train(tmp_path, "--stage", "features", "--stage", "text")
    assert [one["stages"] for one in stages_run] == [("text",), ("features",)]
    assert "Done: text, features" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a folder"),
        (["--smoke", "--kokoro", "{work}"], "--smoke speaks with espeak-ng alone"),
        (["{work}", "--kokoro", "{work}"], "no model.onnx and voices in it; get them: script/setup"),
        (["{work}", "--stage", "featurs"], "--stage featurs: the stages are text, speech, features"),
        (["{work}", "--without", "nobody"], "--without nobody: the speakers are hsk_tan"),
        (["{work}", "--recordings", "{work}"], "hsk_tan is not in it; unpack"),
        (["{work}", "--device", "tpu"], "--device tpu: the devices are cpu, cuda"),
        (["{work}/file"], "file is a file; a folder is needed"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_begun(
    stages_run: list[dict[str, Any]], tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "file").touch()
    result = train(*(argument.format(work=tmp_path) for argument in arguments))
    assert result.exit_code == 2
    assert said in result.stderr
    assert stages_run == []


def test_missing_packages_are_named_with_the_way_to_get_them(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent(monkeypatch, "torch", "kaldi_native_fbank")
    result = train(tmp_path)
    assert result.exit_code == 2
    assert "not installed: kaldi-native-fbank, torch" in result.stderr
    assert "script/setup --extra train" in result.stderr
    assert train(tmp_path, "--stage", "text").exit_code == 0  # which needs neither


def test_a_full_disk_is_found_before_hours_are_spent(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=2_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    result = train(tmp_path / "new")
    assert result.exit_code == 2
    assert "2.0 GB free; training keeps 6 GB" in result.stderr


def test_smoke_runs_and_real_ones_do_not_share_a_folder(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert train(tmp_path, "--smoke").exit_code == 0
    result = train(tmp_path)
    assert result.exit_code == 2
    assert "holds a run with --smoke; take another folder" in result.stderr


def test_ctrl_c_says_with_which_command_to_go_on(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = recipe.main

    def interrupted(*arguments: Any, **options: Any) -> None:
        note(*arguments, **options)
        if options["stages"] == ("network",):
            raise KeyboardInterrupt

    work = tmp_path / "with blank"
    monkeypatch.setattr(recipe, "main", interrupted)
    result = train(work, "--minutes", 7.5, "--without", "syll_chen")
    assert result.exit_code == 130
    assert "interrupted in stage network" in result.stderr
    command = (
        f"script/hotline models train '{work}' --minutes 7.5 --rounds 1 --out '{work}/model-no-syll_chen'"
    )
    assert f"{command} --without syll_chen" in result.stderr


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (RuntimeError("size mismatch for layers.0"), "stage text: size mismatch for layers.0"),
        (OSError(28, "No space left on device"), "stage text: [Errno 28] No space left on device"),
        (
            subprocess.CalledProcessError(3, ["python", "kokoro_voice.py", "x"]),
            "`python kokoro_voice.py ...` ended",
        ),
    ],
)
def test_a_stage_that_fails_is_named(
    stages_run: list[dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    said: str,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr(recipe, "main", fail)
    result = train(tmp_path)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_model_the_recogniser_cannot_read_is_no_success(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(model: Path, listed: Path) -> dict[str, float]:
        raise proof.ModelUnreadable("the stock recogniser cannot decode with it")

    monkeypatch.setattr(proof, "decode", refuse)
    result = train(tmp_path, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "cannot decode" in result.stderr


def test_proof_alone_says_which_stage_is_still_to_be_run(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    result = train(tmp_path, "--stage", "proof")
    assert result.exit_code == 2
    assert "final.mdl is not there; the stage network makes it" in result.stderr


def test_only_the_stages_that_need_programs_ask_for_them(
    stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, bool]] = []

    def provide(_layout: Any, _fetching: Any, *, openfst: bool, espeak: bool) -> None:
        asked.append((openfst, espeak))

    monkeypatch.setattr(training_needs, "provide", provide)
    for stage in ("text", "features", "model"):
        assert train(tmp_path, "--stage", stage).exit_code == 0
    assert asked == [(False, False), (False, True), (True, False)]


def test_openfst_that_cannot_be_fetched_ends_the_run_with_the_reason(
    machine: Path, stages_run: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise SetupError("no network; install libfst-tools")

    for program in (machine / "bin").glob("fst*"):
        program.unlink()
    monkeypatch.setenv("PATH", str(machine / "bin"))
    monkeypatch.setattr(training, "fetch_openfst", refuse)
    result = train(tmp_path / "work")
    assert result.exit_code == 2
    assert (
        "OpenFst (fstcompile, fstconvert, fstrelabel, fstarcsort) is not on this machine: fetched into"
        in result.stderr
    )
    assert "no network; install libfst-tools" in result.stderr
    assert stages_run == []


def test_the_folder_of_a_model_of_ones_own_can_be_put_to_use(tmp_path: Path) -> None:
    own, config = tmp_path / "ears" / "model", copied(tmp_path)
    shutil.copytree(CHECKOUT / "models" / "zh-small", own)
    result = CliRunner().invoke(app, ["models", "use", str(own), "--config", str(config)])
    assert result.exit_code == 0, result.stderr
    assert load(config, HotlineConfig).asr.model == str(own)


@needs_training_packages
def test_a_smoke_run_yields_a_model_the_stock_recogniser_loads(tmp_path: Path) -> None:
    work = tmp_path / "smoke"
    command = [sys.executable, "-m", "hotline", "models", "train", str(work), "--smoke", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["smoke"]
    assert list(facts["seconds"]) == list(STAGES)
    assert facts["scores"]["espeak-ng klatt4"]["real_time_factor"] > 0
    vosk = pytest.importorskip("vosk")
    vosk.SetLogLevel(-1)
    recogniser = vosk.KaldiRecognizer(vosk.Model(facts["model"]), 8000, json.dumps(["转 人工", "[unk]"]))
    recogniser.AcceptWaveform(bytes(16000))
    assert "text" in json.loads(recogniser.FinalResult())
