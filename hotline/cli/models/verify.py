"""`hotline models verify`: files and engines of models looked at."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from contracts.errors import HotlineError
from hotline.administration.models.check import try_out
from hotline.cli.models.shared import StoreOption, mended, require_known
from hotline.cli.models.view import folder_of
from hotline.cli.terminal import JsonOption, print_json, talk
from hotline.machine.paths import CHECKOUT, DEFAULT_STORE
from models.catalogue import InstallError, Store, check_files, load_catalogue, sized


def verify(
    name: Annotated[str | None, typer.Argument(help="Without a name: every model that is here.")] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Compare every file with what was installed, load the model and decode a second of silence."""
    results = []
    with mended():
        here, catalogue = Store(store), load_catalogue()
        if name is not None:
            require_known(name, here)
        own = {entry.name: entry.own_folder for entry in catalogue.values() if entry.own_folder}
        present = [other for other, place in own.items() if (CHECKOUT / place).is_dir()]
        unfinished = [other for other in catalogue if here.part(other).exists()]
        for one in [name] if name else sorted({*present, *here.installed(), *unfinished}):
            folder = folder_of(catalogue.get(one), one, here)
            problem = None
            tried = False
            try:
                if not folder.is_dir() and here.part(one).exists():
                    have = sized(here.part(one).stat().st_size)
                    raise InstallError(
                        _("{one}: only {have} of it were fetched; install it again to go on").format(
                            one=one, have=have
                        )
                    )
                check_files(folder, deep=True)
                tried = try_out(folder)
            except (HotlineError, OSError) as error:
                problem = str(error)
            results.append({"name": one, "ok": problem is None, "decoded": tried, "problem": problem})
    if as_json:
        print_json(results)
    else:
        for result in results:
            good = (
                _("[green]well[/]") if result["decoded"] else _("files complete; its engine is not installed")
            )
            talk.print(f"{result['name']}: {result['problem'] or good}", soft_wrap=True, highlight=False)
    if not all(result["ok"] for result in results):
        raise typer.Exit(1)
