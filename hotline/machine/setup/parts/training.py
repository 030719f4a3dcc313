"""Programs that only `hotline models train` needs, without root: OpenFst's, fetched into `.runtime/openfst`.

The training package finds its programs on PATH, so what lies in `.runtime` gets a small script each in
`.runtime/training/bin`, which starts the program through its tree's own loader.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from hotline.machine.setup import runtime
from hotline.machine.setup.debian import bundle as bundles
from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.debian.bundle import Bundle
from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout

FST_TOOLS = ("fstcompile", "fstconvert", "fstrelabel", "fstarcsort")
"""Of OpenFst; Debian's package is libfst-tools."""
SUITES = ("trixie", "forky")
"""Suites whose packages keep everything below /usr, the dynamic loader too, as a tree needs it."""
_UNNEEDED = ("gcc-*-base", "libc-gconv-modules-extra")
_LOOKAHEAD = "libfstlookahead.so"
_LOOKAHEAD_TYPE = "olabel_lookahead-fst.so"
"""OpenFst opens the type `olabel_lookahead` under this name, and Debian has it under the other."""


def provide(
    layout: Layout,
    fetching: Callable[[str], AbstractContextManager[Progress]],
    *,
    openfst: bool,
    espeak: bool,
) -> None:
    """Put the programs asked for on PATH: this machine's own, else those in `.runtime`.

    OpenFst is fetched when it is nowhere; `fetching` tells people so and gives the bar.

    Raises SetupError when it cannot be fetched, MissingProgram when script/setup has not unpacked espeak-ng.
    """
    from models.training.graph.graph import missing_fst_tools  # late: it needs packages of the extra `train`

    missing = missing_fst_tools() if openfst else None
    if missing is not None:
        with fetching(
            f"OpenFst ({missing}) is not on this machine: fetched into {layout.openfst}"
        ) as progress:
            fetch_openfst(layout, progress)
    off_path = espeak and shutil.which("espeak-ng") is None
    if missing is not None or off_path:
        folder = script_folder(layout, openfst=missing is not None, espeak=off_path)
        os.environ["PATH"] = os.pathsep.join([str(folder), os.environ.get("PATH", "")])


def bundle(layout: Layout) -> Bundle:
    """The bundle with OpenFst's programs and its look-ahead library."""
    parts = (FST_TOOLS, SUITES, _UNNEEDED, _LOOKAHEAD_TYPE)
    return Bundle(
        folder=layout.openfst,
        names=FST_TOOLS,
        packages=("libfst-tools",),
        suites=SUITES,
        unneeded=_UNNEEDED,
        definition=hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
        finish=_finish,
    )


def fetch_openfst(layout: Layout, progress: Progress) -> None:
    """Fetch OpenFst (40 MB unpacked) where it is not there yet. Raises SetupError, which says what to do."""
    wanted = bundle(layout)
    if wanted.is_current():
        return
    layout.runtime.mkdir(exist_ok=True)
    try:
        bundles.install(wanted, layout.runtime / "apt", progress)
    except SetupError as error:
        raise SetupError(
            f"OpenFst's programs could not be fetched: {error}\n"
            "Or install them on this machine (Debian: apt install libfst-tools; conda-forge: openfst)."
        ) from error


def script_folder(layout: Layout, *, openfst: bool, espeak: bool) -> Path:
    """Write the scripts that start programs out of `.runtime`; returns their folder, which goes before PATH.

    Args:
        layout: the checkout.
        openfst: OpenFst is the one of `fetch_openfst`.
        espeak: espeak-ng is not on PATH; it is the one that `runtime.program` knows.

    Raises:
        MissingProgram: script/setup has not unpacked espeak-ng.
        SetupError: the tree of OpenFst is damaged.
    """
    folder = layout.runtime / "training"
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    if openfst:
        tree = Tree(layout.openfst)
        for tool in FST_TOOLS:
            _write_script(folder / "bin" / tool, tree.start(f"usr/bin/{tool}"), {})
        with contextlib.suppress(FileExistsError):
            (folder / "lib").symlink_to(tree.libraries)  # models.training.graph looks beside the programs
    if espeak:
        script = folder / "bin" / "espeak-ng"
        _write_script(script, runtime.program("espeak-ng"), runtime.environment("espeak-ng"))
    return folder / "bin"


def _write_script(path: Path, argv: Sequence[str], variables: Mapping[str, str]) -> None:
    """The script appears whole: another run may be starting the one before it."""
    settings = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text("\n".join(["#!/bin/sh", *settings, f'exec {shlex.join(argv)} "$@"', ""]), "utf-8")
    partial.chmod(0o755)
    partial.rename(path)


def _finish(tree: Tree) -> None:
    tree.link_libraries()
    library = next(iter(sorted(tree.libraries.glob(f"{_LOOKAHEAD}*"))), None)
    if library is None:
        raise SetupError(f"The package of OpenFst holds no {_LOOKAHEAD}.")
    (tree.libraries / _LOOKAHEAD_TYPE).symlink_to(library.name)
    programs = [tree.folder / "usr" / "bin" / tool for tool in FST_TOOLS]
    if problems := tree.unresolved([*programs, library]):
        raise SetupError("The packages of OpenFst do not fit together:\n  " + "\n  ".join(problems))
