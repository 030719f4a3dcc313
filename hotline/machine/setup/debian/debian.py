"""The bundle of programs in `.runtime/debian`: Asterisk, SIP clients, broker, speech synthesis."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from hotline.machine.setup import programs
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout

from .bundle import Bundle
from .tree import Tree


def bundle(layout: Layout, names: Sequence[str]) -> Bundle:
    """Return the bundle with the programs `names` (keys of `programs.PROGRAMS`)."""
    return Bundle(
        folder=layout.debian,
        names=tuple(names),
        packages=tuple(programs.PROGRAMS[name].package for name in names),
        suites=programs.SUITES,
        unneeded=programs.UNNEEDED,
        definition=programs.definition(),
        finish=lambda tree: _finish(tree, names),
    )


def _finish(tree: Tree, names: Sequence[str]) -> None:
    """Trim the tree, then let its loader resolve every program and module that is left."""
    tree.link_libraries()
    checked = [tree.folder / programs.PROGRAMS[name].path for name in names]
    if "asterisk" in names:
        modules = tree.libraries / "asterisk" / "modules"
        tree.keep_only(modules, programs.ASTERISK_MODULES)
        for unused in ("conf", "firmware", "phoneprov", "keys", "agi-bin", "static-http"):
            shutil.rmtree(tree.folder / "usr/share/asterisk" / unused, ignore_errors=True)
        checked += [*sorted(modules.glob("*.so")), *(tree.libraries / name for name in programs.DLOPENED)]
    if "baresip" in names:
        modules = tree.folder / "usr/lib/baresip/modules"
        tree.keep_only(modules, programs.BARESIP_MODULES)
        checked += sorted(modules.glob("*.so"))
    if problems := tree.unresolved(checked):
        lines = "\n  ".join(sorted(set(problems)))
        raise SetupError(f"The unpacked packages do not fit together:\n  {lines}")
