"""What the verbs of `hotline models` share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import explained
from models.catalogue import Entry, InstallError, Store, load_catalogue

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of installed models.")]
NameArgument = Annotated[str, typer.Argument(help="A name from `hotline models list`.")]


def entry_named(name: str) -> Entry:
    """The catalogue's entry. Raises `InstallError` for a name that is not there."""
    catalogue = load_catalogue()
    if name not in catalogue:
        raise _unknown(name, catalogue)
    return catalogue[name]


def require_known(name: str, store: Store) -> None:
    """Raises `InstallError` for a name that neither the catalogue nor the store has."""
    known = list(dict.fromkeys([*load_catalogue(), *store.installed()]))
    if name not in known and not store.part(name).exists():
        raise _unknown(name, known)


def _unknown(name: str, known: Iterable[str]) -> InstallError:
    return InstallError(
        _("there is no model {name!r}; there are: {known}").format(name=name, known=", ".join(known))
    )


@contextmanager
def mended() -> Iterator[None]:
    """What goes wrong is `explained`; also what the disk refuses, which is what these commands work on."""
    with explained():
        try:
            yield
        except OSError as error:
            raise InstallError(str(error)) from error
