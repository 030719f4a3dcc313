"""What the tests of certificates share: handshakes with a server, and files that are wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from hotline.bench.softphone import free_port
from hotline.machine.certificates.own import OwnCertificate
from hotline.machine.certificates.pair import Pair
from hotline.machine.serving import serving

NOW = datetime.now(UTC).replace(microsecond=0)


def files(folder: Path, now: datetime = NOW) -> Pair:
    """A certificate and its key in two files, as an operator has them."""
    own = OwnCertificate(folder / "issuer", ["desk.example"])
    own.provide(now)
    text = own.pair.key.read_text()
    cut = text.index("-----BEGIN CERTIFICATE")
    (folder / "desk.crt").write_text(text[cut:])
    (folder / "desk.key").write_text(text[:cut])
    return Pair(folder / "desk.crt", folder / "desk.key")


def rsa_files(folder: Path) -> Pair:
    """The next certificate that an operator puts there: of another kind of key, vouching for itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "desk.crt").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "desk.key").write_bytes(text)
    return Pair(folder / "desk.crt", folder / "desk.key")


def key_text(password: bytes | None = None, *, bits: int = 0) -> str:
    """Another key, as a PEM text."""
    key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
    hidden = NoEncryption() if password is None else BestAvailableEncryption(password)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden).decode()


@asynccontextmanager
async def served(context: ssl.SSLContext) -> AsyncIterator[int]:
    """A server that shows it; its port."""

    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="您好")

    app = web.Application()
    app.router.add_get("/", hello)
    port = free_port()
    async with serving(app, "127.0.0.1", port, "desk.port", context):
        yield port


async def visit(port: int, authority: Path | None, name: str = "127.0.0.1") -> x509.Certificate:
    """The certificate that a new client is shown, one that trusts that authority (None: everybody) and
    asks for that name. Raises ssl.SSLCertVerificationError."""
    trusted = ssl.create_default_context(cafile=authority)
    trusted.verify_flags |= ssl.VERIFY_X509_STRICT
    if authority is None:
        trusted.check_hostname, trusted.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted, server_hostname=name)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return x509.load_der_x509_certificate(shown)
