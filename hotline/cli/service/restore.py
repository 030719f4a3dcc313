"""`hotline restore`: an instance made of a backup."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.progress import stages
from hotline.cli.terminal import ConfigOption, StateOption, plain, talk, tell
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.backup.restoring import Restored


def restore(
    archive: Annotated[Path, typer.Argument(help="What `hotline backup` wrote.", metavar="FILE")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Make an instance of a backup: on a new machine, or where everything was lost. Nothing is written over.

    The configuration that was live is written to `--config`; files that stand there are kept beside it. A
    database server that the configuration names must be there and empty.
    """
    from hotline.backup.restoring import restore as restored

    with stages(talk, _("restoring")) as told:
        done: Restored = plain(restored, archive, State(state.resolve()), config.absolute(), told)
    for file in done.set_aside:
        tell(_("kept: {file}").format(file=file))
    tell(
        _(
            "restored: backup of {at}, {rows} rows, {files} files. Next: script/hotline doctor, script/run"
        ).format(at=done.manifest.at, rows=sum(done.manifest.tables.values()), files=len(done.manifest.files))
    )
