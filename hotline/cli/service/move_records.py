"""`hotline move-records`: the records into another database."""

from __future__ import annotations

from gettext import gettext as _
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
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE


def move_records(
    target: Annotated[
        str, typer.Argument(help="As records.url has it; the database is there, and empty.", metavar="URL")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Copy the records into another, empty database: from the file to a PostgreSQL, or back.

    The service must be stopped. Afterwards write the address as `records.url` into config.yaml, publish,
    start. The records stay where they were, too, until you delete them.
    """
    from hotline.backup.moving import move_records as moved

    instance = existing(state)
    live = effective_config(config, instance, published=True).config
    with stages(talk, _("moving the records")) as told:
        done = plain(moved, instance, live.records.url or instance.database_url, target, told)
    if as_json:
        print_json({"tables": done})
        return
    tell(
        _(
            "{rows} rows of {tables} tables are there. Next: records.url in config.yaml, publish, start"
        ).format(rows=sum(done.values()), tables=len(done))
    )
