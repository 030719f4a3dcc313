"""`hotline audit`: whether the traces are as they were written."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, cast

import typer

from hotline.cli.terminal import (
    FAILED,
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    fail,
    load_config,
    plain,
    print_json,
    records_url,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.records.database.audit.checking import Checked
    from hotline.records.database.audit.table import Head


def audit(
    ends: Annotated[
        list[str] | None,
        typer.Option(
            "--end", help="Where a chain ended once, as this command printed it.", metavar="NODE:N:MARK"
        ),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Check the traces of who saw, heard, changed or deleted what: none changed, added or taken away unseen.

    What was deleted by rule (too old, on a citizen's request) stands in the chain. Keep the printed ends
    outside this machine, and name them with --end next time: then nobody can cut the chain off either.
    """
    from hotline.desk.past.traces import TRACE_TYPES
    from hotline.instance.audit_ends import audit_ends
    from hotline.machine.secrets import of_records
    from hotline.records.database.audit.chain import PURPOSE
    from hotline.records.database.audit.checking import AuditCheck
    from hotline.records.sealing import Seal

    where = State(state.resolve())
    settings = load_config(config)
    url = records_url(settings, where)
    seal = Seal(plain(of_records, where.secrets, settings.records.url).seal, PURPOSE)
    try:
        known = [*audit_ends(where.audit_ends).items(), *map(_end, ends or [])]
    except ValueError as error:
        fail(str(error))

    async def run() -> Checked:
        async with AuditCheck.opened(url) as store:
            return await store.check(seal, TRACE_TYPES, known)

    found = cast("Checked", do(run()))
    if as_json:
        print_json(
            {
                "whole": not found.amiss,
                "entries": found.entries,
                "traces": found.traces,
                "deleted": found.deleted,
                "ends": {node: {"n": head.n, "mark": head.mark} for node, head in found.heads.items()},
                "amiss": found.amiss,
            }
        )
    else:
        _tell(found)
    if found.amiss:
        raise typer.Exit(FAILED)


def _tell(found: Checked) -> None:
    for line in found.amiss:
        tell(line)
    tell(
        _("{entries} entries: {traces} traces as they were written, {deleted} deleted by rule").format(
            entries=found.entries, traces=found.traces, deleted=found.deleted
        )
    )
    for node, head in found.heads.items():
        tell(f"--end {node}:{head.n}:{head.mark}")
    tell(_("the chain is broken") if found.amiss else _("the chain is whole"))


def _end(text: str) -> tuple[str, Head]:
    """Raises ValueError: what to write."""
    from hotline.records.database.audit.table import Head

    node, _colon, rest = text.partition(":")
    n, _colon, mark = rest.partition(":")
    if not n.isdecimal() or not mark:
        raise ValueError(
            _("--end: write NODE:N:MARK as this command printed it, not {text}").format(text=text)
        )
    return node, Head(int(n), mark)
