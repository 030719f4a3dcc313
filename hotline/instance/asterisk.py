"""The instance's Asterisk, put together from the configuration: accounts, secrets, prompts, music."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.configuration.phones import numbers, phones
from hotline.configuration.schema import HotlineConfig
from hotline.instance.access import asterisk_of, secrets_of
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.secrets import Secrets
from hotline.machine.setup.runtime import asterisk_directories
from hotline.machine.voices.speaking import Voices
from hotline.records.sealing import Seal
from telephony.asterisk import render
from telephony.asterisk.process import Asterisk, AsteriskError
from telephony.calls.names import OTHER_MACHINES
from telephony.sound import hold_music

DIALPLAN_RATE = 8000
MACHINES = "sip between machines"
"""The seal's purpose."""
LONGEST_SOCKET = 107
"""sun_path of unix(7) less the final zero."""
SEPARATORS = ';,&$"\\'
"""Of Asterisk's files and its dialplan; blanks are none."""


@dataclass(frozen=True, slots=True)
class AsteriskInstance:
    """An Asterisk ready to be started, and what the service needs to talk to it."""

    asterisk: Asterisk
    secrets: Secrets


async def prepare(config: HotlineConfig, state: State) -> AsteriskInstance:
    """Renders everything Asterisk reads. Raises MissingProgram, SecretsError or SynthesisError."""
    _require_usable(state)
    # What citizens said is in here: nobody else on this machine may read it.
    state.root.mkdir(parents=True, exist_ok=True)
    state.root.chmod(0o700)
    secrets = secrets_of(config, state)
    async with Voices.opened(config.telephony, state) as voices:
        spoken = await spoken_prompts(voices)
    found = asterisk_directories()
    folders = render.Folders(
        state.asterisk, modules=found.modules, data=found.data, sbin=found.modules, project=CHECKOUT
    )
    plain = _plain_copies(state.asterisk / "sounds", spoken)
    told = render.Secrets(secrets.ari, secrets.media, between_machines(config, secrets))
    files = await asyncio.to_thread(
        render.texts,
        config.telephony,
        phones(config, secrets.sip),
        told,
        folders,
        plain,
        numbers(config),
        browsers=config.desk.phone,
    )
    conf = render.write(files, folders)
    for left in (state.asterisk / "log").glob("queue_log*"):  # of earlier versions: full numbers of callers
        left.unlink()
    if found.indications is not None:
        await asyncio.to_thread(shutil.copyfile, found.indications, conf.parent / "indications.conf")
    await asyncio.to_thread(hold_music.write_music, folders.music)
    return AsteriskInstance(asterisk_of(config, state, secrets), secrets)


def between_machines(config: HotlineConfig, secrets: Secrets) -> str:
    """The password by which this machine and the others of its hotline know one another in SIP: whoever has
    the same seal has the same; empty where there is one."""
    return Seal(secrets.seal, MACHINES).name(OTHER_MACHINES) if config.nodes.enabled else ""


def _require_usable(state: State) -> None:
    """Raises AsteriskError for a folder whose path Asterisk could not read in its files."""
    socket = state.asterisk / "run" / "asterisk.ctl"
    if len(str(socket)) > LONGEST_SOCKET:
        raise AsteriskError(
            f"{socket} is too long for a Unix socket ({len(str(socket))} of {LONGEST_SOCKET} characters). "
            "Move the project to a shorter path, or give a shorter folder with --state."
        )
    path = str(state.asterisk)
    if wrong := sorted({one for one in path if one in SEPARATORS or not one.isprintable()}):
        raise AsteriskError(
            f"{path!r} has characters that mean something else to Asterisk ({' '.join(map(repr, wrong))}). "
            "Move the project, or give another folder with --state."
        )


async def spoken_prompts(
    voices: Voices, prompts: Mapping[str, str] = render.DIALPLAN_PROMPTS
) -> dict[str, Path]:
    """The files of what the dialplan says, without their suffix. Raises SynthesisError.

    No caller waits: the voice has time to be loaded and to finish, before espeak-ng stands in for it.
    """
    await voices.prompts.prepare(prompts.values(), DIALPLAN_RATE)
    return {
        key: (await voices.prompts.file(text, DIALPLAN_RATE)).with_suffix("") for key, text in prompts.items()
    }


def _plain_copies(folder: Path, spoken: dict[str, Path]) -> dict[str, Path]:
    """The dialplan separates files by & and options by commas: give it names without surprises."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = {}
    for key, path in spoken.items():
        shutil.copyfile(path.with_suffix(".wav"), folder / f"{key}.wav")
        copies[key] = folder / key
    return copies
