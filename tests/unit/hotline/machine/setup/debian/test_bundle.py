from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.machine.setup.debian import bundle as module
from hotline.machine.setup.debian.apt_sources import AptSource
from hotline.machine.setup.debian.bundle import Bundle, install
from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import SetupError

FakeApt = Callable[[dict[str, dict[str, str]]], Path]
ARCHIVE = AptSource("http://mirror.example/debian", ("bookworm",), ("main",), "/k/debian-archive-keyring.gpg")


@pytest.fixture(autouse=True)
def archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read_sources", lambda: [ARCHIVE])
    monkeypatch.setattr(module, "codename", lambda: "bookworm")


def make(
    folder: Path, finish: Callable[[Tree], object] = lambda _tree: None, definition: str = "1"
) -> Bundle:
    return Bundle(folder, ("tool",), ("tool",), ("forky",), ("perl*",), definition, finish)


def silent(_share: float, _what: str) -> None:
    pass


def test_packages_are_unpacked_without_documentation_and_what_is_unneeded(
    fake_apt: FakeApt, tmp_path: Path
) -> None:
    log = fake_apt(
        {
            "tool": {
                "usr/bin/tool": "run",
                "usr/share/doc/tool/changelog": "long",
                "usr/share/tool/data": "d",
            },
            "perl-base": {"usr/bin/perl": "big"},
        }
    )
    target = tmp_path / "target"
    seen: list[tuple[float, str]] = []
    wanted = make(target)
    install(wanted, tmp_path / "work", lambda share, what: seen.append((share, what)))
    assert (target / "usr/bin/tool").read_text(encoding="utf-8") == "run"
    assert (target / "usr/share/tool/data").is_file()
    assert not (target / "usr/share/doc").exists()
    assert not (target / "usr/bin/perl").exists()
    assert Tree(target).held() == ["tool"]
    assert wanted.is_current()
    assert not (tmp_path / "work").exists()
    assert (0.5, "list of packages") in seen
    assert seen[-1][0] == 1.0
    calls = log.read_text(encoding="utf-8")
    assert 'Acquire::Retries "3";' in calls
    assert "Post-Invoke" not in calls  # hooks of this machine would write outside the checkout


def test_a_tree_that_does_not_work_leaves_the_old_one_in_place(fake_apt: FakeApt, tmp_path: Path) -> None:
    fake_apt({"tool": {"usr/bin/tool": "new"}})
    target = tmp_path / "target"
    install(make(target), tmp_path / "work", silent)
    (target / "marker").touch()

    def refuse(_tree: Tree) -> None:
        raise SetupError("it does not start")

    with pytest.raises(SetupError, match="does not start"):
        install(make(target, refuse, definition="2"), tmp_path / "work", silent)
    assert (target / "marker").exists()
    assert make(target).is_current()
    assert not make(target, definition="2").is_current()


def test_every_suite_is_tried_and_named_when_none_has_the_packages(
    fake_apt: FakeApt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_apt({})
    apt_get = tmp_path / "bin" / "apt-get"
    apt_get.write_text("#!/bin/bash\necho 'E: no such release' >&2\nexit 100\n", encoding="utf-8")
    wanted = Bundle(tmp_path / "t", ("tool",), ("tool",), ("forky", "sid"), (), "1", lambda _tree: None)
    with pytest.raises(SetupError) as failure:
        install(wanted, tmp_path / "work", silent)
    assert "forky: apt could not fetch the list of packages: no such release" in str(failure.value)
    assert "sid:" in str(failure.value)


def test_without_apt_the_message_points_to_containers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match=r"tool.*deploy/compose\.yaml"):
        install(make(tmp_path / "t"), tmp_path / "work", silent)


def test_without_a_debian_archive_the_message_points_to_containers(
    fake_apt: FakeApt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_apt({})
    monkeypatch.setattr(module, "read_sources", lambda: [])
    with pytest.raises(SetupError, match=r"None of this machine's apt sources.*deploy/compose\.yaml"):
        install(make(tmp_path / "t"), tmp_path / "work", silent)


def test_a_damaged_package_is_named(fake_apt: FakeApt, tmp_path: Path) -> None:
    fake_apt({"tool": {"usr/bin/tool": "x" * 20_000}})
    package = tmp_path / "store" / "tool_1.0_all.deb"
    package.write_bytes(package.read_bytes()[:8_000])
    with pytest.raises(SetupError, match=r"tool_1\.0_all\.deb"):
        install(make(tmp_path / "t"), tmp_path / "work", silent)
