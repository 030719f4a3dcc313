"""Fetch the programs of `programs.py` as Debian packages and unpack them into `.runtime/debian`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from . import apt, programs
from .apt import Apt, Package, Progress
from .apt_sources import codename, debian_archives, read_sources
from .errors import SetupError
from .layout import Layout
from .tree import Tree

_NO_APT = (
    "This machine has no apt, and {what} not found on it. Install {names} (Asterisk with chan_websocket: "
    "20.16, 21.11, 22.6, 23 or newer), or start the project in containers: docker compose -f deploy/compose.yaml up"
)


def is_current(layout: Layout, names: Sequence[str]) -> bool:
    """Say whether `.runtime/debian` holds the programs `names` in today's definition."""
    stamp = Tree(layout.debian).stamp()
    held = stamp.get("programs")
    return (
        stamp.get("definition") == programs.definition()
        and isinstance(held, list)
        and set(names) <= set(held)
    )


def fetch(layout: Layout, names: Sequence[str], progress: Progress) -> None:
    """Fetch and unpack the programs `names`, replacing `.runtime/debian` when all of it is there.

    Raises:
        SetupError: no apt, no Debian archive among its sources, network down, or packages that do not fit.
    """
    if not apt.is_available():
        verb = "it was" if len(names) == 1 else "they were"
        raise SetupError(_NO_APT.format(what=f"{', '.join(names)}: {verb}", names=", ".join(names)))
    work = layout.runtime / "apt"
    shutil.rmtree(work, ignore_errors=True)
    wanted = [package for name in names for package in programs.PROGRAMS[name].packages]
    session, packages, suite = _resolve(work, wanted, progress)
    packages = apt.without(packages, programs.UNNEEDED)
    files = session.download(packages, work / "packages", progress)
    tree = Tree(layout.runtime / "debian.new")
    shutil.rmtree(tree.folder, ignore_errors=True)
    unpack(tree, files, progress)
    _trim(tree, names)
    _check(tree, names)
    versions = dict(file.name.split("_")[:2] for file in files)
    tree.write_stamp(
        {"definition": programs.definition(), "programs": list(names), "suite": suite, "packages": versions}
    )
    shutil.rmtree(layout.debian, ignore_errors=True)
    tree.folder.rename(layout.debian)
    shutil.rmtree(work)


def unpack(tree: Tree, files: Sequence[Path], progress: Progress) -> None:
    """Unpack `files` into `tree`, one after another."""
    for number, file in enumerate(files):
        progress(number / len(files), "unpacking")
        tree.unpack(file)
    tree.link_libraries()
    progress(1.0, "unpacking")


def _resolve(work: Path, wanted: Sequence[str], progress: Progress) -> tuple[Apt, list[Package], str]:
    """Return the first archive and suite that has all of `wanted`."""
    archives = debian_archives(read_sources(), codename())
    if not archives:
        raise SetupError(
            "None of this machine's apt sources is a Debian archive, so Asterisk 22 cannot be fetched. Install "
            "Asterisk 22.6 or newer yourself, or start the project with: docker compose -f deploy/compose.yaml up"
        )
    failures = []
    for source in archives:
        for suite in programs.SUITES:
            session = Apt(work / suite, source, (suite,))
            try:
                session.update(progress)
                return session, session.resolve(wanted), suite
            except SetupError as error:
                failures.append(f"{source.uri} {suite}: {error}")
    raise SetupError("No Debian archive has the packages:\n  " + "\n  ".join(failures))


def _trim(tree: Tree, names: Sequence[str]) -> None:
    """Delete modules and files that are never used."""
    if "asterisk" in names:
        tree.keep_only(tree.libraries / "asterisk" / "modules", programs.ASTERISK_MODULES)
        for unused in ("conf", "firmware", "phoneprov", "keys", "agi-bin", "static-http"):
            shutil.rmtree(tree.folder / "usr/share/asterisk" / unused, ignore_errors=True)
    if "baresip" in names:
        tree.keep_only(tree.folder / "usr/lib/baresip/modules", programs.BARESIP_MODULES)


def _check(tree: Tree, names: Sequence[str]) -> None:
    """Let the tree's loader resolve every program and module; raise SetupError naming what is missing."""
    paths = [tree.folder / programs.PROGRAMS[name].path for name in names]
    if "asterisk" in names:
        paths += sorted((tree.libraries / "asterisk" / "modules").glob("*.so"))
        paths += [tree.libraries / name for name in programs.DLOPENED]
    if "baresip" in names:
        paths += sorted((tree.folder / "usr/lib/baresip/modules").glob("*.so"))
    if problems := tree.unresolved(paths):
        raise SetupError("The unpacked packages do not fit together:\n  " + "\n  ".join(sorted(set(problems))))
