"""Checks of the systems that are told of cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import gettext as _

from ..finding import Finding, ok, warn

LATE_S = 3600.0
"""A delivery that waits longer has been tried often."""


@dataclass(frozen=True)
class Receiver:
    """A webhook, as configured."""

    name: str
    standing: Callable[[], tuple[int, float | None, int]]
    """How many wait, since when the oldest (Unix time), how many were given up. Raises any exception."""
    secret: Callable[[], object]
    """Reads its secret and raises any exception."""


def check_receiver(receiver: Receiver) -> Finding:
    """Nothing may be given up, nothing may wait for long, and the secret must be there."""
    part = _("Webhook {name}").format(name=receiver.name)
    try:
        waiting, oldest, dead = receiver.standing()
        receiver.secret()
    except Exception as error:  # a database that is away, a file that cannot be read
        return warn(part, str(error), _("Mend it; until then nothing is delivered, and nothing is lost."))
    if dead:
        found = _("{n} deliveries were given up").format(n=dead)
        return warn(part, found, _("Mend the receiver, then: hotline deliveries again --all"))
    if oldest is not None and (hours := (time.time() - oldest) / 3600) * 3600 > LATE_S:
        found = _("{n} deliveries wait, the oldest for {hours:.0f} h").format(n=waiting, hours=hours)
        return warn(part, found, _("See: hotline deliveries list"))
    return ok(part, _("{n} deliveries wait").format(n=waiting))


def check_receivers(receivers: tuple[Receiver, ...]) -> Iterator[Finding]:
    """One finding each."""
    yield from map(check_receiver, receivers)
