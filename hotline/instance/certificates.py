"""Looks after certificates while the service runs: when they end, and that Asterisk takes SIP's next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from contracts.errors import HotlineError
from hotline.configuration.certificates.desk import certificate_of
from hotline.configuration.certificates.files import CertificateFile, certificate_files
from hotline.configuration.schema import HotlineConfig
from hotline.instance.access import asterisk_of
from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.paths import State
from hotline.machine.secrets import Secrets

log = logging.getLogger(__name__)

LOOKED_S = 60.0

Mark = tuple[int, int] | None


class CertificateWatch:
    """`run` is to run beside the service."""

    def __init__(
        self,
        config: HotlineConfig,
        state: State,
        secrets: Secrets,
        ends: Callable[[str, datetime], None],
    ) -> None:
        """`ends` is told of each certificate when it ends. Raises MissingProgram."""
        self._used = tuple(certificate_files(config))
        self._desk = certificate_of(config, state)
        self._sip = tuple(one for one in self._used if one.path[:1] == ("telephony",))
        self._asterisk = asterisk_of(config, state, secrets)
        self._ends = ends
        self._seen = _marks(self._sip)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOKED_S)

    async def look(self) -> None:
        """Once. Calls that are up stay; the next connections of trunks see what is in the files now."""
        usable = await asyncio.to_thread(self._tell)
        marks = await asyncio.to_thread(_marks, self._sip)
        if marks != self._seen and usable:
            log.info("Asterisk takes another certificate for SIP")
            await self._asterisk.reload()
            self._seen = marks

    def _tell(self) -> bool:
        """Whether those of SIP can be used; what cannot is logged, and tried again."""
        usable = True
        if self._desk is not None:
            pair = self._desk.pair if isinstance(self._desk, OwnCertificate) else self._desk
            self._tell_of("Desk certificate", pair.ends)
        for used in self._used:
            told = self._tell_of(used.part, used.ends)
            usable = usable and (told or used not in self._sip)
        return usable

    def _tell_of(self, part: str, ends: Callable[[], datetime]) -> bool:
        try:
            self._ends(part, ends())
        except HotlineError as error:
            log.warning("%s: %s", part, error)
            return False
        return True


def _marks(used: Sequence[CertificateFile]) -> dict[Path, Mark]:
    """By which a file that was replaced is known."""
    files = [file for one in used for file in (one.file, one.key) if file is not None]
    return {file: _mark(file) for file in files}


def _mark(file: Path) -> Mark:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
