"""Certificates by which this machine and others know one another: which files, and where they are configured.

The desk's own is in `desk.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts
from hotline.machine.paths import CHECKOUT


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A file that the configuration names."""

    part: str
    """What it is for, as the doctor calls it."""
    path: PathParts
    """Where it is configured."""
    file: Path
    key: Path | None = None
    """The file of its key; None: certificates of authorities."""

    @property
    def key_path(self) -> PathParts:
        """Where that is configured: `key` beside `certificate`, `mqtt_key` beside `mqtt_certificate`."""
        return *self.path[:-1], str(self.path[-1]).replace("certificate", "key")

    def ends(self) -> datetime:
        """When the first certificate in it does. Raises CertificateError when it cannot be used."""
        # Late: half a second of libraries, for those alone who have certificates.
        from hotline.machine.certificates.pair import Pair, certificates_in

        if self.key is not None:
            return Pair(self.file, self.key).ends()
        return min(one.not_valid_after_utc for one in certificates_in(self.file))


def certificate_files(config: HotlineConfig) -> Iterator[CertificateFile]:
    """All of them. Nothing is read."""
    if (sip := config.telephony.tls) is not None:
        where: PathParts = ("telephony", "tls")
        own, key = CHECKOUT / sip.certificate, CHECKOUT / sip.key
        yield CertificateFile("SIP certificate", (*where, "certificate"), own, key)
        if sip.authority is not None:
            yield CertificateFile("Trunks' authority", (*where, "authority"), CHECKOUT / sip.authority)
    yield from _database(config)
    events = config.events
    if events.mqtt_authority is not None:
        yield CertificateFile(
            "Broker's authority", ("events", "mqtt_authority"), CHECKOUT / events.mqtt_authority
        )
    if events.mqtt_certificate is not None and events.mqtt_key is not None:
        own, key = CHECKOUT / events.mqtt_certificate, CHECKOUT / events.mqtt_key
        yield CertificateFile("Broker certificate", ("events", "mqtt_certificate"), own, key)


def _database(config: HotlineConfig) -> Iterator[CertificateFile]:
    if config.records.url is None:
        return
    from hotline.records.database.access.encrypted import tls_files
    from hotline.records.database.connection import usable_url  # late: its libraries

    files, where = tls_files(usable_url(config.records.url).query), ("records", "url")
    if "sslrootcert" in files:
        yield CertificateFile("Database's authority", where, files["sslrootcert"])
    if "sslcert" in files:
        yield CertificateFile("Database certificate", where, files["sslcert"], files["sslkey"])
