"""The note in which a running service says which generation new calls get."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hotline.machine.files import write_whole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The last generation that the service has made up its mind about."""

    number: int
    refused: str = ""
    """Why new calls do not get it; empty when they do."""
    start: int = 0
    """The generation that the service was started with: its agents, ports and accounts; 0: not known."""
    preparing: int | None = None
    """The generation that is being made ready, its prompts spoken; None when there is none."""
    ran: int = 0
    """The last generation with which a service came up; 0: none yet. A start that fails falls back on it."""


class ServiceStateFile:
    """The note of one running service."""

    def __init__(self, path: Path, start: int) -> None:
        """Says that the service was started with generation `start`; 0 if it was not published."""
        self._path = path
        before = read(path)
        self._told = ServiceState(start, start=start, ran=before.ran if before is not None else 0)
        write(path, self._told)

    @property
    def start(self) -> int:
        """The generation that the service was started with."""
        return self._told.start

    def up(self) -> None:
        """The service is up with the generation that it was started with."""
        self._say(replace(self._told, ran=self._told.start))

    def preparing(self, number: int) -> None:
        """New calls get this generation as soon as it is ready."""
        self._say(replace(self._told, preparing=number))

    def took(self, number: int) -> None:
        """New calls get this generation."""
        self._say(ServiceState(number, start=self._told.start, ran=self._told.ran))

    def refused(self, number: int, why: str) -> None:
        """New calls do not get this generation."""
        self._say(ServiceState(number, why, self._told.start, ran=self._told.ran))

    def _say(self, told: ServiceState) -> None:
        self._told = told
        write(self._path, told)


def write(path: Path, told: ServiceState) -> None:
    """As a whole or not at all. It need not outlast a power failure: the next start writes it anew."""
    note = json.dumps(asdict(told), ensure_ascii=False).encode()
    try:
        write_whole(path, note, lasting=False)  # on the event loop, where nobody waits for the disk
    except OSError as error:  # only `hotline publish` misses it, and says so
        log.warning("%s cannot be written: %s", path, error)


def read(path: Path) -> ServiceState | None:
    """None when no service has written it yet, or it cannot be read."""
    try:
        return ServiceState(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
