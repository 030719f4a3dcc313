"""The leaf house: every event and word that passes between the houses, and how numbers are spoken.

What it offers stands in `contracts.events.exported`, imported with the first name that somebody takes: its
errors and other small parts are used by set-up, by small commands and by the processes beside the service,
for which all events would be most of what they wait for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.events.exported import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:  # PEP 562
        if name.startswith("__"):  # what Python itself asks of any package
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("contracts.events.exported"), name)
