"""Asterisk's configuration, rendered from config.yaml. The templates are in `telephony/asterisk/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic.dataclasses import dataclass as validated

from contracts.configuration.accounts import DisplayName, Password, SipAccount, SipAddress
from telephony.settings import TelephonySettings

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"

UNKNOWN_NUMBER = "您拨打的号码不存在，请拨打一二三四五。"
TO_HUMAN = "您好，正在为您转接人工坐席，请稍候。"
TRY_AGAIN = "坐席仍在忙，请您再稍等一会儿。"
DRAINING = "draining.conf"
"""The one file that is not written anew with the others: see `draining`."""
HEALTH = "health"
"""Whom a proxy asks with OPTIONS: Asterisk answers 200 for who is in the dialplan, 404 for who is not. It has
503 for OPTIONS only while it shuts down as a whole, and then connects no waiting caller any more."""
DIALPLAN_PROMPTS = {"unknown_number": UNKNOWN_NUMBER, "to_human": TO_HUMAN, "try_again": TRY_AGAIN}
"""What the dialplan itself says, when our application is away."""


@validated(frozen=True, slots=True)
class Phone:
    """A SIP account: an agent's phone, or a softphone that may call the hotline.

    Raises pydantic's ValidationError for what Asterisk could not read; the configuration has the same types.
    """

    id: SipAccount
    name: DisplayName
    password: Password
    agent: bool
    """Takes calls; the others may only call the hotline (supervisors' phones, softphones)."""
    contact: SipAddress | None = None
    """SIP address of another office that is rung at a fixed place; None: the phone registers."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Generated at set-up; never in the repository."""

    ari: str
    media: str
    machines: str = ""
    """By which the machines of one hotline know one another in SIP; empty: there is one."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Absolute folders of one Asterisk instance, and those of the program it runs from."""

    instance: Path
    """Holds etc, var, run, log, spool of this instance."""
    modules: Path
    data: Path
    """With `documentation/` and `rest-api/`, which ARI needs."""
    sbin: Path
    project: Path
    """What the names of files in the configuration count from."""

    @property
    def etc(self) -> Path:
        return self.instance / "etc"

    @property
    def run(self) -> Path:
        return self.instance / "run"

    @property
    def music(self) -> Path:
        return self.instance / "moh"


def texts(
    settings: TelephonySettings,
    phones: Sequence[Phone],
    secrets: Secrets,
    folders: Folders,
    prompts: Mapping[str, Path],
    numbers: Sequence[str] = (),
    *,
    browsers: bool = False,
) -> dict[str, str]:
    """Every file of the instance's `etc` folder by its name; nothing is written.

    `prompts` holds a sound file without its suffix for each key of DIALPLAN_PROMPTS; `numbers`: those that
    citizens may dial besides the hotline's own; `browsers`: the desk's server may bring telephones that are
    browsers.
    """
    values = {
        "t": settings,
        "node": settings.node,
        "numbers": list(dict.fromkeys([settings.number, *numbers])),
        "phones": phones,
        "secrets": secrets,
        "prompts": {key: str(path) for key, path in prompts.items()},
        "etc": folders.etc,
        "modules": folders.modules,
        "data": folders.data,
        "sbin": folders.sbin,
        "tls": _tls(settings, folders),
        "var": folders.instance / "var",
        "spool": folders.instance / "spool",
        "run": folders.run,
        "log": folders.instance / "log",
        "moh": folders.music,
        "browsers": browsers,
    }
    names = sorted(path.name for path in TEMPLATES.glob("*.conf"))
    return {name: _templates().get_template(name).render(values) for name in names}


def _tls(settings: TelephonySettings, folders: Folders) -> dict[str, Path | None] | None:
    """The files of `telephony.tls`, absolute."""
    if settings.tls is None:
        return None
    names = settings.tls.model_dump(include={"certificate", "key", "authority"})
    return {field: None if name is None else folders.project / name for field, name in names.items()}


@cache  # a publication asks for the same files twice, and to compile them takes longer than all else
def _templates() -> jinja2.Environment:
    import jinja2  # late: accounts are named without it

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are Asterisk's files, not HTML
    )


def draining(on: bool) -> str:
    """The text of `DRAINING`: whether new calls are answered 503 (cause 42), and OPTIONS to `HEALTH` 404."""
    known = "" if on else f"exten => {HEALTH},1,Hangup(21)\n"
    return f"[globals]\nDRAINING={int(on)}\n[citizens]\n{known}"


def write(files: Mapping[str, str], folders: Folders) -> Path:
    """Writes what `texts` gave, for us alone to read; returns the path of asterisk.conf."""
    for name in ("etc", "var", "var/keys/keys", "var/cache", "spool/recording", "run", "log", "moh"):
        (folders.instance / name).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        _write(folders.etc / name, text)
    if not (folders.etc / DRAINING).exists():
        _write(folders.etc / DRAINING, draining(False))
    return folders.etc / "asterisk.conf"


def _write(target: Path, text: str) -> None:
    target.touch(mode=0o600)
    target.chmod(0o600)
    if target.read_bytes() != text.encode():  # else not touched: Asterisk may be reading it
        target.write_text(text, encoding="utf-8")
