"""The bundle of the desk's tests in `.runtime/chromium`: a Chinese font and, where there is none, Chromium.

Chromium re-executes itself, so it cannot start through a loader of its own as the other programs do. It is
taken from this machine's own suite instead: glibc is the machine's, LD_LIBRARY_PATH names the rest.
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

EXECUTABLE = "usr/lib/chromium/chromium"

_FONTS = ("fonts-wqy-microhei", "fonts-dejavu-core")
"""Chinese and Latin characters in 3 MB (Noto CJK has 60)."""

_UNNEEDED = words("left_out_of_browser")

_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/usr/share/fonts</dir>
  <cachedir>{folder}/var/cache/fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>WenQuanYi Micro Hei</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>WenQuanYi Micro Hei Mono</family></prefer></alias>
</fontconfig>
"""


def bundle(layout: Layout, with_chromium: bool) -> Bundle:
    """Return the bundle of fonts, and of Chromium where this machine has no browser of its own."""
    names = ("fonts", "chromium") if with_chromium else ("fonts",)
    packages = (*_FONTS, "chromium") if with_chromium else _FONTS
    parts = (_FONTS, _UNNEEDED, _FONTS_CONF, layout.chromium)
    return Bundle(
        folder=layout.chromium,
        names=names,
        packages=packages,
        suites=(codename() or "stable",),
        unneeded=_UNNEEDED,
        definition=hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
        finish=lambda tree: _finish(tree, layout.chromium, with_chromium),
    )


def fonts(folder: Path) -> dict[str, str]:
    """Return the variable that gives any browser the fonts of the bundle in `folder`, if they are there."""
    configuration = folder / "fonts.conf"
    return {"FONTCONFIG_FILE": str(configuration)} if configuration.is_file() else {}


def profile(folder: Path) -> dict[str, str]:
    """Return the variables that keep a browser's settings and crash reports out of the user's home."""
    home = folder / "var" / "home"
    return {"XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}


def libraries(folder: Path) -> dict[str, str]:
    """Return the variable that gives the Chromium in `folder` its libraries."""
    bases = [*folder.glob("usr/lib/*-linux-gnu*"), *folder.glob("lib/*-linux-gnu*")]
    folders = [path for base in sorted(bases) for path in (base, base / "pulseaudio", base / "nss")]
    return {"LD_LIBRARY_PATH": os.pathsep.join(str(path) for path in folders if path.is_dir())}


def _finish(tree: Tree, final: Path, with_chromium: bool) -> None:
    """Write the font configuration for the folder's `final` place; see that Chromium finds its libraries."""
    (tree.folder / "fonts.conf").write_text(_FONTS_CONF.format(folder=final), encoding="utf-8")
    (tree.folder / "var/cache/fontconfig").mkdir(parents=True, exist_ok=True)
    if not with_chromium:
        return
    done = subprocess.run(
        ["ldd", tree.folder / EXECUTABLE],
        env={**os.environ, **libraries(tree.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if missing := re.findall(r"(\S+) => not found", done.stdout):
        raise SetupError(
            f"The unpacked Chromium lacks {', '.join(sorted(missing))}. "
            "Install the package chromium on this machine."
        )
