"""When Python looks for garbage in the process of a service.

A full look at all that a service has imported and learned holds its event loop for 160 ms; one at what comes
after it, a newly published configuration included, for 25 ms.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """None until `freeze`: nearly all that is made at a start stays, and looking takes time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def freeze() -> None:
    """From now on only what is made later is looked at. Not while there are calls: what of them refers to
    itself would never go.

    What became garbage before stays: 6,000 objects, 1.2 MB. Looking for it would take 0.3 s of each start.
    """
    gc.freeze()
    gc.enable()
