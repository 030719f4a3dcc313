from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import web

NPM = """#!/bin/bash
echo "$2 $3" >>{log}
case $2 in
    run)
        [[ -e broken ]] && {{ echo 'desk.ts(3,1): error'; exit 2; }}
        mkdir -p dist
        echo built >dist/index.html
        ;;
    ci) mkdir -p node_modules ;;
esac
"""


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout with a small web app and a Node that only records what it is asked."""
    layout = Layout(tmp_path)
    layout.web.mkdir(parents=True)
    layout.runtime.mkdir()
    (layout.web / "package.json").write_text(json.dumps({"name": "desk"}), encoding="utf-8")
    (layout.web / "package-lock.json").write_text("{}", encoding="utf-8")
    (layout.web / "main.ts").write_text("1", encoding="utf-8")
    node = tmp_path / "bin" / "node"
    node.parent.mkdir()
    node.write_text(NPM.format(log=tmp_path / "log"), encoding="utf-8")
    node.chmod(0o755)
    (tmp_path / "bin" / "npm").symlink_to(node)
    monkeypatch.setenv("PATH", f"{node.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(web, "own_node", lambda: node)
    return layout


def silent(_share: float, _what: str) -> None:
    pass


def asked(layout: Layout) -> list[str]:
    lines = (layout.root / "log").read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines]


def test_the_app_is_built_again_only_when_a_source_changed(layout: Layout) -> None:
    assert web.has_sources(layout)
    assert not web.is_current(layout)
    web.build(layout, silent)
    assert web.is_current(layout)
    (layout.web / "main.ts").write_text("2", encoding="utf-8")
    assert not web.is_current(layout)
    web.build(layout, silent)
    assert web.is_current(layout)
    assert asked(layout) == ["ci", "run", "run"]  # the lock file did not change: packages once


def test_packages_are_installed_again_when_the_lock_file_changed(layout: Layout) -> None:
    web.build(layout, silent)
    (layout.web / "package-lock.json").write_text('{"a": 1}', encoding="utf-8")
    web.build(layout, silent)
    assert asked(layout) == ["ci", "run", "ci", "run"]


def test_installed_packages_and_what_is_made_are_no_sources(layout: Layout) -> None:
    before = web.sources_hash(layout.web)
    for name in ("node_modules", "dist", "generated", ".vite"):
        (layout.web / name).mkdir()
        (layout.web / name / "file.js").touch()
    assert web.sources_hash(layout.web) == before


def test_a_failed_build_shows_why_and_does_not_count_as_built(layout: Layout) -> None:
    (layout.web / "broken").touch()
    with pytest.raises(SetupError, match=r"desk\.ts\(3,1\): error"):
        web.build(layout, silent)
    assert not web.is_current(layout)


def test_a_missing_lock_file_says_what_to_do(layout: Layout) -> None:
    (layout.web / "package-lock.json").unlink()
    with pytest.raises(SetupError, match="npm install"):
        web.build(layout, silent)


@pytest.mark.parametrize(
    ("text", "version"), [("v20.19.2\n", (20, 19)), ("v24.1.0", (24, 1)), ("node: not found", None)]
)
def test_node_version(text: str, version: tuple[int, int] | None) -> None:
    assert web.node_version(text) == version
