"""A certificate and its key, in PEM files: whether they can be used, and until when."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from contracts.configuration.own_files import read_bounded
from contracts.errors import HotlineError

MOST_BYTES = 1_000_000
"""Of a file: chains have some kilobytes."""
ENDS_SOON = timedelta(days=30)


class CertificateError(HotlineError):
    """A certificate or its key cannot be used; the text says which and why, never what stands in it."""

    def __init__(self, text: str, *, of_key: bool = False) -> None:
        super().__init__(text)
        self.of_key = of_key
        """It is the key's file that is to be mended."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files, or one that holds both."""

    certificate: Path
    """The server's own certificate first, those of the authorities that vouch for it after it."""
    key: Path

    def ends(self) -> datetime:
        """When the chain ends. Raises CertificateError when the two cannot be used."""
        chain = certificates_in(self.certificate)
        key = key_in(self.key)
        if _public(key) != chain[0].public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        ):
            raise CertificateError(
                f"密钥和证书不是一对 / {self.key} is not the key of {self.certificate}", of_key=True
            )
        return min(one.not_valid_after_utc for one in chain)


def server_context(pair: Pair) -> ssl.SSLContext:
    """What a server shows that certificate with: TLS 1.2 and later. Raises CertificateError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    pair.ends()
    try:
        context.load_cert_chain(pair.certificate, pair.key, password="")
    except (OSError, ValueError) as error:  # SSLError among them: too small a key, for example
        raise CertificateError(f"证书用不了 / {pair.certificate} cannot be used: {error}") from None
    return context


def time_left(ends: datetime, now: datetime | None = None) -> timedelta:
    """Until that end; negative after it."""
    return ends - (now or datetime.now(UTC))


def certificates_in(path: Path) -> list[x509.Certificate]:
    """All in the file, at least one. Raises CertificateError."""
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError:
        raise CertificateError(f"这不是 PEM 格式的证书 / {path} is no certificate in PEM") from None


def common_name(certificate: x509.Certificate) -> str | None:
    """Whom it is for, as brokers take it for a user's name; None: it does not say."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else None


def key_in(path: Path) -> PrivateKeyTypes:
    """The key in the file. Raises CertificateError."""
    try:
        return load_pem_private_key(_read(path, of_key=True), password=None)
    except TypeError:  # it is encrypted
        text = f"密钥加了口令，服务打不开 / {path} is encrypted: the service has no password for it"
    except (ValueError, UnsupportedAlgorithm):
        text = f"这不是 PEM 格式的密钥 / {path} is no key in PEM"
    raise CertificateError(text, of_key=True)


def _public(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _read(path: Path, *, of_key: bool = False) -> bytes:
    try:
        return read_bounded(path, MOST_BYTES)
    except OSError as error:
        raise CertificateError(f"读不到 / {path} cannot be read: {error.strerror}", of_key=of_key) from None
