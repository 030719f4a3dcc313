"""Python packages that a test has, or lacks, whatever this machine has."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


def installed(monkeypatch: pytest.MonkeyPatch, folder: Path, *names: str) -> None:
    """Those that are not here are empty ones in `folder`, found after all others; they can be looked for."""
    for name in names:
        if importlib.util.find_spec(name) is None:
            (folder / name).mkdir(parents=True)
            (folder / name / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])


def absent(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """They are not found, though they may be here."""
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)
