"""New desk passwords, shown once."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _

from rich.console import Console
from rich.table import Table

from hotline.cli.terminal import talk


def show_passwords(created: Mapping[str, str], console: Console = talk) -> None:
    """By log-in name; nothing when there are none."""
    if not created:
        return
    table = Table(title=_("New desk passwords, shown this once"))
    table.add_column(_("log-in"))
    table.add_column(_("password"))
    for agent, password in created.items():
        table.add_row(agent, password)
    console.print(table)
    console.print(_("A new one at any time: script/hotline password AGENT"))
