"""The bundle in `.runtime/postgresql`, for tests and benchmarks: the server of this machine's own suite.

`initdb` starts `postgres` by itself, so neither can have a loader of its own as Asterisk has: glibc is the
machine's, LD_LIBRARY_PATH names the rest.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path

from hotline.machine.setup.debian.apt_sources import codename
from hotline.machine.setup.debian.bundle import Bundle
from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.lists import words

NEEDED = ("initdb", "postgres")
"""Programs."""
_INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian's packages put them, a folder a version."""
_UNNEEDED = words("left_out_of_postgresql")


def bundle(layout: Layout) -> Bundle:
    """The server without what only compiles queries."""
    parts = (NEEDED, _UNNEEDED)
    return Bundle(
        folder=layout.postgresql,
        names=NEEDED,
        packages=("postgresql",),
        suites=(codename() or "stable",),
        unneeded=_UNNEEDED,
        definition=hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
        finish=_finish,
    )


def own_programs() -> Path | None:
    """The folder of this machine's own programs, the newest version; None where there is none."""
    return _newest(_INSTALLED)


def unpacked_programs(folder: Path) -> Path | None:
    """The folder of the programs in the unpacked `folder`; None where it has none."""
    return _newest(folder / "usr/lib/postgresql")


def libraries(folder: Path) -> dict[str, str]:
    """The variable that gives the unpacked programs their libraries."""
    folders = [*folder.glob("usr/lib/*-linux-gnu*"), *folder.glob("lib/*-linux-gnu*")]
    return {"LD_LIBRARY_PATH": os.pathsep.join(str(path) for path in sorted(folders) if path.is_dir())}


def _newest(versions: Path) -> Path | None:
    found = [
        folder / "bin"
        for folder in versions.glob("[0-9]*")
        if folder.name.isdecimal() and all(os.access(folder / "bin" / name, os.F_OK) for name in NEEDED)
    ]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def _finish(tree: Tree) -> None:
    """Sees that the programs find their libraries."""
    programs = unpacked_programs(tree.folder)
    if programs is None:
        raise SetupError(f"The package of PostgreSQL holds no {' and no '.join(NEEDED)}.")
    for name in NEEDED:
        done = subprocess.run(
            ["ldd", programs / name],
            env={**os.environ, **libraries(tree.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if missing := re.findall(r"(\S+) => not found", done.stdout):
            raise SetupError(f"The unpacked {name} of PostgreSQL lacks {', '.join(sorted(missing))}.")
