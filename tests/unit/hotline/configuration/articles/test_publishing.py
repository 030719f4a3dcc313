"""Articles published, taken back, conflicting, and what a start makes of the folder."""

from __future__ import annotations

import datetime
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_assist.knowledge import KnowledgeError
from hotline.administration.page.not_published import not_published
from hotline.configuration.articles.published import PublishedArticles
from hotline.configuration.articles.publisher import ArticlePublication, ArticlePublisher, at_start, check
from hotline.configuration.generations import files
from hotline.configuration.generations.files import FilesNotWritable
from hotline.configuration.generations.publisher import EditedByHand
from hotline.configuration.generations.store import GenerationConflict, GenerationError
from hotline.machine.paths import State
from tests.unit.hotline.configuration.articles.parts import write_article

TODAY = datetime.date(2026, 12, 1)

Publish = Callable[..., ArticlePublication]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_article(tmp_path / "knowledge", "water")
    return tmp_path / "knowledge"


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def publisher(folder: Path, state: State) -> ArticlePublisher:
    return ArticlePublisher(folder, state)


@pytest.fixture
def publish(publisher: ArticlePublisher) -> Publish:
    def now(why: str = "why", **options: object) -> ArticlePublication:
        return publisher.publish(check(publisher.on_disk(), TODAY), "王芳", why, **options)  # type: ignore[arg-type]

    return now


def titles(source: PublishedArticles) -> dict[str, str]:
    return {one.id: one.title for one in source.articles()}


def test_agents_get_what_was_published_and_not_what_lies_in_the_folder(
    folder: Path, state: State, publish: Publish
) -> None:
    source = PublishedArticles(folder, state)
    assert (source.number(), titles(source)) == (0, {"water": "停水查询"})
    assert publish().generation.number == 1
    write_article(folder, "water", "停水")
    write_article(folder, "gas", "燃气")
    assert titles(source) == {"water": "停水查询"}
    done = publish("gas comes in")
    assert done.changes == ["article gas added: 燃气", "article water changed: title"]
    assert titles(source) == {"water": "停水", "gas": "燃气"}
    assert not publish().new


def test_what_is_taken_back_is_back_in_the_folder_too(
    folder: Path, state: State, publish: Publish, publisher: ArticlePublisher
) -> None:
    publish()
    write_article(folder, "water", "停水")
    write_article(folder, "gas", "燃气")
    publish()
    first = publisher.files(1)
    done = publisher.back("李", "wrong")
    assert (done.generation.number, done.generation.restores) == (3, 1)
    assert done.changes == ["article water changed: title", "article gas removed: 燃气"]
    assert titles(PublishedArticles(folder, state)) == {"water": "停水查询"}
    assert publisher.on_disk() == first
    with pytest.raises(GenerationError, match="those of generation 1, and nothing different was live before"):
        publisher.back("李", "further")
    publisher.back("李", "forth again", 2)
    assert titles(PublishedArticles(folder, state)) == {"water": "停水", "gas": "燃气"}


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EROFS, "mounted to be read"),
        (errno.EBUSY, "mount its folder"),
        (errno.EACCES, "the right to write"),
    ],
)
def test_a_folder_that_cannot_be_written_says_what_to_do(
    folder: Path, publish: Publish, publisher: ArticlePublisher, monkeypatch: pytest.MonkeyPatch,
    number: int, told: str,
) -> None:  # fmt: skip
    publish()
    write_article(folder, "water", "停水")
    publish()

    def refuses(path: Path, data: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(files, "write_whole", refuses)
    with pytest.raises(FilesNotWritable, match=told) as refused:
        publisher.back("李", "wrong")
    assert str(folder / "water.md") in str(refused.value)
    shown = str(not_published(refused.value))
    assert "写不进去" in shown
    assert ("只读挂载" in shown) is (number != errno.EACCES)
    active = publisher.store.active()
    assert active is not None
    assert active.number == 2


def test_nobody_publishes_over_somebody_else_unknowingly(publish: Publish, folder: Path) -> None:
    publish()
    write_article(folder, "water", "停水")
    publish(after=1)
    write_article(folder, "water", "断水")
    with pytest.raises(GenerationConflict, match="王芳 has published generation 2"):
        publish(after=1)


def test_what_was_edited_by_hand_is_not_lost(
    publish: Publish, publisher: ArticlePublisher, folder: Path
) -> None:
    publish()
    live = publisher.live()[1]
    wanted = {**live, "gas.md": live["water.md"].replace(b"id: water", b"id: gas")}
    write_article(folder, "water", "手工改过")
    with pytest.raises(EditedByHand) as error:
        publisher.publish(check(wanted, TODAY), "王芳", "why", 1)
    assert error.value.names == ("water.md",)
    done = publisher.publish(check(wanted, TODAY), "王芳", "why", 1, over_edits=True)
    (copy,) = done.kept
    assert "手工改过" in copy.read_text(encoding="utf-8")
    assert publisher.on_disk() == wanted


def test_a_start_publishes_what_is_new_in_the_folder(folder: Path, state: State) -> None:
    assert at_start(folder, state) == ""
    assert at_start(folder, state) == ""
    write_article(folder, "gas", "燃气")
    assert "2 are generation 2 now" in at_start(folder, state)
    (folder / "bad.md").write_text("no front matter", encoding="utf-8")
    assert "bad.md:1" in (told := at_start(folder, state))
    assert "generation 2 is used" in told
    assert len(PublishedArticles(folder, state).articles()) == 2
    with pytest.raises(KnowledgeError):
        at_start(folder, State(folder.parent / "other"))


def test_first_paragraphs_are_of_articles_that_hold(folder: Path, state: State) -> None:
    write_article(folder, "old", more="valid_until: 2026-11-30\n")
    said = PublishedArticles(folder, state).first_paragraphs({"water", "old", "none"}, TODAY)
    assert said == {"water": "请看公告。"}


def test_a_damaged_generation_is_told(publish: Publish, publisher: ArticlePublisher, state: State) -> None:
    publish()
    (packed,) = state.articles.rglob("articles.zip")
    packed.write_bytes(b"damaged")
    with pytest.raises(GenerationError, match="damaged"):
        publisher.live()
