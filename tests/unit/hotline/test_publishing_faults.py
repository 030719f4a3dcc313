"""Publishing where something is unusual or broken: links, damaged notes, machines that stop half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.paths import State
from hotline.publishing.effective import at_start, last_good
from hotline.publishing.publisher import Publisher, check
from hotline.publishing.store import Generations
from hotline.sources import Sources, read_sources

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [urban, general]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def store(state: State) -> Generations:
    return Generations(state.generations)


@pytest.fixture
def publisher(config: Path, state: State) -> Publisher:
    return Publisher(config, state)


def change(path: Path, old: str, new: str) -> Sources:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_sources(path)


# --- links ---


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
