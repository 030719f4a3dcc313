"""Asterisk as a process of its own: it outlives us, so that conversations do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import HotlineError
from contracts.errors import text as _
from contracts.processor_time import StartPatience
from telephony.ari.client import Ari, AriAccess, AriError

STOP_TIMEOUT_S = 5.0
START_S = 45.0
"""Of its own that a start may take."""
LONGEST_START_S = 600.0
"""By the clock."""
POLL_S = 0.05
ANSWER_S = 60.0
"""That a command may take: one that is stopped, or hangs, never answers."""


class AsteriskError(HotlineError):
    """Asterisk did not start or stop; the text says where its log is."""


@dataclass(frozen=True, slots=True)
class Asterisk:
    """One instance. `argv` starts the program, `config` is its rendered asterisk.conf."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    config: Path
    access: AriAccess

    @property
    def instance(self) -> Path:
        return self.config.parent.parent

    @property
    def log(self) -> Path:
        return self.instance / "log" / "console.log"

    @property
    def _pid_file(self) -> Path:
        return self.instance / "run" / "hotline-asterisk.pid"

    def pid(self) -> int | None:
        """Process id of the running instance, or None. Safe against pids the system gave away anew."""
        try:
            pid = int(self._pid_file.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError):
            return None
        return pid if str(self.config) in command else None

    async def start(self) -> bool:
        """Starts the instance unless it runs; returns whether it was started now.

        Raises AsteriskError when it ends, or does not answer on ARI in the time of `StartPatience`.
        """
        if self.pid() is not None:
            await self.reload()
            return False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *self.argv,
                "-f",
                "-n",
                "-C",
                str(self.config),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        self._pid_file.write_text(str(process.pid))
        _raise_priority(process.pid)
        try:
            await self._answers(process)
        except asyncio.CancelledError:  # nobody is there to serve whom it would take in by itself
            await self.stop()
            raise
        return True

    async def _answers(self, process: asyncio.subprocess.Process) -> None:
        """Until ARI does. Raises AsteriskError, as above."""
        patience = StartPatience(process.pid, START_S, LONGEST_START_S)
        async with Ari(self.access) as ari:
            while process.returncode is None:
                with contextlib.suppress(AriError):
                    await ari.get("/asterisk/ping")
                    return
                if took := patience.over():
                    raise AsteriskError(
                        _("Asterisk does not answer on ARI ({took}): {said}").format(
                            took=took, said=self._tail()
                        )
                    )
                await asyncio.sleep(POLL_S)
        raise AsteriskError(
            _("Asterisk ended at once with {returncode}: {said}").format(
                returncode=process.returncode, said=self._tail()
            )
        )

    async def stop(self) -> None:
        """Ends the instance and every call in it."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        for _look in range(int(STOP_TIMEOUT_S / POLL_S)):
            await asyncio.sleep(POLL_S)
            if self.pid() is None or _is_zombie(pid):
                break
        else:
            os.kill(pid, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)

    async def reload(self) -> None:
        """Reads the configuration again without disturbing a call."""
        for module in ("dialplan reload", "module reload res_pjsip.so", "queue reload all"):
            await self.command(module)

    async def command(self, text: str) -> str:
        """Runs one CLI command; returns what it printed. Raises AsteriskError when it does not answer."""
        process = await asyncio.create_subprocess_exec(
            *self.argv,
            "-C",
            str(self.config),
            "-rx",
            text,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **self.environment},
        )
        try:
            out, _errors = await asyncio.wait_for(process.communicate(), ANSWER_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise AsteriskError(
                _("Asterisk (process {pid}) does not answer. script/hotline stop --force ends it").format(
                    pid=self.pid()
                )
            ) from None
        return out.decode(errors="replace")

    def _tail(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-5:]
        except OSError:
            lines = []
        return " | ".join(lines) + _(" (whole log: {log})").format(log=self.log)


def _raise_priority(pid: int) -> None:
    """Asterisk's 20 ms timer never makes up for a missed tick, so it goes first where we may say so."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, -15)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
