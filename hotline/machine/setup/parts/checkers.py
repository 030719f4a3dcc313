"""The bundle in `.runtime/checkers`, for the tests: programs that read what ships for deployment.

Kamailio looks at its configuration, promtool at Prometheus's and its alarms, docker-compose at the composes.
None of them is started to serve anybody.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from hotline.machine.setup.debian.apt_sources import codename
from hotline.machine.setup.debian.bundle import Bundle
from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.lists import words

PLACES = {
    "kamailio": "usr/sbin/kamailio",
    "promtool": "usr/bin/promtool",
    "docker-compose": "usr/bin/docker-compose",
}
"""Programs, and where their packages put them."""
_PACKAGES = ("kamailio", "prometheus", "docker-compose")
_UNNEEDED = words("left_out_of_checkers")


@dataclass(frozen=True, slots=True)
class Checker:
    """How one of them starts."""

    command: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    """Beside those of this process."""


def bundle(layout: Layout) -> Bundle:
    """All of them, without what they would serve with."""
    parts = (PLACES, _PACKAGES, _UNNEEDED)
    return Bundle(
        folder=layout.checkers,
        names=tuple(PLACES),
        packages=_PACKAGES,
        suites=(codename() or "stable",),
        unneeded=_UNNEEDED,
        definition=hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
        finish=_finish,
    )


def checker(layout: Layout, name: str) -> Checker | None:
    """This machine's own, else the unpacked one; None where there is none."""
    if (own := shutil.which(name)) is not None:
        return Checker((own,))
    program = layout.checkers / PLACES[name]
    if not program.is_file():
        return None
    libraries = sorted(layout.checkers.glob("usr/lib/*-linux-gnu*"))
    folders = [*libraries, *(folder / "kamailio" for folder in libraries)]
    variables = {"LD_LIBRARY_PATH": os.pathsep.join(map(str, folders))}
    if name == "kamailio":
        modules = next(layout.checkers.glob("usr/lib/*-linux-gnu*/kamailio/modules"))
        return Checker((str(program), "-L", str(modules)), variables)
    if program.read_bytes().startswith(b"#!"):  # in Python: its packages lie beside it
        packages = str(layout.checkers / "usr/lib/python3/dist-packages")
        return Checker(("/usr/bin/python3", str(program)), {"PYTHONPATH": packages})
    return Checker((str(program),), variables)


def _finish(tree: Tree) -> None:
    """Leaves out what only serves, and sees that the rest is there."""
    (tree.folder / "usr/bin/prometheus").unlink(missing_ok=True)
    if missing := [name for name, place in PLACES.items() if not Path(tree.folder, place).is_file()]:
        raise SetupError(f"The packages hold no {' and no '.join(missing)}.")
