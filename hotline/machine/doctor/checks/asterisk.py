"""Checks of Asterisk: version, modules, codecs, and the timer of the one that runs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.programs import ASTERISK_ESSENTIAL
from hotline.machine.setup.runtime import (
    asterisk_directories,
    asterisk_version,
    environment,
    program,
    version_has_websocket,
)

from ..finding import Finding, fail, ok, warn

Console = Callable[[str], str]
"""Sends one command to the running Asterisk and returns what it answers; raises OSError when none runs."""

_CODECS = ("codec_ulaw", "codec_alaw", "codec_g722", "codec_resample", "codec_opus_open_source")
_TICKS_WARN = 48
_TICKS_FAIL = 40


def console(configuration: Path) -> Console:
    """Return the console of the Asterisk that was started with this asterisk.conf."""

    def ask(command: str) -> str:
        line = [*program("rasterisk"), "-C", str(configuration), "-x", command]
        variables = {**os.environ, **environment("asterisk")}
        done = subprocess.run(line, env=variables, capture_output=True, text=True, timeout=10, check=False)
        if done.returncode != 0:
            raise ConnectionRefusedError(done.stderr.strip() or "Asterisk does not answer")
        return done.stdout

    return ask


def check_version(text: str | None = None) -> Finding:
    """Asterisk must be there and bring chan_websocket.

    Args:
        text: what `asterisk -V` prints; None: ask it.
    """
    mend = _("Run script/setup, or install Asterisk 22.6 or newer.")
    if text is None:
        try:
            command = [*program("asterisk"), "-V"]
        except MissingProgram as error:
            return fail("Asterisk", _("missing"), str(error))
        text = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    version = asterisk_version(text)
    if version is None:
        return fail(
            "Asterisk",
            _("does not tell its version ({answer})").format(answer=text.strip() or _("no answer")),
            mend,
        )
    if not version_has_websocket(version):
        return fail("Asterisk", _("{version} has no chan_websocket").format(version=text.strip()), mend)
    return ok("Asterisk", text.strip())


def check_modules(folder: Path | None = None) -> Finding:
    """Every module without which a call cannot be handled must be in the module folder."""
    try:
        folder = asterisk_directories().modules if folder is None else folder
    except MissingProgram as error:
        return fail("Asterisk modules", _("no Asterisk"), str(error))
    if missing := [name for name in ASTERISK_ESSENTIAL if not (folder / f"{name}.so").is_file()]:
        shown = ", ".join(missing)
        return fail(
            "Asterisk modules",
            _("missing in {folder}: {shown}").format(folder=folder, shown=shown),
            _("Run script/setup, or install them."),
        )
    return ok(
        "Asterisk modules",
        _("all {count} needed ones in {folder}").format(count=len(ASTERISK_ESSENTIAL), folder=folder),
    )


def check_codecs(folder: Path | None = None) -> Finding:
    """Telephones need G.711, browsers like Opus, and the recogniser needs the resampler."""
    try:
        folder = asterisk_directories().modules if folder is None else folder
    except MissingProgram as error:
        return fail("Codecs", _("no Asterisk"), str(error))
    present = [name for name in _CODECS if list(folder.glob(f"{name.removesuffix('_open_source')}*.so"))]
    missing = [name for name in _CODECS if name not in present]
    if not missing:
        return ok("Codecs", _("G.711 A and mu, G.722, Opus, resampling"))
    shown = _("missing: {modules}").format(modules=", ".join(missing))
    if set(missing) <= {"codec_g722", "codec_opus_open_source"}:
        return warn(
            "Codecs", shown, _("Browsers and telephones will use G.711; install the modules for wideband.")
        )
    return fail("Codecs", shown, _("Run script/setup, or install the Asterisk modules named."))


def check_running(ask: Console) -> list[Finding]:
    """Look at the running Asterisk: modules that did not start, and its timer (it paces every prompt)."""
    try:
        modules = ask("module show")
        timing = ask("timing test")
    except (OSError, subprocess.TimeoutExpired, MissingProgram):
        return [
            warn(
                "Asterisk running",
                _("not running"),
                _("Start the service with script/run to check its timer too."),
            )
        ]
    running = {line.split(".so", 1)[0] for line in modules.splitlines() if re.search(r"\sRunning\s", line)}
    idle = [name for name in ASTERISK_ESSENTIAL if name not in running]
    state = ok("Asterisk running", _("{count} modules").format(count=len(running)))
    if idle:
        state = fail(
            "Asterisk running",
            _("not started: {modules}").format(modules=", ".join(idle)),
            _("Read Asterisk's log for the reason."),
        )
    return [state, check_timing(timing)]


def check_timing(answer: str) -> Finding:
    """Judge the answer to `timing test`: 50 ticks in a second; late ticks are never made up for."""
    match = re.search(
        r"in (\d+) milliseconds, and we got (\d+)|been (\d+) milliseconds, and we got (\d+)", answer
    )
    if match is None:
        return warn("Timer", _("Asterisk gave no result"), _("Try `hotline doctor` again in a moment."))
    milliseconds, ticks = (int(number) for number in match.groups() if number is not None)
    shown = _("{ticks} ticks in {milliseconds} ms (50 a second are due)").format(
        ticks=ticks, milliseconds=milliseconds
    )
    mend = _("Give Asterisk more processor time: fewer calls on this machine, or a higher priority (renice).")
    if ticks < _TICKS_FAIL:
        return fail("Timer", shown, mend)
    return warn("Timer", shown, mend) if ticks < _TICKS_WARN else ok("Timer", shown)
