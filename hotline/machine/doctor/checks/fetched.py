"""Check of what set-up fetches and the service can do without."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

from hotline.machine.setup.fetched.presence import Presence, State
from hotline.machine.setup.fetched.telling import told
from hotline.machine.setup.fetched.thing import Thing

from ..finding import Finding, fail, ok, warn


def check_presence(thing: Thing, found: Presence, folder: Path, unused: str = "") -> Finding:
    """Whole; left out because somebody said so; not to be had, or of no use here; damaged.

    `unused`: why nothing uses it, if so.
    """
    words = told(thing, found)
    match found.state:
        case State.WHOLE:
            but = f"; {unused}" if unused else ""
            return ok(
                thing.title,
                _("{folder} is whole (SHA-256 of every file){but}").format(folder=folder, but=but),
            )
        case State.DAMAGED:
            return fail(
                thing.title, _("{folder} is {case}").format(folder=folder, case=words.case), words.mend
            )
        case State.LEFT_OUT:
            return ok(thing.title, words.case)
        case State.UNFIT | State.FAILED | State.MISSING:
            return warn(thing.title, words.case, words.mend)
