"""What of a thing is on this machine, and why it is not, where it is not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hotline.machine.files import write_whole
from hotline.machine.setup.layout import Layout

from .thing import Content, Thing

_NOTE = "absent.json"


class State(StrEnum):
    """How it stands."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    LEFT_OUT = "left out"
    """Somebody said --without-..."""
    UNFIT = "unfit"
    """This machine cannot use it."""
    FAILED = "failed"
    """It could not be fetched."""
    MISSING = "missing"
    """Nobody has tried yet."""


@dataclass(frozen=True)
class Presence:
    """How it stands, and why."""

    state: State
    reason: str = ""
    """What is damaged, or why it could not be fetched or is of no use; one line."""
    since: str = ""
    """Date and time of the decision or of the attempt."""


def look(thing: Thing, layout: Layout, *, deep: bool) -> Presence:
    """How it stands: by the sizes of its files, at once; `deep` by their checksums, a third of a second."""
    if (reason := thing.unfit()) is not None:
        return Presence(State.UNFIT, reason)
    folder = thing.folder(layout)
    if folder.is_dir():
        problem = damage(thing, folder, deep=deep)
        return Presence(State.WHOLE) if problem is None else Presence(State.DAMAGED, problem)
    return recall(thing, layout) or Presence(State.MISSING)


def damage(thing: Thing, folder: Path, *, deep: bool) -> str | None:
    """What is wrong with the files in `folder`; None: nothing."""
    for name, content in thing.files.items():
        if (problem := differs(folder / name, content, deep=deep)) is not None:
            return problem
    return None


def differs(file: Path, content: Content, *, deep: bool) -> str | None:
    """Why `file` is not the known one; None: it is. A file that cannot be read is not."""
    try:
        size = file.stat().st_size
        if size != content.size:
            return f"{file.name} has {size:,} bytes instead of {content.size:,}"
        if deep:
            with file.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != content.sha256:
                    return f"{file.name} has another content than the known one (SHA-256 differs)"
    except FileNotFoundError:
        return f"{file.name} is missing"
    except OSError as error:
        return f"{file.name} cannot be read ({error.strerror})"
    return None


def remember(thing: Thing, layout: Layout, state: State, reason: str = "") -> None:
    """Keeps why it is not here, so that later starts neither ask nor try. Raises OSError."""
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    home = thing.home(layout)
    home.mkdir(parents=True, exist_ok=True)
    note = json.dumps(asdict(Presence(state, reason, since)), ensure_ascii=False)
    write_whole(home / _NOTE, note.encode())


def recall(thing: Thing, layout: Layout) -> Presence | None:
    """What was remembered; None: nothing, or nothing that can be read."""
    try:
        note = json.loads((thing.home(layout) / _NOTE).read_text(encoding="utf-8"))
        return Presence(State(note["state"]), str(note["reason"]), str(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(thing: Thing, layout: Layout) -> None:
    """Nothing keeps the next set-up from fetching it."""
    (thing.home(layout) / _NOTE).unlink(missing_ok=True)
