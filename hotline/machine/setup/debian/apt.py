"""Resolve and download Debian packages with apt, in folders of our own and without root.

apt keeps its state below one work folder, and starts from an empty dpkg status, so that the packages it
resolves are complete in themselves whatever this machine has installed. From the machine's apt
configuration only the `Acquire` settings (proxies, retries, TLS) are taken over: its hooks would write
outside the checkout.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.machine.setup.errors import SetupError

from .apt_sources import AptSource

_NOT_TAKEN = ("Acquire::IndexTargets", "Acquire::Languages")

Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what is being done."""


@dataclass(frozen=True)
class Package:
    """One package as apt resolved it."""

    name: str
    size: int
    """Bytes to download."""


def is_available() -> bool:
    """Say whether this machine has apt and dpkg-deb."""
    return all(shutil.which(tool) for tool in ("apt-get", "apt-config", "dpkg-deb"))


def parse_print_uris(text: str) -> list[Package]:
    """Parse `apt-get --print-uris`: lines of `'address' name_version_arch.deb size hash`."""
    packages = []
    for line in text.splitlines():
        parts = line.split()
        if len(parts) >= 3 and parts[0].startswith("'") and parts[1].endswith(".deb"):
            packages.append(Package(parts[1].split("_", 1)[0], int(parts[2])))
    return packages


def without(packages: Sequence[Package], patterns: Sequence[str]) -> list[Package]:
    """Return the packages whose name matches none of the shell-style `patterns`."""
    return [p for p in packages if not any(fnmatch.fnmatchcase(p.name, pattern) for pattern in patterns)]


class Apt:
    """apt working inside `folder`, on one suite of one archive."""

    def __init__(self, folder: Path, source: AptSource, suite: str) -> None:
        """Prepare the folders.

        Args:
            folder: work folder; may be deleted afterwards.
            source: the archive, as found on this machine.
            suite: e.g. "forky".
        """
        self._folder = folder
        for name in ("lists/partial", "cache/archives/partial", "state"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "state" / "status").touch()
        (folder / "archive.sources").write_text(source.stanza(suite), encoding="utf-8")
        (folder / "apt.conf").write_text(self._configuration(), encoding="utf-8")
        self._environment = {**os.environ, "APT_CONFIG": str(folder / "apt.conf"), "LC_ALL": "C.UTF-8"}

    def update(self, progress: Progress) -> None:
        """Fetch the list of packages. Raises SetupError when the archive cannot be reached."""
        command = ["apt-get", "update", "-qq", "-o", "APT::Update::Error-Mode=any"]
        self._run(command, progress, "list of packages")

    def resolve(self, names: Sequence[str]) -> list[Package]:
        """Return `names` and all they depend on. Raises SetupError when apt cannot satisfy them."""
        command = ["apt-get", "install", "-qq", "--print-uris", "--no-install-recommends", *names]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SetupError(f"apt cannot resolve {', '.join(names)}: {_reason(done.stderr)}")
        return parse_print_uris(done.stdout)

    def download(self, packages: Sequence[Package], target: Path, progress: Progress) -> list[Path]:
        """Download packages (apt checks their hashes) and return the files. Raises SetupError."""
        target.mkdir(parents=True, exist_ok=True)
        command = ["apt-get", "download", "-qq", *(package.name for package in packages)]
        self._run(command, progress, "packages", target)
        files = sorted(target.glob("*.deb"))
        if len(files) < len(packages):
            raise SetupError(f"apt fetched {len(files)} of {len(packages)} packages. Run script/setup again.")
        return files

    def _configuration(self) -> str:
        dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
        taken = [
            line
            for line in dump.splitlines()
            if line.startswith("Acquire::") and not line.startswith(_NOT_TAKEN)
        ]
        own = {
            "Dir::State": self._folder / "state",
            "Dir::State::status": self._folder / "state" / "status",
            "Dir::State::lists": self._folder / "lists",
            "Dir::Cache": self._folder / "cache",
            "Dir::Etc::main": "/dev/null",
            "Dir::Etc::parts": "/dev/null",
            "Dir::Etc::sourcelist": self._folder / "archive.sources",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "APT::Sandbox::User": "root",  # as root: do not hand our folders to the user _apt
        }
        return "\n".join([*taken, *(f'{key} "{value}";' for key, value in own.items())]) + "\n"

    def _run(self, command: list[str], progress: Progress, what: str, folder: Path | None = None) -> None:
        """Run apt and turn its status lines (`dlstatus:number:percent:text`) into progress."""
        reader, writer = os.pipe()
        full = [*command, "-o", f"APT::Status-Fd={writer}"]
        with subprocess.Popen(
            full,
            env=self._environment,
            cwd=folder,
            pass_fds=(writer,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            os.close(writer)
            with os.fdopen(reader, encoding="utf-8", errors="replace") as status:
                for line in status:
                    fields = line.split(":", 3)
                    if fields[0] == "dlstatus" and len(fields) == 4:
                        progress(min(float(fields[2]) / 100, 1.0), what)
            _, errors = process.communicate()
        if process.returncode != 0:
            raise SetupError(
                f"apt could not fetch the {what}: {_reason(errors)} "
                "Check this machine's network and its apt sources, then run script/setup again."
            )
        progress(1.0, what)


def _reason(text: str) -> str:
    """Return apt's first error: those after it only say that it gave up."""
    lines = text.strip().splitlines()
    errors = [line.removeprefix("E: ") for line in lines if line.startswith("E: ")]
    return (errors or lines or ["apt gave no reason."])[0].strip()
