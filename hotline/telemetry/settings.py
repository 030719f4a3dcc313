"""`telemetry:` in config.yaml: which collector is told of calls, and how many of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from contracts.configuration.addresses import LOOPBACK, service_address
from contracts.configuration.own_files import SecretFile, read_bounded
from contracts.configuration.settings import Line, Section
from contracts.errors import HotlineError

LONGEST_FILE = 8192
"""Bytes; a larger file is some other one."""
PATH = "/v1/traces"
"""Where OTLP over HTTP takes traces (OTLP specification 1.x, "OTLP/HTTP Request")."""

_HEADER = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*)[ \t]*")
"""A field's name and value in ASCII (RFC 9110, 5)."""


class HeadersUnreadable(HotlineError):
    """The headers for the collector cannot be had; the text says why, and nothing of what stands in them."""


class TelemetrySettings(Section):
    """OpenTelemetry: a trace of each call, without words, numbers or names. Calls never depend on it."""

    otlp_url: str | None = Field(
        default=None,
        description="Address of a collector that takes OTLP over HTTP, as http://127.0.0.1:4318; /v1/traces "
        "is added. Without it nothing is sent. Needs script/setup --extra telemetry.",
    )
    headers_file: SecretFile | None = Field(
        default=None,
        description="File with headers that the collector wants, one a line (Authorization: Bearer …); "
        "relative to the project folder.",
    )
    service_name: Line = Field(
        default="hotline", max_length=100, description="service.name, by which the collector knows us."
    )
    sample: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Share of the calls that are told; the same calls on each machine.",
    )

    @field_validator("otlp_url")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        advice = "write http://127.0.0.1:4318 or https://…:4318"
        instead = "put a header into a file, see headers_file"
        return service_address(url, of="a collector", instead=instead, advice=advice)

    @model_validator(mode="after")
    def _headers_are_safe(self) -> Self:
        if self.headers_file is None:
            return self
        if self.otlp_url is None:
            raise ValueError("headers_file is for a collector → write otlp_url, too")
        parts = urlsplit(self.otlp_url)
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("headers_file would travel unencrypted to another machine → write https://")
        return self

    @property
    def endpoint(self) -> str:
        """Where traces are sent. Raises ValueError where no collector is configured."""
        if self.otlp_url is None:
            raise ValueError("no otlp_url is configured")
        return self.otlp_url if self.otlp_url.endswith(PATH) else self.otlp_url + PATH

    def headers(self, base: Path) -> dict[str, str]:
        """What the collector wants; the file is looked for below `base`. Blocking. Raises
        `HeadersUnreadable`."""
        if self.headers_file is None:
            return {}
        path = base / self.headers_file
        try:
            text = read_bounded(path, LONGEST_FILE).decode()
        except OSError as error:
            raise HeadersUnreadable(f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise HeadersUnreadable(f"{path} is no text") from None
        found = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            if (header := _HEADER.fullmatch(line)) is None:
                raise HeadersUnreadable(f"{path}, line {number}: a header is written Name: value, in ASCII")
            found[header[1]] = header[2]
        if not found:
            raise HeadersUnreadable(f"{path} does not hold a header: Name: value")
        return found
