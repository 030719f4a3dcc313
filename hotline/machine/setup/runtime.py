"""Say how to start the programs the project needs: this machine's own where they fit, else the unpacked ones.

Start one as `[*program("asterisk"), "-f", "-n", "-C", file]` with the variables of
`environment("asterisk")` added to those of this process.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .debian.tree import Tree
from .errors import MissingProgram
from .layout import checkout
from .parts import browser
from .programs import PROGRAMS

_SEARCH = os.pathsep.join(["/usr/local/sbin", "/usr/sbin", "/usr/local/bin", "/usr/bin"])
"""Folders searched after PATH: an ordinary user's PATH lacks the sbin folders."""

_FIRST_WEBSOCKET = {20: 16, 21: 11, 22: 6}
"""Asterisk branch → first minor version with chan_websocket; every branch from 23 on has it."""

_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM_FLAGS = ("--headless", "--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage")
"""The tests' browser only opens our own pages; root and containers give it no sandbox and little /dev/shm."""

_LIBRARY_FOLDERS = ("usr/local/lib", "usr/lib/*-linux-gnu*", "usr/lib", "usr/lib64")


@dataclass(frozen=True)
class AsteriskDirectories:
    """What `[directories]` of asterisk.conf must name for the Asterisk that `program("asterisk")` starts."""

    modules: Path
    """astmoddir; in the unpacked tree it holds only the modules the project uses."""
    data: Path
    """Holds `documentation/` and `rest-api/`. ARI answers only when astdatadir has both."""
    indications: Path | None
    """A complete indications.conf (tones of each country); None: there is none this user may read."""
    trimmed: bool
    """True: `autoload=yes` loads just what is needed. False: the folder may hold every module there is."""


def program(name: str) -> list[str]:
    """Return the argv prefix that starts a program.

    Args:
        name: "asterisk", "rasterisk" (Asterisk's console: add `-C asterisk.conf -x command`), "baresip",
            "sipp", "mosquitto", "espeak-ng" or "chromium" (headless).

    Raises:
        MissingProgram: it is not there; the text says what to do.
        KeyError: no such program in this project.
    """
    if name == "rasterisk":
        return [*program("asterisk"), "-r"]
    if name == "chromium":
        return [str(_chromium()), *_CHROMIUM_FLAGS]
    PROGRAMS[name]
    if own := own_program(name):
        return [str(own)]
    return _tree(name).start(PROGRAMS[name].path)


def environment(name: str) -> dict[str, str]:
    """Return the environment variables a program needs beside those of this process."""
    if name == "chromium":
        folder = checkout().chromium
        variables = browser.fonts(folder) | browser.profile(folder)
        return variables if own_chromium() else variables | browser.libraries(folder)
    if name == "espeak-ng" and own_program(name) is None:
        return {"ESPEAK_DATA_PATH": str(_tree(name).libraries)}
    return {}


def asterisk_directories() -> AsteriskDirectories:
    """Return the folders of the Asterisk that `program("asterisk")` starts. Raises MissingProgram."""
    if own_program("asterisk"):
        modules = _own_modules()
        if modules is None:
            raise _missing("asterisk")
        bases = [Path("/usr/share/asterisk"), Path("/var/lib/asterisk")]
        data = next((base for base in bases if (base / "rest-api").is_dir()), bases[-1])
        indications = Path("/etc/asterisk/indications.conf")
        tones = indications if os.access(indications, os.R_OK) else None
        return AsteriskDirectories(modules, data, tones, trimmed=False)
    tree = _tree("asterisk")
    return AsteriskDirectories(
        modules=tree.libraries / "asterisk" / "modules",
        data=tree.folder / "usr/share/asterisk",
        indications=tree.folder / "etc/asterisk/indications.conf",
        trimmed=True,
    )


def baresip_modules() -> Path:
    """Return the folder for `module_path` in baresip's configuration. Raises MissingProgram."""
    if own_program("baresip"):
        folder = _own_baresip_modules()
        if folder is not None:
            return folder
    return _tree("baresip").folder / "usr/lib/baresip/modules"


@functools.cache
def own_program(name: str) -> Path | None:
    """Return this machine's own program when the project can use it, else None."""
    found = shutil.which(name) or shutil.which(name, path=_SEARCH)
    if found is None:
        return None
    usable = {
        "asterisk": lambda: _has_websocket(Path(found)),
        "baresip": lambda: _own_baresip_modules() is not None,
    }
    return Path(found) if usable.get(name, lambda: True)() else None


def own_chromium() -> Path | None:
    """Return this machine's own Chromium or Chrome, else None."""
    for name in _CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None


def asterisk_version(text: str) -> tuple[int, int] | None:
    """Return (branch, minor) from what `asterisk -V` prints, e.g. "Asterisk 22.10.1~dfsg" → (22, 10)."""
    match = re.search(r"Asterisk (?:certified[/-])?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def version_has_websocket(version: tuple[int, int]) -> bool:
    """Say whether this Asterisk version ships chan_websocket."""
    branch, minor = version
    return branch >= 23 or minor >= _FIRST_WEBSOCKET.get(branch, 1_000_000)


def _has_websocket(asterisk: Path) -> bool:
    try:
        done = subprocess.run([asterisk, "-V"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = asterisk_version(done.stdout)
    return version is not None and version_has_websocket(version) and _own_modules() is not None


def _own_modules() -> Path | None:
    """Return the machine's Asterisk module folder if chan_websocket is in it."""
    return _folder_with("asterisk/modules", ("chan_websocket",))


def _own_baresip_modules() -> Path | None:
    """Return the machine's baresip module folder if what the tests need is in it."""
    return _folder_with("baresip/modules", ("aufile", "aubridge", "sndfile", "ctrl_tcp"))


def _folder_with(name: str, modules: tuple[str, ...]) -> Path | None:
    folders = [base / name for pattern in _LIBRARY_FOLDERS for base in sorted(Path("/").glob(pattern))]
    return next((f for f in folders if all((f / f"{module}.so").is_file() for module in modules)), None)


def _tree(name: str) -> Tree:
    """Return the unpacked tree if it holds `name`. Raises MissingProgram."""
    tree = Tree(checkout().debian)
    if name not in tree.held():
        raise _missing(name)
    return tree


def _chromium() -> Path:
    if own := own_chromium():
        return own
    unpacked = checkout().chromium / browser.EXECUTABLE
    if not unpacked.is_file():
        raise MissingProgram("Chromium is missing. Run script/test once, or install the package chromium.")
    return unpacked


def _missing(name: str) -> MissingProgram:
    purpose = PROGRAMS[name].purpose
    return MissingProgram(f"{name} is missing ({purpose}). Run script/setup, or install it on this machine.")
