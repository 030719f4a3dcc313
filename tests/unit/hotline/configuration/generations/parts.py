"""What the tests of publishing share: a small configuration, and how it is changed and published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.generations.publisher import Publication, Publisher, check
from hotline.configuration.generations.store import Generations
from hotline.configuration.yaml.sources import Sources, read_sources

TEXT = """\
# the comment of an administrator
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: ["*"]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""

MENU = """\
queues:
  - {id: legal, name: 法律, key: "5"}
"""


def change(path: Path, old: str, new: str) -> Sources:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_sources(path)


def one(data: bytes) -> Sources:
    return Sources.single(data, "config.yaml")


def hotline(path: Path, verb: str, *arguments: str) -> tuple[int, str]:
    options = ["--state", str(path.parent / "state")]
    if verb != "history":
        options += ["--config", str(path)]
    shown = CliRunner().invoke(app, [verb, *arguments, *options])
    return shown.exit_code, shown.output


def numbers(store: Generations) -> list[int]:
    return [generation.number for generation in store.history()]


def published(
    publisher: Publisher, sources: Sources, why: str, by: str = "王芳", **options: Any
) -> Publication:
    return publisher.publish(check(sources), by, why, **options)


def with_menu(config: Path, menu: str = MENU) -> Sources:
    """The files of a site that includes a group of menus; nothing is written."""
    text = "include: [menus/*.yaml]\n" + TEXT
    return Sources("config.yaml", {"config.yaml": text.encode(), "menus/legal.yaml": menu.encode()})
