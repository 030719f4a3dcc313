"""Publishing where something is unusual or broken: links, damaged notes, machines that stop half-way."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.generations.effective import at_start, last_good
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.generations.store import GenerationError, Generations
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.machine.files import write_whole
from hotline.machine.paths import State
from tests.unit.hotline.configuration.generations.parts import change
from tests.unit.hotline.configuration.generations.two_queues import TEXT, hotline


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """A config.yaml that leads to a file of another name in another folder."""
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "city.yaml").write_text("include: [menus.yaml]\n" + TEXT, encoding="utf-8")
    (tmp_path / "menus.yaml").write_text("lists: {road: [路边]}\n", encoding="utf-8")
    path = tmp_path / "config.yaml"
    path.symlink_to("cities/city.yaml")
    return path


def test_a_start_from_a_link_of_another_name(link: Path, store: Generations) -> None:
    assert at_start(link, store).generation.number == 1
    again = at_start(link, store)
    assert (again.generation.number, again.note) == (1, "")
    good = last_good(store)
    assert good is not None
    assert read_sources(Path(good.generation.source)) == store.sources(1)


def test_a_link_is_published_and_taken_back(link: Path, state: State, store: Generations) -> None:
    publisher = Publisher(link, state)
    first = read_sources(link)
    publisher.publish(check(first), "王芳", "first")
    publisher.publish(check(change(link, "综合", "其他")), "王芳", "second")
    publisher.rollback("王芳", "taken back")
    assert read_sources(link) == first
    assert link.is_symlink()
    assert at_start(link, store).generation.number == 3


def test_the_command_does_not_overwrite_what_was_published_while_it_tested(
    config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    change(config, "综合", "其他")
    mine = config.read_bytes()
    theirs = Sources.single(TEXT.replace("综合", "一般").encode(), "config.yaml")

    def test(*_: object) -> bool:
        """The tests pass; meanwhile another publishes on the page, over what lies on the disk."""
        publisher.publish(check(theirs), "李强", "theirs", over_edits=True)
        config.write_bytes(mine)
        return True

    monkeypatch.setattr("hotline.cli.configuration.publish._tests_pass", test)
    code, shown = hotline(config, "publish", "-m", "mine")
    assert code == 2
    assert "李强 has published generation 2" in shown
    assert publisher.store.sources(2) == theirs


def test_another_main_file_is_not_published_over_this_one(
    config: Path, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    files = {"main.yaml": b"include: [config.yaml]\n" + TEXT.encode(), "config.yaml": b"{}"}
    with pytest.raises(GenerationError, match=r"must be config\.yaml"):
        publisher.publish(check(Sources("main.yaml", files)), "王芳", "swapped", over_edits=True)
    assert config.read_text(encoding="utf-8") == TEXT
    assert store.numbers() == [1]


def test_a_generation_of_another_main_file_keeps_all_its_files(
    config: Path, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    files = {"main.yaml": b"include: [config.yaml]\n" + TEXT.encode(), "config.yaml": b"{}"}
    store.publish(Sources("main.yaml", files), config.with_name("main.yaml"), "of another file")
    with pytest.raises(GenerationError, match=r"config\.yaml is included by main\.yaml"):
        publisher.rollback("王芳", "taken back", to=2)
    assert config.read_text(encoding="utf-8") == TEXT
    assert store.numbers() == [2, 1]


def test_what_never_went_live_is_not_in_the_history(
    config: Path, publisher: Publisher, store: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")

    def write(path: Path, data: bytes) -> None:
        if path.name == "active":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("hotline.configuration.generations.store.write_whole", write)
        with pytest.raises(GenerationError, match="nothing was published"):
            publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    assert store.numbers() == [1]
    assert publisher.publish(check(read_sources(config)), "王芳", "second").generation.number == 2


class Killed(BaseException):
    """Nothing that was to come after this happens: as if the process were gone."""


def killed_between_files(
    monkeypatch: pytest.MonkeyPatch, publisher: Publisher, sources: Sources, after: int
) -> None:
    """Publishes; the process ends when `after` files are written."""
    left = [after]

    def write(path: Path, data: bytes) -> None:
        if not left[0]:
            monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # no cleaning up either
            raise Killed
        left[0] -= 1
        write_whole(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("hotline.configuration.generations.files.write_whole", write)
        with pytest.raises(Killed):
            publisher.publish(check(sources), "王芳", "two files")
    monkeypatch.undo()


def in_two(text: str, name: str) -> Sources:
    main = f"include: [lists.yaml]\n{text}".encode()
    return Sources(
        "config.yaml", {"config.yaml": main, "lists.yaml": f"lists: {{road: [{name}]}}\n".encode()}
    )


@pytest.fixture
def killed(config: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Sources]:
    """Two files are live; a publication of two others ends after so many."""
    publisher.publish(check(in_two(TEXT, "路边")), "王芳", "first", over_edits=True)
    new = in_two(TEXT.replace("综合", "其他"), "街道")

    def kill(after: int) -> Sources:
        killed_between_files(monkeypatch, publisher, new, after)
        return new

    return kill


def test_a_publication_killed_between_two_files_is_finished_by_a_start(
    config: Path, state: State, store: Generations, killed: Callable[[int], Sources]
) -> None:
    new = killed(1)
    assert read_sources(config) not in (new, store.sources(1))  # a mixture
    start = at_start(config, store)
    assert (start.generation.number, start.generation.by, start.generation.why) == (2, "王芳", "two files")
    assert "was cut off" in start.note
    assert read_sources(config) == store.sources(2) == new
    assert list(state.generations.glob("*.pending")) == []
    assert at_start(config, store).note == ""


def test_a_publication_killed_before_the_first_file_never_was(
    config: Path, store: Generations, killed: Callable[[int], Sources]
) -> None:
    killed(0)
    start = at_start(config, store)
    assert (start.generation.number, start.note) == (1, "")
    assert store.numbers() == [1]


def test_what_was_edited_after_a_cut_off_publication_is_not_overwritten(
    config: Path, store: Generations, killed: Callable[[int], Sources]
) -> None:
    killed(1)
    mine = change(config, "综合", "一般")
    assert at_start(config, store).config.ivr.queue("general").name == "一般"
    assert read_sources(config) == mine == store.sources(2)


def test_a_damaged_note_is_named(
    config: Path, state: State, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    note = state.generations / "000001.json"
    for damage in ("", "[]", '{"number": 1}'):
        note.write_text(damage, encoding="utf-8")
        with pytest.raises(GenerationError, match=r"000001\.json is damaged"):
            store.history()
    assert CliRunner().invoke(app, ["history", "--state", str(state.root)]).exit_code == 2
    done = publisher.publish(check(change(config, "其他", "一般")), "王芳", "third")  # calls do not need it
    assert done.generation.number == 3


def test_a_damaged_generation_is_passed_over_by_a_start(
    config: Path, state: State, publisher: Publisher, store: Generations
) -> None:
    publisher.publish(check(read_sources(config)), "王芳", "first")
    publisher.publish(check(change(config, "综合", "其他")), "王芳", "second")
    (state.generations / "000002" / "config.yaml").unlink()
    with pytest.raises(GenerationError, match=r"config\.yaml is missing"):
        store.sources(2)
    change(config, "queue: urban", "queue: urbn")
    assert at_start(config, store).generation.number == 1
