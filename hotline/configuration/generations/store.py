"""Every configuration that was ever live, as it stood, with who, when and why.

    generations/000007/       its files, byte for byte: config.yaml, what it includes, the tests beside them
    generations/000007.json   who published it, when, why, and from which file
    generations/active        the number of the one that new calls get
    generations/000008.pending    as a .json: somebody publishes it just now, or was cut off in the middle

The files of a generation never change; `active` is replaced in one step. A lock lets one publish at a time.
Earlier versions of this software kept a generation as one file, 000007.yaml; it is read as before.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from contracts.errors import ServiceError
from contracts.errors import text as _
from hotline.configuration.yaml.sources import Sources
from hotline.machine.files import write_whole

LONGEST_WHY = 500


class GenerationError(ServiceError):
    """A generation cannot be had or made; the text says why and what to do."""


class GenerationConflict(GenerationError):
    """Somebody else has published meanwhile."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One published configuration."""

    number: int
    at: float
    """Seconds since 1970."""
    by: str
    why: str
    source: str
    """The main file it was read from: its own name in its real folder."""
    restores: int | None = None
    """The generation that a rollback brought back with it; None when it was published."""
    main: str = ""
    """The main file's name among the files; empty in notes of earlier versions: as in `source`."""
    has_tests: bool = False
    """Whether the tests are among its files, if there were any; earlier versions did not keep them."""

    @property
    def origin(self) -> int:
        """The generation in which this content was published first."""
        return self.number if self.restores is None else self.restores


GoLive = Callable[[], Generation]
Draft = Callable[[Sources, Path, str, str | None, int | None], AbstractContextManager[GoLive]]
"""Files, the main file's path, why, who, and what it restores: keeps them, for whoever holds the lock.

What it gives makes them what new calls get; without that, nothing is left at the end.
"""


class Generations:
    """The store of one instance. All methods are blocking and short."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def active(self) -> Generation | None:
        """What new calls get; None before the first publication."""
        try:
            return self.get(int((self._folder / "active").read_text()))
        except FileNotFoundError:
            return None
        except ValueError as error:
            text = _("{file} is damaged: write a number into it")
            raise GenerationError(text.format(file=self._folder / "active")) from error

    def get(self, number: int) -> Generation:
        """Raises `GenerationError` when there is none of that number."""
        try:
            return self._read(self._note(number))
        except FileNotFoundError:
            last = max(self._numbers(), default=0)
            text = _("there is no generation {number}; the last one is {last}")
            raise GenerationError(text.format(number=number, last=last)) from None

    def _read(self, note: Path) -> Generation:
        try:
            return Generation(**json.loads(note.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise GenerationError(
                _(
                    "{file} is damaged ({error}): restore it from a backup, or move it away; if it was the "
                    "live one, write the number of another into {active}"
                ).format(file=note, error=error, active=self._folder / "active")
            ) from error

    def sources(self, number: int) -> Sources:
        """The files of a generation, byte for byte."""
        return self._files(self.get(number))

    def _files(self, made: Generation) -> Sources:
        number = made.number
        main, shown = (
            made.main or Path(made.source).name,
            f"generation {number} of {Path(made.source).parent}",
        )
        folder = self._path(number)
        if folder.is_dir():
            paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
            files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        else:
            single = folder.with_suffix(".yaml")
            files = {main: single.read_bytes()} if single.is_file() else {}
        if main not in files:
            text = _("{file} is missing: generation {number} cannot be used")
            raise GenerationError(text.format(file=folder / main, number=number))
        return Sources(main, files, shown, Path(made.source).parent)

    def history(self) -> list[Generation]:
        """All of them, the newest first. Raises `GenerationError` when the note of one is damaged."""
        return [self.get(number) for number in self.numbers()]

    def numbers(self) -> list[int]:
        """Of all of them, the newest first."""
        return sorted(self._numbers(), reverse=True)

    def before(self, number: int) -> Generation | None:
        """The newest that was live before this content was published; None when there is none.

        What a rollback brought back counts as what it was then: one after another goes further back.
        """
        now = self.sources(number)
        origin = self.get(number).origin
        earlier = (one for one in self.history() if one.number < origin)
        return next((one for one in earlier if not self.holds(one, now)), None)

    def holds(self, one: Generation, sources: Sources) -> bool:
        """Whether these files are that generation's; the tests count where it has kept its own."""
        own = self._files(one)
        return own.files == sources.files if one.has_tests else own.files == sources.configuration

    def publish(
        self,
        sources: Sources,
        source: Path,
        why: str,
        by: str | None = None,
        after: int | None = None,
    ) -> Generation:
        """Makes `sources`, which the caller has checked, what new calls get; `source` is the main file.

        Without `by`, the user of this machine. With `after`, only if that generation is still the active one:
        two administrators cannot overwrite one another unknowingly. Raises `GenerationConflict` or
        `GenerationError`.
        """
        with self.publishing(after) as draft, draft(sources, source, why, by, None) as go_live:
            return go_live()

    @contextmanager
    def publishing(self, after: int | None = None) -> Iterator[Draft]:
        """Holds the lock, so that nobody publishes between a look and the draft that it gives."""
        with self._lock():
            now = self.active()
            if after is not None and now is not None and now.number != after:
                raise GenerationConflict(
                    _(
                        "{by} has published generation {number} ({why}) meanwhile: look at "
                        "`hotline diff {after} {number}`, take over what you want, and publish again"
                    ).format(by=now.by, number=now.number, why=now.why, after=after)
                )
            yield self._draft

    def cut_off(self) -> tuple[Generation, Sources] | None:
        """A publication that ended in the middle, with its process or the machine; None when none did."""
        try:
            made = self._read(self._pending(max(self._numbers(), default=0) + 1))
            return made, self._files(made)
        except (OSError, GenerationError):
            return None

    @contextmanager
    def _draft(
        self, sources: Sources, source: Path, why: str, by: str | None, restores: int | None
    ) -> Iterator[GoLive]:
        number = max(self._numbers(), default=0) + 1
        made = Generation(
            number,
            time.time(),
            by or this_user(),
            why.strip()[:LONGEST_WHY],
            whole_name(source),
            restores,
            sources.main,
            has_tests=True,
        )
        note = json.dumps(asdict(made), ensure_ascii=False).encode()
        try:
            self._write_folder(self._path(number), sources)
            write_whole(self._pending(number), note)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield partial(self._go_live, made)
        finally:
            with contextlib.suppress(OSError):
                self._pending(number).unlink(missing_ok=True)

    def _go_live(self, made: Generation) -> Generation:
        note = self._note(made.number)
        try:
            self._pending(made.number).replace(note)
            write_whole(self._folder / "active", f"{made.number}\n".encode())
        except OSError as error:
            with contextlib.suppress(OSError):
                note.unlink()  # without it, it is no generation: nothing shows it, nothing goes back to it
            raise self._unwritable(error) from error
        return made

    def _note(self, number: int) -> Path:
        return self._path(number).with_suffix(".json")

    def _pending(self, number: int) -> Path:
        return self._path(number).with_suffix(".pending")

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}"

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob("*.json") if path.stem.isdecimal()]

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = (self._folder / "lock").open("w")
        except OSError as error:
            raise self._unwritable(error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _unwritable(self, error: OSError) -> GenerationError:
        return GenerationError(
            _(
                "{folder} cannot be written ({error}): nothing was published. Make room, or give this "
                "user the right to write there"
            ).format(folder=self._folder, error=error.strerror)
        )

    def _write_folder(self, folder: Path, sources: Sources) -> None:
        """The folder is there as a whole or not at all."""
        part = folder.with_suffix(".part")
        for left in (part, folder):  # of a publication that was cut off: it has no number
            shutil.rmtree(left, ignore_errors=True)
        for name, data in sources.files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        part.replace(folder)


def whole_name(path: Path) -> str:
    """How `Generation.source` names a main file. A link keeps its own name: what it includes lies beside it,
    not beside the file it leads to.
    """
    return str(path.parent.resolve() / path.name)


def this_user() -> str:
    """The name of who runs this program on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user id, as in a container
        return f"uid {os.getuid()}"
