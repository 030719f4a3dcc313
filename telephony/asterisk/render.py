"""Asterisk's configuration, rendered from config.yaml. The templates are in `telephony/asterisk/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from telephony.settings import RESERVED, TelephonySettings

TEMPLATES = Path(__file__).parent / "templates"

UNKNOWN_NUMBER = "您拨打的号码不存在，请拨打一二三四五。"
TO_HUMAN = "您好，正在为您转接人工坐席，请稍候。"
TRY_AGAIN = "坐席仍在忙，请您再稍等一会儿。"
DIALPLAN_PROMPTS = {"unknown_number": UNKNOWN_NUMBER, "to_human": TO_HUMAN, "try_again": TRY_AGAIN}
"""What the dialplan itself says, when our application is away."""


CONTACT = re.compile(r"sip:[0-9A-Za-z+*#._-]+@[0-9A-Za-z.-]+(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Phone:
    """A SIP account: an agent's phone, or a softphone that may call the hotline."""

    id: str
    name: str
    password: str
    agent: bool
    """Takes calls; the others may only call the hotline (supervisors' phones, softphones)."""
    contact: str | None = None
    """SIP address of another office that is rung at a fixed place; None: the phone registers."""

    def __post_init__(self) -> None:
        if not (self.id.isalnum() and self.id.isascii()):
            raise ValueError(f"account {self.id!r}: letters and digits only, it becomes a SIP user name")
        if self.id in RESERVED:
            raise ValueError(f"account {self.id!r}: this name means something else in pjsip.conf")
        if not self.password:
            raise ValueError(f"account {self.id}: it has no password")
        if self.contact is not None and not CONTACT.fullmatch(self.contact):
            raise ValueError(f"account {self.id}: {self.contact!r} is no address such as sip:110@203.0.113.5")
        if any(c in '"\\;[]' or not c.isprintable() for c in self.name + self.password):
            raise ValueError(
                f"account {self.id}: name and password may not contain quotes, ; [ ] or controls"
            )


@dataclass(frozen=True, slots=True)
class Secrets:
    """Generated at set-up; never in the repository."""

    ari: str
    media: str


@dataclass(frozen=True, slots=True)
class Folders:
    """Absolute folders of one Asterisk instance, and those of the program it runs from."""

    instance: Path
    """Holds etc, var, run, log, spool of this instance."""
    modules: Path
    data: Path
    """With `documentation/` and `rest-api/`, which ARI needs."""
    sbin: Path

    @property
    def etc(self) -> Path:
        return self.instance / "etc"

    @property
    def run(self) -> Path:
        return self.instance / "run"

    @property
    def music(self) -> Path:
        return self.instance / "moh"


def render(
    settings: TelephonySettings,
    phones: Sequence[Phone],
    secrets: Secrets,
    folders: Folders,
    prompts: Mapping[str, Path],
) -> Path:
    """Writes every file of the instance's `etc` folder; returns the path of asterisk.conf.

    `prompts` holds a sound file without its suffix for each key of DIALPLAN_PROMPTS.
    """
    values = {
        "t": settings,
        "node": settings.node,
        "phones": phones,
        "secrets": secrets,
        "prompts": {key: str(path) for key, path in prompts.items()},
        "etc": folders.etc,
        "modules": folders.modules,
        "data": folders.data,
        "sbin": folders.sbin,
        "var": folders.instance / "var",
        "spool": folders.instance / "spool",
        "run": folders.run,
        "log": folders.instance / "log",
        "moh": folders.music,
    }
    for name in ("etc", "var", "var/keys/keys", "var/cache", "spool", "run", "log", "moh"):
        (folders.instance / name).mkdir(parents=True, exist_ok=True)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are Asterisk's files, not HTML
    )
    for template in sorted(TEMPLATES.glob("*.conf")):
        target = folders.etc / template.name
        target.touch(mode=0o600)
        target.chmod(0o600)
        target.write_text(environment.get_template(template.name).render(values), encoding="utf-8")
    return folders.etc / "asterisk.conf"
