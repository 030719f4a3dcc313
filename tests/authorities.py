"""Certificates of a test authority, as carriers, brokers and databases have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, in the files that each program wants."""

    certificate: Path
    key: Path
    both: Path
    """The key first, then the certificate."""


class TestAuthority:
    """Its certificate is in `file`."""

    __test__ = False  # for pytest

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def issue(
        self, name: str, *hosts: str, until: datetime | None = None, common_name: str | None = None
    ) -> Issued:
        """Into files of that name, over those that are there; of `hosts`, else this machine."""
        made = self._authority.issue_cert(
            *(hosts or ("127.0.0.1", "localhost")), common_name=common_name, not_after=until
        )
        found = Issued(*(self._folder / f"{name}.{kind}" for kind in ("crt", "key", "pem")))
        found.certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        made.private_key_pem.write_to_path(found.key)
        made.private_key_and_cert_chain_pem.write_to_path(found.both)
        return found
