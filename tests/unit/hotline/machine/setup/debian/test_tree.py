from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import SetupError


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    libraries = tmp_path / "usr/lib/aarch64-linux-gnu"
    libraries.mkdir(parents=True)
    (libraries / "ld-linux-aarch64.so.1").touch()
    return Tree(tmp_path)


def test_programs_start_through_the_trees_own_loader_on_any_processor(tree: Tree) -> None:
    loader, *options, path = tree.start("usr/sbin/asterisk")
    assert loader == str(tree.folder / "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1")
    assert options[-1] == str(tree.libraries)
    assert path == str(tree.folder / "usr/sbin/asterisk")


def test_a_tree_without_loader_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="script/setup"):
        Tree(tmp_path / "empty").start("usr/bin/x")


def test_library_links_that_ldconfig_would_make_are_made(tree: Tree) -> None:
    (tree.libraries / "libpico.so.1.2").touch()
    (tree.libraries / "libthere.so.2.0.1").touch()
    (tree.libraries / "libthere.so.2").symlink_to("libthere.so.2.0.1")
    tree.link_libraries()
    assert (tree.libraries / "libpico.so.1").readlink() == Path("libpico.so.1.2")
    assert (tree.libraries / "libthere.so.2").readlink() == Path("libthere.so.2.0.1")


def test_only_wanted_modules_stay_and_a_missing_one_is_named(tree: Tree) -> None:
    for name in ("wanted", "other"):
        (tree.libraries / f"{name}.so").touch()
    tree.keep_only(tree.libraries, ["wanted"])
    assert [file.name for file in tree.libraries.glob("*.so")] == ["wanted.so"]
    with pytest.raises(SetupError, match="gone"):
        tree.keep_only(tree.libraries, ["wanted", "gone"])


def test_a_damaged_stamp_counts_as_no_stamp(tree: Tree) -> None:
    tree.write_stamp({"holds": ["asterisk"]})
    assert tree.held() == ["asterisk"]
    (tree.folder / "stamp.json").write_text('{"holds": ["aster', encoding="utf-8")
    assert tree.stamp() == {}
    assert tree.held() == []
