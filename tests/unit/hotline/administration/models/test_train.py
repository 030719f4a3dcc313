"""`hotline models train`, as somebody meets it who wants a model of their own."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.administration.models.training_needs import STAGES
from hotline.cli.app import app
from hotline.cli.models import train as models_train
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import CHECKOUT
from models.training import proof, recipe
from tests.shipped import copied
from tests.unit.hotline.administration.models.training_machine import (
    _SCORES,
    card,
    needs_training_packages,
    train,
)


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


def test_single_stages_are_run_in_the_recipes_order(stages_run: list[dict[str, Any]], tmp_path: Path) -> None:
    result = train(tmp_path, "--stage", "features", "--stage", "text")
    assert [one["stages"] for one in stages_run] == [("text",), ("features",)]
    assert "Done: text, features" in result.stderr


def test_smoke_runs_and_real_ones_do_not_share_a_folder(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert train(tmp_path, "--smoke").exit_code == 0
    result = train(tmp_path)
    assert result.exit_code == 2
    assert "holds a run with --smoke; take another folder" in result.stderr


def test_proof_alone_says_which_stage_is_still_to_be_run(
    stages_run: list[dict[str, Any]], tmp_path: Path
) -> None:
    result = train(tmp_path, "--stage", "proof")
    assert result.exit_code == 2
    assert "final.mdl is not there; the stage network makes it" in result.stderr


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
