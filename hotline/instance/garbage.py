"""When Python looks for garbage in the process of a service.

A full look at all that a service has imported and learned holds its event loop for 160 ms. So it looks at
none of that: what is there when the service is up stays until nothing refers to it any more.
"""

from __future__ import annotations

import gc


def wait() -> None:
    """Not while a service starts: nearly all that is made then stays, and looking takes time."""
    gc.disable()


def settle() -> None:
    """From now on only what is made later is looked at; again after more has come that stays."""
    gc.collect()
    gc.freeze()
    gc.enable()
