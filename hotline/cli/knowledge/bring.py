"""`hotline knowledge import`: articles of other files taken into the folder."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import (
    FAILED,
    ConfigOption,
    JsonOption,
    fail,
    load_config,
    plain,
    print_json,
    tell,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

if TYPE_CHECKING:
    from agent_assist.knowledge.files.importing import Brought
    from agent_assist.knowledge.files.reading import Found


def bring(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files, or folders of them. A table's first line names "
            "its columns: title (标题) and body (正文) at least."
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be taken.")] = False,
    source: Annotated[
        str, typer.Option(help="Where articles come from that do not say so, for example 市水务局.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Take articles of Markdown, YAML, CSV or XLSX files into the folder, and say what could not be read.

    Nothing is live before `hotline knowledge publish`. Who has an id that is there already replaces that
    article; without an id, one is made of the title. Exit code 0: all was read; 1: some could not be.
    """  # fmt: skip
    from agent_assist.knowledge.files.changing import changed
    from agent_assist.knowledge.files.folder import files_in
    from agent_assist.knowledge.files.importing import against, imported
    from agent_assist.knowledge.files.reading import read
    from hotline.configuration.articles.publisher import write

    folder = CHECKOUT / load_config(config).desk.knowledge
    there, today = plain(files_in, folder), date.today()
    found = imported(_read(files), today, source)
    kinds = against(read(there).articles, found.articles, today)
    taken = [*kinds.new, *kinds.replacing]
    after = plain(changed, there, taken, (), files[0].stem)
    if taken and not dry_run:
        plain(write, folder, there, after)
    _say(found, kinds, dry_run, source, as_json)
    raise typer.Exit(FAILED if found.unread else 0)


def _say(found: Found, kinds: Brought, dry_run: bool, source: str, as_json: bool) -> None:
    if as_json:
        ids = {name: [one.id for one in some] for name, some in kinds._asdict().items()}
        unread = [asdict(one) for one in found.unread]
        print_json({"articles": [one.id for one in found.articles], **ids, "unread": unread})
        return
    for one in found.unread:
        tell(str(one))
    if not source and any(one.says.startswith("source: ") for one in found.unread):
        tell(_("where all of them come from may be said once: --source 市水务局"))
    counts = _("{n} articles are read: {new} new, {replacing} replace one, {same} are there as they are")
    many = {name: len(some) for name, some in kinds._asdict().items()}
    mistakes = _("mistakes: {m}").format(m=len(found.unread))
    tell(f"{counts.format(n=len(found.placed), **many)}; {mistakes}")
    if dry_run:
        tell(_("nothing was written: --dry-run"))
    elif kinds.new or kinds.replacing:
        tell(_("they are live after: hotline knowledge publish -m WHY"))


def _read(paths: list[Path]) -> dict[str, bytes]:
    """Bytes of the files by their names; of folders those that may hold articles."""
    from agent_assist.knowledge.files.importing import KINDS
    from agent_assist.knowledge.files.reading import README
    from agent_assist.knowledge.files.rows import LARGEST_TABLE
    from contracts.configuration.own_files import read_bounded

    found: dict[str, bytes] = {}
    for path in paths:
        several = sorted(one for one in path.rglob("*") if one.suffix.lower() in KINDS and one.name != README)
        for file in several if path.is_dir() else [path]:
            if file.suffix.lower() not in KINDS:
                fail(_("{file}: not one of {kinds}").format(file=file, kinds=", ".join(KINDS)))
            try:
                found[str(file)] = read_bounded(file, LARGEST_TABLE)
            except OSError as error:
                fail(_("{file} cannot be read: {why}").format(file=file, why=error.strerror))
    return found
