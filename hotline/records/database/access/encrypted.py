"""PostgreSQL over TLS, as its own programs are told of it: `?sslmode=verify-full&sslrootcert=/…/ca.pem`."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path

from hotline.records.database.access.errors import UnusableDatabase

MODES = ("disable", "require", "verify-ca", "verify-full")
"""libpq's, but for those that go on in the clear when somebody in between wants them to."""
FILES = ("sslrootcert", "sslcert", "sslkey")
NAMES = ("sslmode", *FILES)


def tls_files(query: Mapping[str, object]) -> dict[str, Path]:
    """The files that an address names, by their parameter. Raises `UnusableDatabase`: what to write."""
    values = {name: _one(name, query[name]) for name in NAMES if name in query}
    mode = values.pop("sslmode", None)
    if mode is not None and mode not in MODES:
        raise UnusableDatabase(f"sslmode={mode} is not known here → write one of {', '.join(MODES)}")
    for name, file in values.items():
        if mode in (None, "disable"):
            raise UnusableDatabase(f"{name} wants an encrypted connection → write sslmode=verify-full, too")
        if not file.startswith("/"):
            raise UnusableDatabase(f"{name}={file} → write the whole path of the file: /…/{Path(file).name}")
    if str(mode).startswith("verify") and "sslrootcert" not in values:
        raise UnusableDatabase(
            f"sslmode={mode} wants the authority of the server's certificate → sslrootcert=/…/ca.pem"
        )
    if ("sslcert" in values) != ("sslkey" in values):
        raise UnusableDatabase("sslcert and sslkey belong together → write both, or neither")
    return {name: Path(file) for name, file in values.items()}


def tls_of(query: Mapping[str, object]) -> ssl.SSLContext | bool | None:
    """What asyncpg is to be given; None where the address says nothing of it. Raises `UnusableDatabase`."""
    files = tls_files(query)
    mode = query.get("sslmode")
    if mode is None:
        return None
    if mode == "disable":
        return False
    try:
        context = ssl.create_default_context(cafile=files.get("sslrootcert"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = mode == "verify-full"
        if mode == "require":
            context.verify_mode = ssl.CERT_NONE
        if "sslcert" in files:
            context.load_cert_chain(files["sslcert"], files["sslkey"], password="")
    except (OSError, ValueError) as error:  # SSLError among them
        raise UnusableDatabase(f"{', '.join(map(str, files.values()))} cannot be used: {error}") from None
    return context


def _one(name: str, value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        raise UnusableDatabase(f"{name} stands twice in the address")
    return str(value)
