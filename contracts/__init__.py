"""The leaf house: every event and word that passes between the houses, and how numbers are spoken.

What it offers stands in `contracts.events.exported`, imported with the first name that somebody takes: its
errors and other small parts are used by set-up, by small commands and by the processes beside the service,
for which all events would be most of what they wait for.
"""

from typing import TYPE_CHECKING

from contracts.on_use import on_use

if TYPE_CHECKING:
    from contracts.events.exported import *  # noqa: F403
else:
    __getattr__ = on_use(__name__, "contracts.events.exported")
