"""Every configuration that was ever live, as it stood, with who, when and why.

    generations/000007.yaml   the file, byte for byte
    generations/000007.json   who published it, when, why, and from which file
    generations/active        the number of the one that new calls get

The files of a generation never change; `active` is replaced in one step. A lock lets one publish at a time.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from hotline.errors import ServiceError

LONGEST_WHY = 500


class GenerationError(ServiceError):
    """A generation cannot be had or made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One published configuration."""

    number: int
    at: float
    """Seconds since 1970."""
    by: str
    why: str
    source: str
    """The file it was read from, absolute."""


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
            raise GenerationError(f"{self._folder / 'active'} is damaged: write a number into it") from error

    def get(self, number: int) -> Generation:
        """Raises `GenerationError` when there is none of that number."""
        try:
            return Generation(**json.loads(self._path(number, "json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            last = max(self._numbers(), default=0)
            raise GenerationError(f"there is no generation {number}; the last one is {last}") from None

    def data(self, number: int) -> bytes:
        """The file of a generation, byte for byte."""
        return self._path(self.get(number).number, "yaml").read_bytes()

    def history(self) -> list[Generation]:
        """All of them, the newest first."""
        return [self.get(number) for number in sorted(self._numbers(), reverse=True)]

    def publish(
        self, data: bytes, source: Path, why: str, by: str | None = None, after: int | None = None
    ) -> Generation:
        """Makes `data`, which the caller has checked, what new calls get.

        Without `by`, the user of this machine. With `after`, only if that generation is still the active one:
        two administrators cannot overwrite one another unknowingly. Raises `GenerationError`.
        """
        with self._lock():
            now = self.active()
            if after is not None and now is not None and now.number != after:
                raise GenerationError(
                    f"{now.by} has published generation {now.number} ({now.why}) meanwhile: look at "
                    f"`hotline diff {after} {now.number}`, take over what you want, and publish again"
                )
            number = max(self._numbers(), default=0) + 1
            made = Generation(
                number, time.time(), by or _user(), why.strip()[:LONGEST_WHY], str(source.resolve())
            )
            self._write(self._path(number, "yaml"), data)
            self._write(self._path(number, "json"), json.dumps(asdict(made), ensure_ascii=False).encode())
            self._write(self._folder / "active", f"{number}\n".encode())
            return made

    def _path(self, number: int, kind: str) -> Path:
        return self._folder / f"{number:06d}.{kind}"

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob("[0-9]*.json")]

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write(self, path: Path, data: bytes) -> None:
        """The file is there as a whole or not at all, also after a power failure."""
        partial = path.with_suffix(".part")
        try:
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise GenerationError(
                f"{path} cannot be written ({error.strerror}): nothing was published. Make room, or give "
                "this user the right to write there"
            ) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user id, as in a container
        return f"uid {os.getuid()}"
