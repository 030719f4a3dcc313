"""Give a virtual environment pip on a Debian machine that lacks the package python3-venv.

`python3 -m hotline.machine.setup.debian.pip_wheel PYTHON` needs only the standard library. It fetches
Debian's python3-pip-whl beside the project and lets the environment's PYTHON install pip from it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import checkout

from . import apt
from .apt_sources import codename
from .bundle import Bundle, install
from .tree import Tree


def main(python: str) -> int:
    """Install pip for `python`; return 0, or 1 after saying what to do."""
    layout = checkout()
    bundle = Bundle(
        folder=layout.runtime / "pip",
        names=("pip",),
        packages=("python3-pip-whl",),
        suites=(codename() or "stable",),
        unneeded=("[!p]*", "p[!y]*"),  # all but the wheel: nothing of it is run
        definition="pip",
        finish=_wheel_of,
    )
    try:
        layout.runtime.mkdir(exist_ok=True)
        install(bundle, layout.runtime / "apt", lambda _share, _what: None)
        wheel = _wheel_of(Tree(bundle.folder))
    except SetupError as error:
        hint = (
            "apt install python3-venv"
            if apt.is_available()
            else "install Python's venv and ensurepip modules"
        )
        sys.stderr.write(f"This Python cannot make a virtual environment with pip ({error}) Do: {hint}\n")
        return 1
    done = subprocess.run([python, wheel / "pip", "install", "--quiet", "--no-index", wheel], check=False)
    shutil.rmtree(bundle.folder, ignore_errors=True)
    return done.returncode


def _wheel_of(tree: Tree) -> Path:
    """Return the wheel in the unpacked package. Raises SetupError."""
    for wheel in sorted(tree.folder.glob("usr/share/python-wheels/pip-*.whl")):
        return wheel
    raise SetupError("The package python3-pip-whl holds no wheel of pip.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
