"""`hotline replay` at the terminal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from contracts import KeyPressed
from hotline.cli.progress import in_turn
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    load_config,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.administration.replay.again import Again

_SHOWN = 50
"""So many different calls are shown; `--json` has all."""


def replay(
    calls: Annotated[int, typer.Option(min=1, help="How many of the latest calls.")] = 200,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What your latest real calls would have come to with config.yaml as it is now.

    The recorded words and keys are played to the new configuration; no sound is recognised again.
    """
    from hotline.administration.replay.again import again
    from hotline.administration.replay.recent import recent_calls
    from hotline.guidance.meaning.commands import guide_of, with_meaning

    settings = load_config(config)
    past = do(recent_calls(settings.records.url, State(state.resolve()), calls))

    guide = with_meaning(guide_of(settings, State(state.resolve())), State(state.resolve()), tell)
    found = [again(one, guide) for one in in_turn(talk, _("replaying"), past)]
    if as_json:
        for one in found:
            print_json(one.as_json())
        return
    _show(found, talk)


def _show(found: list[Again], console: Console) -> None:
    different = [one for one in found if not one.same]
    if different:
        table = Table(
            _("when"), _("said"), _("then"), _("now"), _("why now"), title=_("would be put through elsewhere")
        )
        for one in different[:_SHOWN]:
            said = " / ".join(
                f"[{i.digit}]" if isinstance(i, KeyPressed) else i.text for i in one.past.inputs
            )
            table.add_row(
                datetime.fromtimestamp(one.past.at).strftime("%m-%d %H:%M"),
                escape(said),
                f"{one.past.queue} ({one.past.intent or '—'})",
                f"{one.queue} ({one.intent or '—'})",
                escape(one.reason),
            )
        console.print(table)
        moves = Counter((one.past.queue, one.queue) for one in different)
        for (before, after), count in moves.most_common():
            console.print(f"{count} x {before} → {after}", markup=False, highlight=False)
    then, now = sum(one.past.asked for one in found), sum(one.asked for one in found)
    console.print(
        _(
            "{found} calls: {different} to the same queue, {different2} elsewhere; questions "
            "asked: {then} then, {now} now"
        ).format(
            found=len(found),
            different=len(found) - len(different),
            different2=len(different),
            then=then,
            now=now,
        ),
        highlight=False,
    )
