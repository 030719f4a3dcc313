"""`delivery:` in config.yaml: which other systems are told of cases, and who may read them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator, model_validator

from contracts.configuration.accounts import ListenAddress
from contracts.configuration.addresses import LOOPBACK
from contracts.configuration.own_files import OpenFile, SecretFile, read_bounded
from contracts.configuration.settings import Id, Line, Section, errors
from contracts.errors import HotlineError

LONGEST_SECRET = 1024
"""Bytes; a larger file is some other one."""
SHORTEST_SECRET = 24
"""Characters of a secret that cannot be guessed."""


class SecretUnreadable(HotlineError):
    """The secret that another system shares with us cannot be had; the text says why."""


Url = Annotated[str, StringConstraints(max_length=500)]


class WebhookSettings(Section):
    """Another system that is told of every case that is opened or changed."""

    id: Id
    url: Url = Field(description="https://…; http:// on this machine alone. Nothing else is ever called.")
    secret_file: SecretFile = Field(
        description="File that holds the secret by which the receiver knows that it is us, 24 characters or "
        "more and nothing else; relative to the project folder."
    )
    queues: tuple[Id, ...] = Field(default=(), description="Only cases of these queues; without any, all.")
    units: tuple[Line, ...] = Field(
        default=(),
        description="Only cases for which these `tickets.units` are responsible; without any, all.",
    )
    categories: tuple[Line, ...] = Field(
        default=(),
        description="Only cases of these intents, or of these categories of `tickets`: ids of the third "
        "level, or names of any level, as 城市管理; without any, all.",
    )
    districts: tuple[Line, ...] = Field(
        default=(),
        max_length=200,
        description="Only cases of these districts, communities or grids, or in whose place a name "
        "of these stands, as 幸福社区; without any, all.",
    )
    telephone: bool = Field(
        default=False,
        description="The citizen's telephone in full, where they were asked and want no secrecy; "
        "otherwise masked.",
    )
    texts: bool = Field(
        default=False,
        description="Sends text messages: it is told `case.text` after the call of a citizen who has agreed "
        "to one, see `cases.text_messages`; needs `telephone`.",
    )
    ca_file: OpenFile | None = Field(
        default=None, description="Certificate of the receiver's own authority (PEM), beside the usual ones."
    )
    timeout_s: float = Field(default=10, ge=1, le=60, description="Seconds that an answer may take.")

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        advice = "写 / write https://host/path"
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ValueError(f"地址有误 / the address is wrong: {error} → {advice}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise ValueError(f"这不是网址 / this is no address of a service → {advice}")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError(f"发往其他机器必须加密 / to other machines over TLS only → {advice}")
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            raise ValueError(
                "网址里不能有密码和参数，密钥写进 secret_file / no password, and nothing after the path "
                f"→ {advice}"
            )
        return url

    @model_validator(mode="after")
    def _can_send(self) -> Self:
        if self.texts and not self.telephone:
            text = "发短信要有号码：同时写 telephone: true / a text needs a telephone: write telephone: true"
            raise errors([(("texts",), text, True)])
        return self

    def secret(self, base: Path) -> bytes:
        """What is signed with; its file is looked for below `base`. Blocking. Raises `SecretUnreadable`."""
        return shared_secret(base / self.secret_file)


class Open311Settings(Section):
    """GeoReport v2, for reading: what cases there are and how they stand, without anything of persons."""

    bind: ListenAddress = Field(default="127.0.0.1", description="Address it listens on.")
    port: int = Field(default=8311, ge=1, le=65535, description="TCP port it listens on.")
    key_files: tuple[SecretFile, ...] = Field(
        min_length=1,
        max_length=100,
        description="Files with a key each, 24 characters or more and nothing else; one for each reader.",
    )
    per_minute: int = Field(
        default=60, ge=1, le=10_000, description="Requests a minute by one key; more are refused with 429."
    )

    def keys(self, base: Path) -> frozenset[bytes]:
        """Blocking. Raises `SecretUnreadable`."""
        return frozenset(shared_secret(base / file) for file in self.key_files)


class DeliverySettings(Section):
    """Where cases go. A change needs a restart."""

    webhooks: tuple[WebhookSettings, ...] = Field(
        default=(), max_length=50, description="Other systems that are told of cases."
    )
    give_up_h: float = Field(
        default=72,
        gt=0,
        le=720,
        description="Hours that a delivery is tried; then it is kept for `hotline deliveries`.",
    )
    most_waiting: int = Field(
        default=100_000,
        ge=100,
        le=10_000_000,
        description="Deliveries that wait for one receiver; what comes beyond is kept for `hotline "
        "deliveries`.",
    )
    open311: Open311Settings | None = Field(
        default=None, description="Reading over Open311 (GeoReport v2); without it, none."
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        seen: set[str] = set()
        for index, hook in enumerate(self.webhooks):
            if hook.id in seen:
                text = f"{hook.id!r} 已经用过，请换一个 / is used twice: choose another"
                raise errors([(("webhooks", index, "id"), text, hook.id)])
            seen.add(hook.id)
        return self


def shared_secret(path: Path) -> bytes:
    """The one line of that file. Blocking. Raises `SecretUnreadable`, which never tells what stands there."""
    try:
        secret = read_bounded(path, LONGEST_SECRET).strip()
    except OSError as error:
        raise SecretUnreadable(f"{path} cannot be read: {error.strerror}") from None
    if len(secret) < SHORTEST_SECRET or not secret.isascii() or len(secret.split()) != 1:
        raise SecretUnreadable(
            f"{path} does not hold a secret: one word of {SHORTEST_SECRET} characters or more"
        )
    return secret
