"""A machine with all that training wants, which does nothing, and a recipe that makes files only."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from hotline.cli.app import app

needs_training_packages = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "kaldi_native_fbank")),
    reason="PyTorch or kaldi-native-fbank are absent (script/setup --extra train)",
)


def train(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["models", "train", *map(str, arguments)])


def card(monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    """A PyTorch that sees an NVIDIA card, or none."""
    cuda = SimpleNamespace(is_available=lambda: there)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda, __spec__=ModuleSpec("torch", None)))


def executable(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


_SCORES = {"character_error": 12.5, "pinyin_error": 8.0, "exact": 50.0, "real_time_factor": 0.04}
