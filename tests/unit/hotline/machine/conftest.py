"""A stand-in for apt: it resolves to packages that the test names, and "downloads" real .deb archives."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

Package = dict[str, str]
"""Path inside the package → text of the file."""


def _tar(files: Package) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            data = text.encode()
            info = tarfile.TarInfo(f"./{path}")
            info.size = len(data)
            info.mode = 0o755
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture
def fake_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Package]], Path]:
    """Return a function that puts a fake apt with these packages first on PATH; it returns the call log."""
    binaries = tmp_path / "bin"
    store = tmp_path / "store"
    binaries.mkdir()
    store.mkdir()
    log = tmp_path / "calls.log"

    def install(packages: dict[str, Package]) -> Path:
        for name, files in packages.items():
            (store / f"{name}_1.0_all.deb").write_bytes(_tar(files))
        scripts = {
            "apt-config": """
                echo 'Acquire::Retries "3";'
                echo 'APT::Update::Post-Invoke:: "touch /outside";'""",
            "apt-get": f"""
                echo "$@" >>{log}
                cat "$APT_CONFIG" >>{log}
                for word in "$@"; do case $word in APT::Status-Fd=*) fd=${{word#*=}} ;; esac; done
                case $1 in
                    update) echo "dlstatus:1:50.0:half" >&$fd ;;
                    install) cd {store}; for f in *.deb; do echo "'http://mirror/$f' $f 100 SHA256:0"; done ;;
                    download) for f in {store}/*.deb; do
                        name=$(basename "$f"); case " $* " in *" ${{name%%_*}} "*) cp "$f" . ;; esac; done ;;
                esac""",
            "dpkg-deb": 'cat "$2"',
        }
        for name, body in scripts.items():
            script = binaries / name
            script.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
            script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{binaries}:/usr/bin:/bin")
        return log

    return install
