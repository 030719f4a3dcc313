"""Passwords between the parts and of the SIP accounts: generated once per instance, never committed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.accounts import Password
from contracts.errors import HotlineError
from hotline.machine.files import write_whole

SIP_PASSWORD_BYTES = 9


class SecretsError(HotlineError):
    """The secrets file cannot be read; the text says which and what to do."""


class Secrets(BaseModel):
    """What an instance keeps secret."""

    model_config = ConfigDict(extra="forbid")

    ari: Password
    media: Password
    sip: dict[str, Password]
    """Password by SIP account."""
    seal: Password = Field(default_factory=lambda: secrets.token_urlsafe(32))
    """What full numbers are sealed with (`hotline.records.sealing`); files of earlier versions lack it."""


def load_or_create(path: Path, accounts: Iterable[str]) -> Secrets:
    """Reads the file, adding what is missing. The file is readable by its owner alone.

    Raises SecretsError when it is damaged.
    """
    if path.exists():
        try:
            found = Secrets.model_validate_json(path.read_bytes())
        except ValidationError as error:
            what = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise SecretsError(
                f"{path} is damaged ({what}). Delete it: new passwords are generated at the next start."
            ) from None  # what stands there is a secret
    else:
        found = Secrets(ari=secrets.token_urlsafe(24), media=secrets.token_urlsafe(24), sip={})
    for account in accounts:
        if account not in found.sip:
            found.sip[account] = secrets.token_urlsafe(SIP_PASSWORD_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(found.model_dump(), indent=1).encode(), 0o600)
    return found
