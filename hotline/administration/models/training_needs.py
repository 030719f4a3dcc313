"""What a run of the training recipe needs, looked at before anything is begun."""

from __future__ import annotations

import importlib.util
import json
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from contracts.errors import HotlineError
from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts.training import provide

STAGES = ("text", "speech", "features", "network", "model", "proof")
"""Those of `models.training.recipe`, and the proof that the stock recogniser decodes with the model."""
DEVICES = ("cpu", "cuda")
_PACKAGES = {
    "jieba": STAGES,
    "kaldi_native_fbank": ("features",),
    "torch": ("network", "proof"),
}
"""Module -> stages that import it."""
VOICES_COMMAND = "script/setup --extra voices"
_NEEDED_BYTES = 6_000_000_000
"""Of a whole run in its folder: 16 h of fluent voices at 24 kHz, and features of 90 h at 29 MB an hour."""
MARK = "hotline-training.json"
"""Says whether a folder belongs to smoke runs: what they keep has the same names as that of real ones."""


class TrainingError(HotlineError):
    """Training cannot begin or go on; the text says what, where and what to do."""


class NotReadable(TrainingError):
    """The model was made, and the stock recogniser does not take it."""


class TrainingShow(Protocol):
    """How a run is shown to people."""

    def say(self, line: str) -> None:
        """One line of what happens."""

    def stage(self, name: str, number: int, count: int) -> AbstractContextManager[None]:
        """A stage begins and ends."""

    def fetching(self, title: str) -> AbstractContextManager[Progress]:
        """Programs are being fetched."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for."""

    work: Path
    out: Path
    minutes: float
    rounds: int = 1
    recordings: Path | None = None
    kokoro: Path | None = None
    """Folder of Kokoro's model and voices."""
    without: tuple[str, ...] = ()
    stages: tuple[str, ...] = STAGES
    smoke: bool = False
    device: str = DEVICES[0]
    """What the network learns on."""


def require(request: Request, show: TrainingShow) -> None:
    """See that everything is there; OpenFst is fetched when this machine has none.

    Raises TrainingError, or SetupError when something could not be fetched.
    """
    _require_packages(request.stages)
    _check(request)
    provide(
        checkout(),
        show.fetching,
        openfst="model" in request.stages,
        espeak=bool({"features", "proof"} & set(request.stages)),
    )


def _require_packages(stages: tuple[str, ...]) -> None:
    wanted = [module for module, users in _PACKAGES.items() if set(users) & set(stages)]
    missing = [module for module in wanted if importlib.util.find_spec(module) is None]
    if missing:
        names = ", ".join(module.replace("_", "-") for module in missing)
        raise TrainingError(
            f"not installed: {names}. Training needs Python packages that answering calls does not.\n"
            "Install them: script/setup --extra train, or .venv/bin/pip install '.[train]'\n"
            "PyTorch brings gigabytes for NVIDIA cards; for the processor alone (200 MB) install it before:\n"
            ".venv/bin/pip install torch --index-url https://download.pytorch.org/whl/cpu"
        )


def _check(request: Request) -> None:
    from models.training.recipe import HUMAN_SPEAKERS

    if unknown := [name for name in request.without if name not in HUMAN_SPEAKERS]:
        raise TrainingError(f"--without {unknown[0]}: the speakers are {', '.join(HUMAN_SPEAKERS)}")
    if request.recordings is not None:
        absent = [name for name in HUMAN_SPEAKERS if not (request.recordings / name).is_dir()]
        if absent:
            raise TrainingError(
                f"--recordings {request.recordings}: {absent[0]} is not in it; unpack the archives of "
                f"{', '.join(HUMAN_SPEAKERS)} into that folder (docs/models.md says where they are from)"
            )
    if "network" in request.stages:
        _try_device(request.device)
    if request.kokoro is not None:
        _try_kokoro(request.kokoro)
    for folder in (request.work, request.out):
        if folder.exists() and not folder.is_dir():
            raise TrainingError(f"{folder} is a file; a folder is needed")
    mark = request.work / MARK
    if mark.exists() and json.loads(mark.read_text("utf-8"))["smoke"] != request.smoke:
        begun = "with" if not request.smoke else "without"
        raise TrainingError(f"{request.work} holds a run {begun} --smoke; take another folder")
    _require_room(request)


def _try_device(device: str) -> None:
    """Raises TrainingError where there is no such device."""
    if device not in DEVICES:
        raise TrainingError(f"--device {device}: the devices are {', '.join(DEVICES)}")
    if device == "cuda":
        import torch  # a gigabyte: only for this

        if not torch.cuda.is_available():
            raise TrainingError(
                "--device cuda: PyTorch sees no NVIDIA card here (nvidia-smi tells whether there is one; the "
                "PyTorch for the processor alone never sees any). Leave the option out to learn without"
            )


def _try_kokoro(folder: Path) -> None:
    """Raises TrainingError when something of Kokoro is not there."""
    from models.speaking.kokoro import is_installed  # late: it brings numpy

    if not is_installed(folder):
        raise TrainingError(f"--kokoro {folder}: no model.onnx and voices in it; get them: {VOICES_COMMAND}")
    if importlib.util.find_spec("onnxruntime") is None:
        raise TrainingError(f"--kokoro {folder}: onnxruntime is not installed; get it: {VOICES_COMMAND}")


def _require_room(request: Request) -> None:
    """Raises TrainingError when a whole run would fill the disk."""
    if request.smoke or request.stages != STAGES:
        return
    existing = next(folder for folder in (request.work, *request.work.parents) if folder.exists())
    have = sum(path.stat().st_size for path in request.work.rglob("*") if path.is_file())
    free = shutil.disk_usage(existing).free
    if free + have < _NEEDED_BYTES:
        raise TrainingError(
            f"{request.work}: {free / 1e9:.1f} GB free; training keeps {_NEEDED_BYTES / 1e9:.0f} GB "
            "there. Make room, or name a folder on another disk"
        )
