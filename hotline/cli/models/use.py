"""`hotline models use`: a model named in config.yaml."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.administration.models.check import HOW_TO_INSTALL, remark_on, settings_for, try_out
from hotline.cli.models.shared import StoreOption, mended, require_known
from hotline.cli.models.view import FETCHED, folder_of
from hotline.cli.terminal import ConfigOption, load_config, talk
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG, DEFAULT_STORE
from models.catalogue import InstallError, Store, check_files, engine_of, load_catalogue


def use(
    name: Annotated[
        str, typer.Argument(help="A name from `hotline models list`, or the folder of a model of your own.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Name the model in config.yaml; nothing else in that file changes."""
    from hotline.configuration.edit import set_values

    with mended():
        load_config(config)
        entry = load_catalogue().get(name)
        if entry is not None and entry.kind == "sentences":
            raise InstallError(
                _("{name} is no recogniser: it is used by itself wherever it is here").format(name=name)
            )
        own = "/" in name and Path(name).is_dir()
        if not own:
            require_known(name, Store(store))
        folder = Path(name) if own else folder_of(entry, name, Store(store))
        if not folder.is_dir():
            how = (
                f"script/setup --with-{FETCHED[name].option}"
                if entry and entry.fetched
                else f"script/hotline models install {name}"
            )
            raise InstallError(_("{name} is not installed: {how}").format(name=name, how=how))
        check_files(folder)
        if not try_out(folder):
            how = HOW_TO_INSTALL[engine_of(folder)]
            raise InstallError(
                _("{name} needs an engine that is not installed here: {how}").format(name=name, how=how)
            )
        path = folder.resolve()
        shown = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path
        changed = set_values(config, "asr", settings_for(folder, str(shown)))
        remark = remark_on(folder)
    said = _("names it now; restart the service to hear with it") if changed else _("named it already")
    talk.print(f"{config} {said}{remark}", soft_wrap=True, highlight=False)
