"""How the server's programs start here, and what is in the way of it.

PostgreSQL refuses root. As root it runs under another user id, which must be able to enter the folders above
its programs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from contracts.errors import HotlineError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts.postgresql import libraries, own_programs, unpacked_programs

USERS = ("postgres", "nobody")
"""Under whose id it runs when we are root: the first that this machine knows. `initdb` asks for the name."""
ANSWER_S = 20.0


class NoServer(HotlineError):
    """No PostgreSQL can be started here; the text says what is in the way, and what to do."""


class MissingServer(NoServer):
    """There is none on this machine, and set-up has unpacked none."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where they are, and who runs them."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    """Beside those of this process."""
    user: pwd.struct_passwd | None = None
    """Another user; None: the one who asks."""

    def command(self, name: str, *arguments: str) -> list[str]:
        """Starts one of them as a child that is told to stop when we die."""
        program = [str(self.folder / name), *arguments]
        setpriv = shutil.which("setpriv")
        if setpriv is None:  # only root needs it; without it a killed run leaves its server behind
            return program
        who = (
            []
            if self.user is None
            else [f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"]
        )
        return [setpriv, *who, "--pdeathsig=INT", *program]

    @property
    def environment(self) -> dict[str, str]:
        """Of a process; what names a server elsewhere is left out."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**inherited, **self.variables}


def programs(layout: Layout) -> Programs:
    """This machine's own, else those that set-up unpacked. Raises `NoServer`."""
    if (folder := own_programs()) is not None:
        return _runnable(Programs(folder))
    if (folder := unpacked_programs(layout.postgresql)) is not None:
        return _runnable(Programs(folder, libraries(layout.postgresql)))
    raise MissingServer("PostgreSQL's server is missing. Run script/setup --test, or: apt install postgresql")


def _runnable(found: Programs) -> Programs:
    if os.geteuid() == 0:
        found = Programs(found.folder, found.variables, _other_user())
    try:
        done = subprocess.run(
            found.command("postgres", "--version"),
            env=found.environment,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=ANSWER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoServer(f"{found.folder}/postgres does not start: {error}") from error
    if done.returncode != 0:
        raise NoServer(_why(found, done.stderr.strip()))
    return found


def _other_user() -> pwd.struct_passwd:
    if shutil.which("setpriv") is None:
        raise NoServer(
            "PostgreSQL refuses root, and setpriv (package util-linux) is missing: run as another user"
        )
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer(f"PostgreSQL refuses root, and there is no user {' or '.join(USERS)}: run as another user")


def _why(found: Programs, said: str) -> str:
    """A folder above that the other user may not enter, else the program's own words."""
    if found.user is not None:
        for folder in (*reversed(found.folder.parents), found.folder):
            if not folder.stat().st_mode & 0o001 and folder.stat().st_uid != found.user.pw_uid:
                return (
                    f"PostgreSQL refuses root, and the user {found.user.pw_name} may not enter {folder}: "
                    f"chmod o+x {folder}, or run as another user"
                )
    return f"{found.folder}/postgres does not start: {said.splitlines()[-1] if said else 'it says nothing'}"
