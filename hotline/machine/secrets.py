"""Passwords between the parts and of the SIP accounts: generated once per instance, never committed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from gettext import gettext as _
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.configuration.accounts import Password
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
    told: list[str] = Field(default_factory=list)
    """SIP accounts whose password somebody was shown: it is printed once."""
    seal: Password = Field(default_factory=lambda: secrets.token_urlsafe(32))
    """What full numbers are sealed with (`hotline.records.sealing`), and what was learned is signed with.
    Files of earlier versions lack it."""


def load_or_create(path: Path, accounts: Iterable[str]) -> Secrets:
    """Reads the file, adding what is missing. The file is readable by its owner alone.

    Raises SecretsError when it is damaged.
    """
    found = _read(path) if path.exists() else None
    kept = found or Secrets(ari=secrets.token_urlsafe(24), media=secrets.token_urlsafe(24), sip={})
    new = {account: _sip_password() for account in accounts if account not in kept.sip}
    changed = kept.model_copy(update={"sip": kept.sip | new})
    _write(path, changed)
    return changed


def of_records(path: Path, url: str | None) -> Secrets:
    """Those that records were sealed with; `url`: their server, of the configuration. Beside a server's
    records nothing tells that the folder is another one: raises SecretsError where it has no such file."""
    if url is not None and not path.is_file():
        text = _("{file} is not there: no number is found without it. Check --state, or restore a backup")
        raise SecretsError(text.format(file=path))
    return load_or_create(path, ())


def tell_once(path: Path, accounts: Iterable[str]) -> dict[str, str]:
    """The passwords that nobody was shown yet, by account; after this they count as shown.

    Raises SecretsError when the file is damaged.
    """
    wanted = list(accounts)
    known = load_or_create(path, wanted)
    new = {account: known.sip[account] for account in wanted if account not in known.told}
    _write(path, known.model_copy(update={"told": [*known.told, *new]}))
    return new


def renew(path: Path, account: str) -> None:
    """Gives a SIP account another password, which nobody was shown yet. Raises SecretsError as above."""
    known = load_or_create(path, [account])
    told = [one for one in known.told if one != account]
    _write(path, known.model_copy(update={"sip": {**known.sip, account: _sip_password()}, "told": told}))


def seal_of(path: Path) -> str:
    """The seal of a file that is there; nothing is written. Raises `SecretsError`, and `OSError` where it is
    not."""
    return _read(path).seal


def _sip_password() -> str:
    return secrets.token_urlsafe(SIP_PASSWORD_BYTES)


def _read(path: Path) -> Secrets:
    try:
        return Secrets.model_validate_json(path.read_bytes())
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise SecretsError(
            f"{path} is damaged ({what}). Bring it back from a backup. Without one, delete it: new passwords "
            "are generated at the next start, and numbers that were sealed with it stay closed."
        ) from None  # what stands there is a secret


def _write(path: Path, kept: Secrets) -> None:
    """Only when something is new: another process of this instance may be writing, too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(kept.model_dump(), indent=1).encode()
    if path.exists() and path.read_bytes() == data:
        path.chmod(0o600)
    else:
        write_whole(path, data, 0o600)
