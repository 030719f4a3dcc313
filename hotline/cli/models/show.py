"""`hotline models show`: all that is known of one model."""

from __future__ import annotations

from gettext import gettext as _

from rich.console import Console
from rich.table import Table

from hotline.cli.models.shared import NameArgument, entry_named, mended
from hotline.cli.terminal import JsonOption, print_json
from models.catalogue import sized


def show(name: NameArgument, as_json: JsonOption = False) -> None:
    """All that is known of a model, with the source of each figure."""
    with mended():
        entry = entry_named(name)
    if as_json:
        print_json(entry.model_dump(mode="json"))
        return
    shown = Table("", "", _("source"), title=f"{entry.name}: {entry.title}")
    for column in shown.columns:
        column.overflow = "fold"
    places = ("bundled", "fetched", "page", "address")
    hidden = {"sources", "name", "title", *(place for place in places if getattr(entry, place) is None)}
    for field, value in entry.model_dump(mode="json", exclude=hidden).items():
        if field == "size_bytes" and value:
            value = f"{value} ({sized(value)})"
        text = ", ".join(value) if isinstance(value, list) else "unknown" if value is None else str(value)
        shown.add_row(field, text, entry.sources.get(field, ""))
    Console().print(shown)
