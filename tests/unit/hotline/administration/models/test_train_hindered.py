"""`hotline models train` where something is missing or fails."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hotline.administration.models import training_needs
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.parts import training
from models.training import proof, recipe
from tests.packages import absent
from tests.unit.hotline.administration.models.training_machine import card, train


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
