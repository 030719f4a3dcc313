"""Addresses of services that the configuration names."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Hosts that are this machine: what goes there leaves it not."""


def service_address(url: str, *, of: str, instead: str, advice: str) -> str:
    """The address of a service over HTTP, without a / at its end. `of` what it should be the address,
    `instead`: where a secret belongs, `advice`: how it is written. Raises `ValueError` for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"the address is wrong: {error} → {advice}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(f"this is not the address of {of} → {advice}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"no secret belongs into this file → {instead}")
    if parts.query or parts.fragment or any(character.isspace() for character in url):
        raise ValueError(f"nothing may follow the path of the address → {advice}")
    return url.rstrip("/")
