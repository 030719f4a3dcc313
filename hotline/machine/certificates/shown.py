"""The certificate that a running server shows: looked after, and replaced without a restart."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from datetime import UTC, datetime

from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import CertificateError, Pair, server_context

log = logging.getLogger(__name__)

LOOKED_S = 60.0
"""How often it is looked whether the files are others now, and whether an own one is to be renewed."""


class ShownCertificate:
    """`context` is for the server; `run` is to run beside it."""

    def __init__(
        self,
        source: Pair | OwnCertificate,
        failed: Callable[[str], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`failed` is told why another certificate could not be taken, once for each reason: the old one is
        shown on. Raises CertificateError when there is none that can be shown."""
        self._source = source
        self._failed = failed
        self._clock = clock
        self._why = ""
        self._pair = source.pair if isinstance(source, OwnCertificate) else source
        self._provide()
        self._seen = self._marks()
        self.context: ssl.SSLContext = server_context(self._pair)
        self._now = self.context
        self.context.sni_callback = self._show

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(LOOKED_S)
            await self.look()

    async def look(self) -> None:
        """Handshakes that begin after this show what is right now. Connections that are up stay."""
        try:
            await asyncio.to_thread(self._provide)
            marks = await asyncio.to_thread(self._marks)
            if marks != self._seen:
                self._now = await asyncio.to_thread(server_context, self._pair)
                self._seen = marks
                log.info("the desk shows another certificate from now on: %s", self._pair.certificate)
            self._why = ""
        except CertificateError as error:
            if str(error) != self._why:
                self._why = str(error)
                log.error("the desk's certificate stays the old one: %s", error)
                self._failed(str(error))

    def _show(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        # One context never takes the next pair: it keeps a certificate for each kind of key, the old one too.
        connection.context = self._now

    def _provide(self) -> None:
        if isinstance(self._source, OwnCertificate) and self._source.provide(self._clock()):
            log.warning("agents' browsers do not know the desk's new authority yet: hotline desk certificate")

    def _marks(self) -> list[tuple[int, int]]:
        """Change whenever a file does."""
        try:
            found = [path.stat() for path in (self._pair.certificate, self._pair.key)]
        except OSError as error:
            raise CertificateError(f"读不到 / {error.filename} cannot be read: {error.strerror}") from None
        return [(one.st_mtime_ns, one.st_ino) for one in found]
