"""An authority of this instance's own, and the desk's certificate that it vouches for.

The authority may vouch for the desk's names alone (name constraints), so that who trusts it trusts nobody
else with it; a name that comes later needs a new authority. Each file with a key holds its certificate, too:
no crash leaves two that do not fit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hotline.machine.certificates.pair import CertificateError, Pair, certificates_in, key_in, time_left
from hotline.machine.files import write_whole

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=397)
"""Of the desk's certificate: what browsers take at most from public authorities."""
RENEWED = timedelta(days=60)
"""So long before its end: well before anybody is warned."""
BACK_DATED = timedelta(days=1)
"""The clocks of agents' machines may be behind."""
ALWAYS = ("localhost", "127.0.0.1", "::1")
"""Names of every desk: this machine's for itself."""
_RIGHTS = 0o600


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """Of one instance. `folder`: where it is kept; `names`: how agents reach the desk, names or addresses."""

    folder: Path
    names: Sequence[str]

    @property
    def authority(self) -> Path:
        """The certificate that browsers are to trust."""
        return self.folder / "authority.crt"

    @property
    def pair(self) -> Pair:
        """What the desk shows."""
        return Pair(self.folder / "desk.pem", self.folder / "desk.pem")

    def provide(self, now: datetime | None = None) -> bool:
        """Makes what is missing, no longer right or near its end. True: the authority is a new one, which
        browsers do not know yet. Raises CertificateError when the folder cannot be written."""
        now = now or datetime.now(UTC)
        with _writing(self.folder):
            signer = self._authority()
            is_new = signer is None or not self._may_vouch(signer.certificate, now)
            if is_new:
                signer = _new_authority(self._wanted(), now)
                write_whole(self.folder / "authority.pem", signer.pem(), _RIGHTS)
            assert signer is not None
            public = signer.certificate.public_bytes(Encoding.PEM)
            if not self.authority.exists() or self.authority.read_bytes() != public:
                write_whole(self.authority, public, _RIGHTS)
            if is_new or not self._holds(signer.certificate, now):
                ends = min(now + LASTS, signer.certificate.not_valid_after_utc)
                write_whole(self.pair.key, _signed(signer, self._wanted(), now, ends).pem(), _RIGHTS)
        return is_new

    def forget(self) -> None:
        """The next `provide` makes another authority. Raises CertificateError."""
        with _writing(self.folder):
            (self.folder / "authority.pem").unlink(missing_ok=True)

    def _wanted(self) -> list[x509.GeneralName]:
        return [_general(name) for name in dict.fromkeys([*self.names, *ALWAYS])]

    def _authority(self) -> _Signer | None:
        path = self.folder / "authority.pem"
        if not path.exists():
            return None
        key, certificate = key_in(path), certificates_in(path)[0]
        if not isinstance(key, ec.EllipticCurvePrivateKey) or _allowed(certificate) is None:
            raise CertificateError(
                f"不是本服务的签发机构 / {path} holds no authority of ours: move it away", of_key=True
            )
        return _Signer(certificate, key)

    def _may_vouch(self, authority: x509.Certificate, now: datetime) -> bool:
        if time_left(authority.not_valid_after_utc, now) <= timedelta(0):
            return False
        return {_constraint(name) for name in self._wanted()} <= (_allowed(authority) or set())

    def _holds(self, authority: x509.Certificate, now: datetime) -> bool:
        """Whether the desk's certificate is still right."""
        try:
            ends = self.pair.ends()
            found = certificates_in(self.pair.certificate)[0]
            found.verify_directly_issued_by(authority)
        except (CertificateError, InvalidSignature, ValueError, TypeError):
            return False
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        near = time_left(ends, now) < min(RENEWED, time_left(authority.not_valid_after_utc, now))
        return set(names) == set(self._wanted()) and not near


@dataclass(frozen=True, slots=True)
class _Signer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


def _new_authority(names: Sequence[x509.GeneralName], now: datetime) -> _Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _called(f"12345 hotline {names[0].value} {now:%Y-%m-%d}")
    usage = _usage(signs=True)
    built = (
        _begun(subject, subject, key, now, now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints([_constraint(one) for one in names], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _Signer(built, key)


def _signed(by: _Signer, names: Sequence[x509.GeneralName], now: datetime, ends: datetime) -> _Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    known = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    built = (
        _begun(_called(str(names[0].value)), by.certificate.subject, key, now, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known), critical=False)
        .sign(by.key, hashes.SHA256())
    )
    return _Signer(built, key)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, ends: datetime
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACK_DATED)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _allowed(authority: x509.Certificate) -> set[x509.GeneralName] | None:
    """The names that it may vouch for; None: nothing limits it, so it is not of our making."""
    try:
        limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    return set(limits.permitted_subtrees or ())


def _constraint(name: x509.GeneralName) -> x509.GeneralName:
    return x509.IPAddress(ip_network(name.value)) if isinstance(name, x509.IPAddress) else name


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """A command and the service make nothing at the same time."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / ".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            yield
    except OSError as error:
        where = error.filename or folder
        raise CertificateError(f"写不了 / {where} cannot be written: {error.strerror}") from error
