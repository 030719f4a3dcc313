"""A server with an empty folder of its own on this machine alone, for as long as a context lasts.

What it writes is thrown away with it, so that nothing waits for a disk.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hotline.machine.postgresql.programs import NoServer, Programs, programs
from hotline.machine.setup.layout import checkout

USER = "postgres"
"""The server's administrator."""
START_S = 60.0
STOP_S = 20.0
LOOK_S = 0.02
LONGEST_SOCKET = 100
"""Characters of the socket's folder: the kernel takes 107 with the file's name, and cuts what is longer."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "password_encryption": "scram-sha-256",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


class Server:
    """Made by `running`."""

    def __init__(
        self, found: Programs, folder: Path, port: int, password: str, settings: Mapping[str, str]
    ) -> None:
        self._settings = {**SETTINGS, **settings}
        self._programs = found
        self._folder = folder
        self.password = password
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port

    def url(self, user: str = USER, database: str = "postgres") -> str:
        """As the configuration takes it; `user`: another one, who was given the same password."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Until it takes connections. It ends with the thread that starts it. Raises `NoServer`."""
        data = self._folder / "data"
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        place = ("-D", str(data), "-p", str(self.port), "-k", str(self._folder))
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._programs.command("postgres", *place, *settings),
                env=self._programs.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_S
        while not self._is_ready(data, self._process.pid):
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise NoServer(f"PostgreSQL does not start: {_last_line(self._folder / 'log')}")
            time.sleep(LOOK_S)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """At once, whoever is connected; SIGKILL: as in a crash."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @staticmethod
    def _is_ready(data: Path, process: int) -> bool:
        """The last line of its file says so; one that was killed has left its own."""
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
            return len(lines) >= 8 and lines[0] == str(process) and lines[7].strip() == "ready"
        return False


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """One that takes connections, with other settings than usual. Raises `NoServer`: what is in the way."""
    found = programs(checkout())
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    try:
        if len(str(folder)) > LONGEST_SOCKET:
            raise NoServer(f"{folder} is too long for a socket: set TMPDIR to a shorter folder")
        password = secrets.token_urlsafe(24)
        _make(found, folder, password)
        server = Server(found, folder, _free_port(), password, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(found: Programs, folder: Path, password: str) -> None:
    """An empty one, of the user who runs it."""
    secret = folder / "password"
    secret.write_text(password + "\n", "utf-8")
    if found.user is not None:
        for path in (folder, secret):
            os.chown(path, found.user.pw_uid, found.user.pw_gid)
    options = (
        "--locale=C.UTF-8",
        "-E",
        "UTF8",
        "-A",
        "scram-sha-256",
        "-U",
        USER,
        "--no-sync",
        "--no-instructions",
    )
    done = subprocess.run(
        found.command("initdb", "-D", str(folder / "data"), "--pwfile", str(secret), *options),
        env=found.environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    secret.unlink()
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise NoServer(f"PostgreSQL's initdb fails: {said[-1] if said else 'it says nothing'}")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it says nothing"
