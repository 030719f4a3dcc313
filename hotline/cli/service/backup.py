"""`hotline backup`: all that must not be lost, in one file."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.progress import stages
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    effective_config,
    existing,
    plain,
    print_json,
    records_url,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE


def backup(
    target: Annotated[Path, typer.Argument(help="The new file, or the folder for it.", metavar="TARGET")],
    recordings: Annotated[bool, typer.Option(help="With recordings of calls, the most of it.")] = True,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Put all that must not be lost into one file, while calls go on: records, recordings, accounts, keys.

    Whoever has the file has everything, the key of the sealed numbers too: keep it where nobody else reads
    it, or encrypt it. `hotline restore` makes an instance of it again.
    """
    from hotline.backup.writing import back_up
    from hotline.recordings.shelf import shelf_of

    instance = existing(state)
    live = effective_config(config, instance, published=True).config
    folder = shelf_of(live.recording, instance).folder if recordings else None
    if target.is_dir():
        target /= f"hotline-{datetime.now():%Y%m%d-%H%M%S}.tar.gz"
    database = records_url(live, instance)
    with stages(talk, _("backing up")) as told:
        done = plain(back_up, instance, database, folder, target.absolute(), told)
    if as_json:
        print_json({"file": str(target), "bytes": target.stat().st_size, "tables": done.tables})
        return
    tell(
        _("{file}: {size:.1f} MB, {rows} rows of {tables} tables, {files} files").format(
            file=target,
            size=target.stat().st_size / 1e6,
            rows=sum(done.tables.values()),
            tables=len(done.tables),
            files=len(done.files),
        )
    )
