"""`hotline models list`: the catalogue, and what is installed."""

from __future__ import annotations

from rich.console import Console

from hotline.cli.models.shared import StoreOption, mended
from hotline.cli.models.view import rows, table
from hotline.cli.terminal import ConfigOption, JsonOption, load_config, print_json, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STORE
from models.catalogue import Store


def list_models(
    config: ConfigOption = DEFAULT_CONFIG, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """The catalogue and what is installed."""
    with mended():
        found = rows(load_config(config), Store(store))
    if as_json:
        print_json(found)
        return
    Console().print(table(found))
    for row in found:
        if row["problem"]:
            talk.print(f"[yellow]{row['name']}:[/] {row['problem']}", soft_wrap=True, highlight=False)
