"""`hotline models remove`: a model deleted."""

from __future__ import annotations

from gettext import gettext as _

from hotline.administration.models.in_use import folders_in_use
from hotline.cli.models.shared import NameArgument, StoreOption, mended, require_known
from hotline.cli.models.view import FETCHED
from hotline.cli.terminal import ConfigOption, load_config, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STORE
from models.catalogue import InstallError, Store, load_catalogue


def remove(
    name: NameArgument, config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = DEFAULT_STORE
) -> None:
    """Delete an installed model, or what is left of its download."""
    with mended():
        entry, here = load_catalogue().get(name), Store(store)
        require_known(name, here)
        if entry is not None and entry.bundled:
            raise InstallError(_("{name} is part of this checkout and stays").format(name=name))
        if entry is not None and entry.fetched:
            raise InstallError(
                _("{name} is set-up's: script/setup --without-{option} leaves it out").format(
                    name=name, option=FETCHED[name].option
                )
            )
        if here.folder(name).resolve() in folders_in_use(load_config(config)):
            raise InstallError(
                _("{name} is in use ({config}): put another one to use first").format(
                    name=name, config=config
                )
            )
        here.remove(name)
    talk.print(_("{name} is removed").format(name=name))
