"""Fetch a set of Debian packages and unpack it into one folder, completely or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.machine.setup.errors import SetupError

from . import apt
from .apt import Apt, Package, Progress
from .apt_sources import AptSource, codename, debian_archives, read_sources
from .tree import Tree

CONTAINERS = "or start the project in containers: docker compose -f deploy/compose.yaml up"


@dataclass(frozen=True)
class Bundle:
    """What one unpacked folder holds."""

    folder: Path
    names: tuple[str, ...]
    """Programs (or fonts) the bundle is fetched for, as error messages and its stamp name them."""
    packages: tuple[str, ...]
    suites: tuple[str, ...]
    """Suites to try, in this order."""
    unneeded: tuple[str, ...]
    """Shell patterns of packages that are not downloaded although something depends on them."""
    definition: str
    """Changes when an unpacked folder is out of date."""
    finish: Callable[[Tree], object]
    """Trims and checks the unpacked tree; raises SetupError when it is not usable."""

    def is_current(self) -> bool:
        """Say whether the folder holds all of this bundle in today's definition."""
        tree = Tree(self.folder)
        return tree.stamp().get("definition") == self.definition and set(self.names) <= set(tree.held())


def install(bundle: Bundle, work: Path, progress: Progress) -> None:
    """Fetch `bundle` and put it in place of its folder once all of it is there.

    Args:
        bundle: what to fetch.
        work: folder for apt's lists and downloads; emptied before and removed afterwards.
        progress: told how far each part is.

    Raises:
        SetupError: no apt, no Debian archive among its sources, network down, or packages that do not fit.
    """
    if not apt.is_available():
        raise SetupError(
            f"Missing on this machine: {', '.join(bundle.names)}, and it has no apt to fetch them with. "
            f"Install them (Asterisk with chan_websocket: 20.16, 21.11, 22.6, 23 or newer), {CONTAINERS}"
        )
    shutil.rmtree(work, ignore_errors=True)
    session, packages, suite = _resolve(bundle, work, debian_archives(read_sources(), codename()), progress)
    files = session.download(apt.without(packages, bundle.unneeded), work / "packages", progress)
    tree = Tree(bundle.folder.with_name(bundle.folder.name + ".new"))
    shutil.rmtree(tree.folder, ignore_errors=True)
    for number, file in enumerate(files):
        progress(number / len(files), "unpacking")
        tree.unpack(file)
    bundle.finish(tree)
    versions = dict(file.name.split("_")[:2] for file in files)
    tree.write_stamp(
        {"definition": bundle.definition, "holds": list(bundle.names), "suite": suite, "packages": versions}
    )
    shutil.rmtree(bundle.folder, ignore_errors=True)
    tree.folder.rename(bundle.folder)
    shutil.rmtree(work)
    progress(1.0, "done")


def _resolve(
    bundle: Bundle, work: Path, archives: Sequence[AptSource], progress: Progress
) -> tuple[Apt, list[Package], str]:
    """Return the first archive and suite that has all packages of `bundle`."""
    if not archives:
        raise SetupError(
            f"None of this machine's apt sources is a Debian archive, so {', '.join(bundle.names)} cannot be "
            f"fetched. Install what is missing yourself (Asterisk 22.6 or newer), {CONTAINERS}"
        )
    failures = []
    for source in archives:
        for suite in bundle.suites:
            session = Apt(work / suite, source, suite)
            try:
                session.update(progress)
                return session, session.resolve(bundle.packages), suite
            except SetupError as error:
                failures.append(f"{source.uri} {suite}: {error}")
    raise SetupError("No Debian archive gave the packages:\n  " + "\n  ".join(failures))
