"""`second_opinion:` in config.yaml: which language model is asked, and for how long."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, SecretStr, field_validator, model_validator

from contracts.configuration.addresses import LOOPBACK, service_address
from contracts.configuration.own_files import SecretFile, read_bounded
from contracts.configuration.settings import Pattern, Section
from contracts.errors import HotlineError
from hotline.machine.paths import CHECKOUT

OURS = frozenset(
    {"messages", "model", "response_format", "stream", "temperature", "max_tokens", "n", "tools", "functions"}
)
"""Fields of a request that `options` may not set: the answer would be another, or not be understood."""

Variable = Annotated[
    str,
    Pattern(
        r"^[A-Za-z_][A-Za-z0-9_]*$",
        "写环境变量的名字：字母、数字和 _，不以数字开头 / "
        "write the name of a variable: letters, digits and _, no digit first",
    ),
]

LONGEST_KEY = 8192
"""Characters; a longer one is some other file."""


class KeyUnreadable(HotlineError):
    """The key of the language model cannot be had; the text says why."""


class SecondOpinionSettings(Section):
    """A language model that is asked what an unclear sentence means. Calls never depend on it."""

    url: str = Field(
        description="Base address of a service that speaks OpenAI's protocol, as http://127.0.0.1:8000/v1."
    )
    model: str = Field(min_length=1, max_length=200, description="Name of the model there.")
    key_file: SecretFile | None = Field(
        default=None,
        description="File that holds the key of the service, and nothing else; relative to the checkout.",
    )
    key_env: Variable | None = Field(
        default=None,
        description="Variable of the environment that holds the key, instead of key_file.",
    )
    timeout_s: float = Field(
        default=1.5, ge=0.1, le=5, description="Seconds after which the conversation goes on without it."
    )
    most_at_once: int = Field(
        default=8, ge=1, le=1000, description="Questions that are open at once; a further one is not asked."
    )
    response_format: Literal["json_schema", "json_object", "none"] = Field(
        default="json_schema",
        description="How it is told to answer in JSON: json_object or none if the service refuses a schema.",
    )
    options: dict[str, JsonValue] = Field(
        default_factory=dict,
        description="Further fields of the request, as the service wants them, for example to switch off "
        "thinking: {chat_template_kwargs: {enable_thinking: false}}.",
    )

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        advice = "write http://127.0.0.1:8000/v1 or https://…/v1"
        instead = "put the key into a file, see key_file"
        return service_address(url, of="a service", instead=instead, advice=advice)

    @field_validator("options")
    @classmethod
    def _leave_ours(cls, options: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if taken := sorted(OURS & options.keys()):
            raise ValueError(f"{', '.join(taken)} is set by the hotline itself → leave it out")
        return options

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.key_file is not None and self.key_env is not None:
            raise ValueError("key_file and key_env are both given → keep one of them")
        return self

    @property
    def in_the_clear(self) -> bool:
        """Whether sentences and key leave this machine without encryption."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and parts.hostname not in LOOPBACK

    def key(self) -> SecretStr | None:
        """The key; None when none is configured. Blocking. Raises `KeyUnreadable`."""
        if self.key_file is not None:
            return SecretStr(_one_line(_read(CHECKOUT / self.key_file), self.key_file))
        if self.key_env is not None:
            if (value := os.environ.get(self.key_env)) is None:
                raise KeyUnreadable(f"the environment has no variable {self.key_env}")
            return SecretStr(_one_line(value, self.key_env))
        return None


def _read(path: Path) -> str:
    try:
        return read_bounded(path, LONGEST_KEY).decode()
    except FileNotFoundError:
        raise KeyUnreadable(f"there is no file {path}") from None
    except UnicodeDecodeError:
        raise KeyUnreadable(f"{path} is no text") from None
    except OSError as error:
        raise KeyUnreadable(f"{path} cannot be read: {error.strerror}") from None


def _one_line(text: str, where: str) -> str:
    """The key as it may stand in a header. Never shown in a message."""
    key = text.strip()
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()) or " " in key:
        raise KeyUnreadable(f"{where} does not hold a key: one word of ASCII characters")
    return key
