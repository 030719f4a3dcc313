"""Checks of the machine itself: Python, clock, disk, Node, the built web app."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import web

from ..finding import Finding, fail, ok, warn

_GIB = 1024**3
_DISK_WARN = 2 * _GIB
_DISK_FAIL = _GIB // 5


def check_python(version: tuple[int, int, int] = sys.version_info[:3]) -> Finding:
    """Python must be 3.11 or newer."""
    shown = ".".join(str(part) for part in version)
    if version < (3, 11):
        return fail("Python", shown, _("Install Python 3.11 or newer, delete .venv and run script/setup."))
    return ok("Python", f"{shown} ({sys.executable})")


def check_disk(folder: Path, free: int | None = None) -> Finding:
    """There must be room for records and recordings.

    Args:
        folder: any folder on the file system in question.
        free: bytes free; None: ask the system.
    """
    free = shutil.disk_usage(folder).free if free is None else free
    shown = _("{free:.1f} GiB free at {folder}").format(free=free / _GIB, folder=folder)
    mend = _("Free some space, or move the data folder to a larger disk.")
    if free < _DISK_FAIL:
        return fail("Disk", shown, mend)
    return warn("Disk", shown, mend) if free < _DISK_WARN else ok("Disk", shown)


def check_clock(witness: Path, now: float | None = None, synchronised: bool | None = None) -> Finding:
    """Opening hours and records depend on the clock.

    Args:
        witness: a file that was written some time ago; a clock before that is wrong.
        now: seconds since 1970; None: ask the system.
        synchronised: whether time synchronisation is at work; None: unknown.
    """
    now = time.time() if now is None else now
    shown = datetime.fromtimestamp(now).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    if now < witness.stat().st_mtime - 60:
        return fail(
            "Clock",
            _("{shown}, before {name} was written").format(shown=shown, name=witness.name),
            _("Set the machine's clock."),
        )
    if synchronised is False:
        return warn(
            "Clock",
            _("{shown}, not synchronised").format(shown=shown),
            _("Switch on time synchronisation (systemd-timesyncd or chrony)."),
        )
    return ok("Clock", shown)


def clock_is_synchronised() -> bool | None:
    """Ask systemd whether the clock is synchronised; None where it cannot tell (containers)."""
    if not shutil.which("timedatectl"):
        return None
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    return {"yes": True, "no": False}.get(done.stdout.strip()) if done.returncode == 0 else None


def check_web(layout: Layout) -> Finding:
    """The desk's web app must be built from today's sources."""
    if not web.has_sources(layout):
        shown = _("no sources in {folder}").format(folder=layout.web)
        return fail("Web app", shown, _("Restore the folder from git."))
    if not (layout.web / "dist" / "index.html").is_file():
        return fail("Web app", _("not built"), _("Run script/setup."))
    if not web.is_current(layout):
        return warn("Web app", _("older than its sources"), _("Run script/setup."))
    return ok("Web app", _("built in {folder}").format(folder=layout.web / "dist"))


def check_node(layout: Layout, own: Path | None = None) -> Finding:
    """Node only builds the web app: once that is done it may be absent.

    Args:
        layout: the checkout.
        own: this machine's Node when it is new enough.
    """
    if own is not None:
        return ok("Node", str(own))
    if (layout.web / "dist" / "index.html").is_file():
        return ok("Node", _("none of this machine, and none needed: the web app is built"))
    return warn("Node", _("none, or older than 20.19"), _("script/setup fetches one from the package index."))
