"""What the command works with: a machine, and stages that only note what they are asked for."""

from __future__ import annotations

import inspect
import os
import shlex
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import numpy as np
import pytest
import soundfile

from hotline.cli.models import train as models_train
from hotline.machine.setup.parts import training
from models.training import proof, recipe
from tests.packages import installed
from tests.unit.hotline.administration.models.training_machine import _SCORES, executable


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
