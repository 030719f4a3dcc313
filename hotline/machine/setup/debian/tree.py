"""A folder of unpacked Debian packages whose programs start through the folder's own dynamic loader.

No root, no chroot and no library of this machine is involved, so the programs run on any Linux of the
same processor family, whatever its own libraries.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hotline.machine.setup.errors import SetupError

_RESOLVED = re.compile(r"=> (/\S+) \(0x")
_SKIPPED = (
    *("doc", "man", "info", "locale", "lintian", "bug", "i18n", "perl5", "bash-completion", "zsh"),
    *("gtk-doc", "doc-base", "gcc", "python3"),
)


class Tree:
    """Unpacked packages below one folder."""

    def __init__(self, folder: Path) -> None:
        """Wrap `folder`; it need not exist yet."""
        self.folder = folder

    @property
    def loader(self) -> Path:
        """The tree's dynamic loader. Raises SetupError when the tree has none."""
        for candidate in sorted(self.folder.glob("usr/lib/*-linux-gnu*/ld-linux*.so.*")):
            return candidate
        raise SetupError(f"No dynamic loader in {self.folder}. Delete the folder and run script/setup again.")

    @property
    def libraries(self) -> Path:
        """The tree's folder of shared libraries, e.g. usr/lib/x86_64-linux-gnu."""
        return self.loader.parent

    def start(self, path: str) -> list[str]:
        """Return the argv prefix that starts the executable at `path` inside the tree."""
        search = ":".join(str(folder) for folder in self._library_folders())
        loader = [str(self.loader), "--inhibit-cache", "--library-path", search]
        return [*loader, str(self.folder / path)]

    def unpack(self, package: Path) -> None:
        """Unpack one .deb without documentation and translations. Raises SetupError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        skip = [f"--exclude=./usr/share/{name}" for name in _SKIPPED]
        command = ["tar", "-x", "--no-same-owner", "--no-same-permissions", *skip, "-C", str(self.folder)]
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as reader:
            done = subprocess.run(command, stdin=reader.stdout, capture_output=True, text=True, check=False)
        if reader.returncode != 0 or done.returncode != 0:
            raise SetupError(f"Cannot unpack {package.name}: {done.stderr.strip() or 'the file is damaged'}")

    def link_libraries(self) -> None:
        """Make the links from sonames to files that ldconfig makes on an installed system.

        Most packages bring theirs; libpicohttpparser1 (mosquitto) relies on ldconfig.
        """
        for folder in self._library_folders():
            for file in folder.glob("*.so.*.*"):
                short = folder / re.sub(r"(\.so\.\d+)\..*$", r"\1", file.name)
                if not short.is_symlink() and not short.exists():
                    short.symlink_to(file.name)

    def keep_only(self, folder: Path, names: Sequence[str]) -> None:
        """Delete every shared object in `folder` whose stem is not in `names`. Raises SetupError on a gap."""
        wanted = set(names)
        present = {file.stem for file in folder.glob("*.so")}
        if missing := sorted(wanted - present):
            raise SetupError(f"The packages lack the modules {', '.join(missing)} (looked in {folder}).")
        for file in folder.glob("*.so"):
            if file.stem not in wanted:
                file.unlink()

    def unresolved(self, paths: Sequence[Path]) -> list[str]:
        """Let the loader resolve `paths`; return a line for each one missing or taken from the machine."""
        problems = []
        for path in paths:
            command = [*self.start(str(path.relative_to(self.folder)))]
            command.insert(1, "--list")
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                problems.append((done.stderr or done.stdout).strip())
            for library in _RESOLVED.findall(done.stdout):
                if not Path(library).is_relative_to(self.folder):
                    problems.append(f"{path.name} would use this machine's {library}")
        return problems

    def write_stamp(self, content: dict[str, object]) -> None:
        """Record what the tree holds."""
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (self.folder / "stamp.json").write_text(text + "\n", encoding="utf-8")

    def stamp(self) -> dict[str, object]:
        """Return what the tree holds; empty when it is absent or incomplete."""
        try:
            content = json.loads((self.folder / "stamp.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def held(self) -> list[str]:
        """Return the names the tree was unpacked for."""
        holds = self.stamp().get("holds")
        return [str(name) for name in holds] if isinstance(holds, list) else []

    def _library_folders(self) -> list[Path]:
        base = self.libraries
        return [base, *(folder for folder in (base / "pulseaudio",) if folder.is_dir())]
