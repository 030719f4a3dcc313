"""What publishing and taking back share: who, why, and whether the service took it."""

from __future__ import annotations

import time
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hotline.cli.terminal import talk
from hotline.configuration.generations.service_state import read
from hotline.machine import pidfile
from hotline.machine.paths import State

WAIT_S = 15.0
"""So long is waited until the service has seen what was published."""
PREPARING_S = 600.0
"""So long is waited while the service makes recordings of prompts: seconds for each in a slow voice."""
REFUSED = 1

WhyOption = Annotated[str, typer.Option("--why", "-m", help="Why; stands in the history.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who; without it, the user of this machine.", show_default=False)
]


def confirm_live(state: State, number: int, note: Path | None = None) -> None:
    """Waits until the running service says that it uses the generation, and says so. `note`: where it says
    so; without it, where it does of the configuration."""
    if pidfile.running(state.pid_file("serve")) is None:
        talk.print(
            _("generation {number} is published; the service does not run, its next start uses it").format(
                number=number
            )
        )
        return
    started, patience = time.monotonic(), WAIT_S
    while (took := time.monotonic() - started) < patience:
        told = read(note or state.running_generation)
        if told is not None and told.number > number:
            refuse(
                _("generation {number} is not live: generation {number2} has replaced it meanwhile").format(
                    number=number, number2=told.number
                )
            )
        if told is not None and told.number == number:
            if told.refused:
                refuse(
                    _("the service refused generation {number}: {refused}").format(
                        number=number, refused=told.refused
                    )
                )
            talk.print(
                _(
                    "generation {number} is live after {took:.1f} s; calls that run keep the one they have"
                ).format(number=number, took=took)
            )
            return
        if told is not None and told.preparing == number and patience == WAIT_S:
            patience = PREPARING_S
            talk.print(
                _("generation {number} is being made ready: its prompts get their recordings").format(
                    number=number
                )
            )
        if pidfile.running(state.pid_file("serve")) is None:
            refuse(
                _("generation {number} is published; the service has ended, its next start uses it").format(
                    number=number
                )
            )
        time.sleep(0.05)
    refuse(
        _(
            "generation {number} is published, but the service has not taken it within "
            "{patience:g} s: see its log. It goes live by itself when it is ready"
        ).format(number=number, patience=patience)
    )


def refuse(message: str) -> None:
    talk.print(f"[red]{escape(message)}[/]", soft_wrap=True, highlight=False)
    raise typer.Exit(REFUSED)
