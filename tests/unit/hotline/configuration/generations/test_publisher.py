"""Publishing as the commands and the page do it: conflicts, edits by hand, rollbacks, several files."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hotline.configuration.generations.effective import at_start
from hotline.configuration.generations.publisher import EditedByHand, Publisher
from hotline.configuration.generations.store import GenerationConflict, GenerationError, Generations
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.machine.paths import CHECKOUT, State
from tests.unit.hotline.configuration.generations.parts import (
    MENU,
    TEXT,
    change,
    hotline,
    numbers,
    published,
    with_menu,
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_texts_that_are_not_on_disk_are_written_and_live(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    done = published(publisher, with_menu(config), "a menu", after=1)
    assert done.generation.number == 2
    assert done.changes == ["queue legal added"]
    assert (config.parent / "menus/legal.yaml").read_text(encoding="utf-8") == MENU
    assert config.read_text(encoding="utf-8").startswith("include:")
    assert publisher.store.sources(2) == read_sources(config) == with_menu(config)
    assert done.kept == []  # what was there is in generation 1
    assert at_start(config, publisher.store).generation.number == 2


def test_another_administrator_was_faster(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    published(publisher, with_menu(config), "a menu", by="李强", after=1)
    with pytest.raises(GenerationConflict, match="李强 has published generation 2"):
        published(publisher, with_menu(config, MENU.replace("法律", "法务")), "mine", after=1)
    assert (config.parent / "menus/legal.yaml").read_text(encoding="utf-8") == MENU
    assert numbers(publisher.store) == [2, 1]


def test_what_was_edited_by_hand_is_not_overwritten_silently(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    change(config, "综合", "其他")
    by_hand = config.read_bytes()
    with pytest.raises(EditedByHand, match=r"config\.yaml was changed on disk") as caught:
        published(publisher, with_menu(config), "a menu", after=1)
    assert caught.value.names == ("config.yaml",)
    assert config.read_bytes() == by_hand
    assert not (config.parent / "menus").exists()
    assert numbers(publisher.store) == [1]
    done = published(publisher, with_menu(config), "a menu", after=1, over_edits=True)
    assert [kept.read_bytes() for kept in done.kept] == [by_hand]
    assert read_sources(config) == with_menu(config)


def test_a_file_added_by_hand_is_not_published_by_the_way(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    published(publisher, with_menu(config), "a menu")
    other = config.parent / "menus" / "other.yaml"
    other.write_text("lists: {road: [路边]}\n", encoding="utf-8")
    with pytest.raises(EditedByHand, match=r"menus/other\.yaml"):
        published(publisher, with_menu(config, MENU.replace("法律", "法务")), "renamed")
    assert other.is_file()


def test_a_mistake_in_any_file_publishes_nothing(config: Path, publisher: Publisher) -> None:
    with pytest.raises(ConfigError, match=r"menus/legal\.yaml:2:"):
        published(publisher, with_menu(config, MENU.replace("name:", "nam:")), "a menu")
    assert numbers(publisher.store) == []
    assert config.read_text(encoding="utf-8") == TEXT


def test_a_disk_that_takes_no_file_leaves_all_as_it_was(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    (config.parent / "menus").write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(GenerationError, match="nothing was changed"):
        published(publisher, with_menu(config), "a menu")
    assert config.read_text(encoding="utf-8") == TEXT
    assert numbers(publisher.store) == [1]


def test_what_cannot_be_kept_as_a_generation_is_not_left_on_disk(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    in_the_way = config.parent / "state" / "generations" / "000002.part"
    in_the_way.write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(GenerationError, match="nothing was published"):
        published(publisher, with_menu(config), "a menu")
    assert config.read_text(encoding="utf-8") == TEXT
    assert not (config.parent / "menus/legal.yaml").exists()
    in_the_way.unlink()
    assert published(publisher, with_menu(config), "a menu").generation.number == 2


def test_a_link_that_leads_out_of_the_folder_is_not_written_through(
    config: Path, publisher: Publisher, tmp_path_factory: pytest.TempPathFactory
) -> None:
    published(publisher, read_sources(config), "first")
    outside = tmp_path_factory.mktemp("outside")
    (config.parent / "menus").symlink_to(outside)
    with pytest.raises(GenerationError, match="through a link"):
        published(publisher, with_menu(config), "a menu", over_edits=True)
    assert list(outside.iterdir()) == []


def test_one_rollback_after_another_goes_further_back(config: Path, publisher: Publisher) -> None:
    for old, name in (("综合", "综合"), ("综合", "其他"), ("其他", "一般")):
        published(publisher, change(config, old, name), name)
    back = [publisher.rollback("王芳", "taken back").generation for _ in range(2)]
    assert [(one.number, one.restores, one.why) for one in back] == [
        (4, 2, "back to 2: taken back"),
        (5, 1, "back to 1: taken back"),
    ]
    assert config.read_text(encoding="utf-8") == TEXT
    with pytest.raises(GenerationError, match="generation 1, and nothing different was live before"):
        publisher.rollback("王芳", "further")
    published(publisher, change(config, "综合", "新的"), "new")
    assert publisher.rollback("王芳", "bad").generation.restores == 1
    forward = publisher.rollback("王芳", "it was good after all", to=3)
    assert "一般" in config.read_text(encoding="utf-8")
    assert forward.generation.restores == 3
    assert publisher.rollback("王芳", "no").generation.restores == 2


def test_copies_of_rollbacks_are_never_overwritten(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    published(publisher, change(config, "综合", "其他"), "second")
    lost = []
    for name in ("甲", "乙", "丙"):
        change(config, "其他" if name == "甲" else "综合", name)
        lost.append(config.read_bytes())
        publisher.rollback("王芳", "taken back", to=1)
    kept = [path.read_bytes() for path in config.parent.glob("config.yaml.before-*")]
    assert sorted(kept) == sorted(lost)


def test_a_rollback_brings_all_files_back_and_loses_none(config: Path, publisher: Publisher) -> None:
    published(publisher, read_sources(config), "first")
    published(publisher, with_menu(config), "a menu")
    other = with_menu(config)
    both = Sources("config.yaml", {**other.files, "menus/other.yaml": b"lists: {road: [x]}\n"})
    published(publisher, both, "another")
    done = publisher.rollback("王芳", "taken back")
    assert read_sources(config) == with_menu(config)
    (aside,) = (config.parent / "menus").glob("other.yaml.before-*")
    assert aside.read_bytes() == b"lists: {road: [x]}\n"
    assert done.kept == [aside]
    publisher.rollback("王芳", "taken back")
    assert read_sources(config).files == {"config.yaml": TEXT.encode()}
    assert (config.parent / "menus/legal.yaml").is_file()  # nothing includes it: it is in nobody's way
    assert at_start(config, publisher.store).generation.number == 5


def test_generations_of_earlier_versions_are_read(config: Path, store: Generations, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "generations"
    folder.mkdir(parents=True)
    (folder / "000007.yaml").write_text(TEXT, encoding="utf-8")
    note = {"number": 7, "at": 1.0, "by": "王芳", "why": "old", "source": str(config.resolve())}
    (folder / "000007.json").write_text(json.dumps(note), encoding="utf-8")
    (folder / "active").write_text("7\n")
    assert store.sources(7).files == {"config.yaml": TEXT.encode()}
    assert at_start(config, store).generation.number == 7
    change(config, "综合", "其他")
    assert at_start(config, store).generation.number == 8
    assert Publisher(config, State(tmp_path / "state")).rollback("王芳", "old").generation.restores == 7


def test_a_publication_that_was_cut_off_is_done_anew(
    config: Path, store: Generations, tmp_path: Path
) -> None:
    left = tmp_path / "state" / "generations" / "000001"
    left.mkdir(parents=True)
    (left / "half.yaml").write_text("half", encoding="utf-8")
    assert at_start(config, store).generation.number == 1
    assert store.sources(1) == read_sources(config)


def test_diff_names_the_file(config: Path, publisher: Publisher) -> None:
    published(publisher, with_menu(config), "a menu", over_edits=True)
    (config.parent / "menus/legal.yaml").write_text(MENU.replace("法律", "法务"), encoding="utf-8")
    code, shown = hotline(config, "diff")
    assert code == 0
    assert "menus/legal.yaml" in shown
    assert '+  - {id: legal, name: 法务, key: "5"}' in shown
    assert "config.yaml\n@@" not in shown


def test_a_change_of_an_included_file_is_a_change_for_a_start(config: Path, publisher: Publisher) -> None:
    published(publisher, with_menu(config), "a menu", over_edits=True)
    legal = config.parent / "menus/legal.yaml"
    legal.write_text(MENU.replace("法律", "法务"), encoding="utf-8")
    assert at_start(config, publisher.store).generation.number == 2
    legal.write_text("queues: [", encoding="utf-8")
    start = at_start(config, publisher.store)
    assert start.config.ivr.queue("legal").name == "法务"
    assert "legal.yaml is broken" not in start.note
    assert "legal.yaml:1:" in start.note


def test_git_does_not_see_what_is_kept(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("config.yaml.before-20260101-120000", "menus/pets.yaml.before-20260101-120000-2"):
        assert subprocess.run(["git", "-C", tmp_path, "check-ignore", "-q", name]).returncode == 0
    assert subprocess.run(["git", "-C", tmp_path, "check-ignore", "-q", "menus/pets.yaml"]).returncode == 1
