"""`events:` in config.yaml: which MQTT broker gets the events, and the password for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, field_validator, model_validator

from contracts.configuration.own_files import SecretFile, read_bounded
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

    def password(self, base: Path) -> str | None:
        """The broker's password; its file is looked for below `base`. Blocking.

        Raises `PasswordUnreadable`.
        """
        if self.mqtt_password_file is not None:
            return _password_in(base / self.mqtt_password_file)
        found = None if self.mqtt_url is None else broker_address(self.mqtt_url).password
        return None if found is None else unquote(found)


class PasswordUnreadable(HotlineError):
    """The broker's password cannot be had; the text says why."""


def _password_in(path: Path) -> str:
    try:
        password = read_bounded(path, LONGEST_PASSWORD).decode().rstrip("\r\n")
    except OSError as error:
        raise PasswordUnreadable(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PasswordUnreadable(f"{path} is no text") from None
    if not password or not password.isprintable():
        raise PasswordUnreadable(f"{path} does not hold a password: one line")
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
