"""What the verbs of `hotline models` share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import explained
from models.catalogue import Entry, InstallError, load_catalogue

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of installed models.")]
NameArgument = Annotated[str, typer.Argument(help="A name from `hotline models list`.")]


def entry_named(name: str) -> Entry:
    """The catalogue's entry. Raises `InstallError` for a name that is not there."""
    catalogue = load_catalogue()
    if name not in catalogue:
        raise InstallError(
            _("there is no model {name!r}; there are: {catalogue}").format(
                name=name, catalogue=", ".join(catalogue)
            )
        )
    return catalogue[name]


@contextmanager
def mended() -> Iterator[None]:
    """What goes wrong is `explained`; also what the disk refuses, which is what these commands work on."""
    with explained():
        try:
            yield
        except OSError as error:
            raise InstallError(str(error)) from error
