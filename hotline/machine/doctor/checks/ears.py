"""Checks of the second pass: Whisper base whole and at hand, its engine and the processor."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from hotline.machine.processor import processor_flags
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import Layout

from ..finding import Finding, ok, warn
from .fetched import check_presence
from .memory import available_memory, check_memory, needed_memory

_ENGINE = "Whisper's engine"
_PROBE = "import ctranslate2; print(*ctranslate2.get_supported_compute_types('cpu'))"


@dataclass(frozen=True)
class SecondPass:
    """What reads each sentence again, as configured."""

    folder: Path | None = None
    """`asr.final_model`; None: nothing does."""
    whisper: bool = False
    """Whether that folder holds a Whisper."""
    lanes: int = 1
    """In how many processes."""
    serving: bool = False
    """The service runs, so that its memory is taken already."""


def examine_ears(layout: Layout, second: SecondPass) -> Iterator[Finding]:
    """The model, and, where a Whisper is to read, whether this machine can run it."""
    folder = WHISPER_BASE.folder(layout)
    used = second.folder is not None and second.folder.resolve() == folder.resolve()
    unused = "" if used else _("asr.final_model of config.yaml does not name it")
    yield check_presence(WHISPER_BASE, presence.look(WHISPER_BASE, layout, deep=True), folder, unused)
    if second.whisper:
        yield check_engine(probe, processor_flags())
        if not second.serving:
            assert second.folder is not None  # a Whisper lies in it
            yield check_memory(
                available_memory(), needed_memory(second.folder / WHISPER_BASE.main, second.lanes)
            )


def probe() -> tuple[int, str]:
    """Loads the engine in a process of its own, which an unknown processor instruction would end.

    Returns its exit code, negative for a signal, and what it printed: the number formats it computes with.
    """
    done = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=60, check=False
    )
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode, lines[-1] if lines else ""


def check_engine(probe: Callable[[], tuple[int, str]], flags: frozenset[str] | None) -> Finding:
    """ctranslate2 must load and compute with 8 bits on this processor.

    Args:
        probe: loads it; see `probe`.
        flags: what the processor can; None: it does not tell, as those that are not x86.
    """
    code, said = probe()
    if code < 0:
        mend = _(
            "Calls go on with the small network alone. Take another machine for it, "
            "or set asr.final_model to null in config.yaml."
        )
        return warn(
            _ENGINE, _("ctranslate2 does not run on this processor (signal {code})").format(code=-code), mend
        )
    if code > 0:
        missing = "No module named 'ctranslate2'" in said
        shown = (
            _("the package ctranslate2 is missing")
            if missing
            else _("ctranslate2 does not load: {said}").format(said=said)
        )
        mend = _("Calls go on with the small network alone. Run: .venv/bin/pip install ctranslate2")
        return warn(_ENGINE, shown, mend)
    if "int8" not in said.split():
        mend = _("Sentences that are not read in time keep the small network's text.")
        return warn(
            _ENGINE, _("no 8 bits on this processor, only {said}: much slower").format(said=said), mend
        )
    if flags is not None and "avx2" not in flags:
        mend = _(
            "Sentences that are not read in time keep the small network's text; a newer processor reads more."
        )
        return warn(_ENGINE, _("this processor has no AVX2: it takes at least twice as long"), mend)
    return ok(_ENGINE, _("ctranslate2 computes with 8 bits on this processor"))
