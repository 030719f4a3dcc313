"""`events:` in config.yaml: which MQTT broker gets the events, and by what it and we know one another."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, field_validator, model_validator

from contracts.configuration.own_files import OpenFile, SecretFile, read_bounded
from contracts.configuration.settings import Section
from contracts.errors import HotlineError

LONGEST_PASSWORD = 1024
"""Bytes; a larger file is some other one."""


class EventsSettings(Section):
    """Where events are published."""

    mqtt_url: str | None = Field(
        default=None,
        description="mqtt://user:password@host:1883 or mqtts://…:8883; without it nothing is sent.",
    )
    mqtt_password_file: SecretFile | None = Field(
        default=None,
        description="File that holds the broker's password, and nothing else, instead of a password in "
        "mqtt_url; relative to the project folder.",
    )
    mqtt_authority: OpenFile | None = Field(
        default=None,
        description="PEM file of the authorities that the broker's certificate is from, with mqtts; without "
        "it, those that this machine trusts.",
    )
    mqtt_certificate: OpenFile | None = Field(
        default=None, description="PEM file of a certificate by which the broker knows us, with mqtts."
    )
    mqtt_key: SecretFile | None = Field(
        default=None, description="PEM file of the key of mqtt_certificate, without a password."
    )
    prefix: str = Field(default="hotline/v1", description="Stands before every topic.")

    @field_validator("mqtt_url")
    @classmethod
    def _check_url(cls, url: str | None) -> str | None:
        if url is not None:
            broker_address(url)
        return url

    @field_validator("prefix")
    @classmethod
    def _check_prefix(cls, prefix: str) -> str:
        if not re.fullmatch(r"[^/+#\s\0$][^+#\s\0]*(?<!/)", prefix):
            raise ValueError(f"'{prefix}' cannot begin a topic → write words with / between them: hotline/v1")
        return prefix

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.mqtt_password_file is None:
            return self
        url = None if self.mqtt_url is None else broker_address(self.mqtt_url)
        if url is None or not url.username or url.password is not None:
            raise ValueError(
                "mqtt_password_file wants an address with a user and no password → write mqtt_url: "
                "mqtt://user@host:1883"
            )
        return self

    @model_validator(mode="after")
    def _certificates_are_used(self) -> Self:
        if (self.mqtt_certificate is None) != (self.mqtt_key is None):
            raise ValueError("mqtt_certificate and mqtt_key belong together → write both")
        named = self.mqtt_authority is not None or self.mqtt_certificate is not None
        if named and (self.mqtt_url is None or broker_address(self.mqtt_url).scheme != "mqtts"):
            raise ValueError("certificates want an encrypted connection → write mqtt_url: mqtts://host:8883")
        return self

    def access(self, base: Path) -> BrokerAccess:
        """How the broker is reached now; files are looked for below `base`. Blocking. Raises `NoAccess`, and
        ValueError where no broker is configured."""
        if self.mqtt_url is None:
            raise ValueError("no mqtt_url is configured")
        address = broker_address(self.mqtt_url)
        tls = self._tls(base) if address.scheme == "mqtts" else None
        return BrokerAccess(address, self.password(base), tls)

    def _tls(self, base: Path) -> ssl.SSLContext:
        authority = None if self.mqtt_authority is None else base / self.mqtt_authority
        try:
            context = ssl.create_default_context(cafile=authority)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self.mqtt_certificate is not None and self.mqtt_key is not None:
                context.load_cert_chain(base / self.mqtt_certificate, base / self.mqtt_key, password="")
        except (OSError, ValueError) as error:  # SSLError among them
            named = [name for name in (self.mqtt_authority, self.mqtt_certificate, self.mqtt_key) if name]
            raise NoAccess(f"{', '.join(named) or 'TLS'} cannot be used: {error}") from None
        return context

    def password(self, base: Path) -> str | None:
        """The broker's password; its file is looked for below `base`. Blocking.

        Raises `NoAccess`.
        """
        if self.mqtt_password_file is not None:
            return _password_in(base / self.mqtt_password_file)
        found = None if self.mqtt_url is None else broker_address(self.mqtt_url).password
        return None if found is None else unquote(found)


class NoAccess(HotlineError):
    """The broker's password, or what it knows us by, cannot be had; the text says why."""


@dataclass(frozen=True, slots=True)
class BrokerAccess:
    """What a connection to the broker needs."""

    address: SplitResult
    password: str | None
    tls: ssl.SSLContext | None
    """None: in the clear."""

    @property
    def where(self) -> str:
        """For people."""
        return f"{self.address.hostname}:{self.port}"

    @property
    def port(self) -> int:
        return self.address.port or (8883 if self.address.scheme == "mqtts" else 1883)

    @property
    def user(self) -> str | None:
        return None if self.address.username is None else unquote(self.address.username)


def _password_in(path: Path) -> str:
    try:
        password = read_bounded(path, LONGEST_PASSWORD).decode().rstrip("\r\n")
    except OSError as error:
        raise NoAccess(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NoAccess(f"{path} is no text") from None
    if not password or not password.isprintable():
        raise NoAccess(f"{path} does not hold a password: one line")
    return password


def broker_address(url: str) -> SplitResult:
    """Its parts. Raises ValueError that says what to write."""
    advice = "write mqtt://host:1883, mqtt://user:password@host:1883 or mqtts://host:8883"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"the address of the broker is wrong: {error} → {advice}") from None
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or port == 0:
        raise ValueError(f"this is not the address of an MQTT broker → {advice}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"nothing may follow the port in the broker's address → {advice}")
    return parts
