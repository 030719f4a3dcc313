"""The folder that installed models lie in, one folder each."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import text as _
from models.catalogue.errors import InstallError


class Store:
    """Names beginning with a dot are work in progress: downloads, unpacking, locks."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, name: str) -> Path:
        """Where the model `name` lies or would lie. Raises `InstallError` for what cannot be a name."""
        if not name or name.startswith(".") or "/" in name or "\\" in name or "\0" in name:
            raise InstallError(
                _("{name!r} cannot be a model's name: use letters, digits, dots and dashes").format(name=name)
            )
        return self.root / name

    def part(self, name: str) -> Path:
        """The archive while it is being fetched."""
        return self.root / f".{self.folder(name).name}.part"

    def installed(self) -> list[str]:
        """Names of the folders in it, sorted."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if path.is_dir() and path.name[0] != ".")

    def remove(self, name: str) -> None:
        """Deletes a model and what is left of its download. Raises `InstallError` when there is nothing."""
        folder, part = self.folder(name), self.part(name)
        if not folder.is_dir() and not part.exists():
            raise InstallError(_("{folder}: no such model is installed").format(folder=folder))
        with self.lock(name):
            if folder.is_dir():
                dying = self._temporary(name)
                folder.rename(dying / name)  # at once gone for everybody else
                shutil.rmtree(dying)
            self.discard_part(name)

    def discard_part(self, name: str) -> None:
        part = self.part(name)
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".json").unlink(missing_ok=True)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """One process at a time works on a model. Raises `InstallError` when another one does."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / f".{self.folder(name).name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InstallError(
                    _("{name}: another process is installing or removing it: wait for it").format(name=name)
                ) from None
            for left in self.root.glob(f".{name}.work-*"):  # of a process that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextmanager
    def staging(self, name: str) -> Iterator[Path]:
        """An empty folder on the same disk, gone afterwards."""
        folder = self._temporary(name)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _temporary(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f".{name}.work-", dir=self.root))
