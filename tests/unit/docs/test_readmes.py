"""The English and the Chinese README tell the same, part by part: commands, settings, links, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from hotline.machine.paths import CHECKOUT

NAMES = ("README.md", "README.zh-CN.md")
ENGLISH, CHINESE = ((CHECKOUT / name).read_text("utf-8").split("\n## ") for name in NAMES)


def commands(part: str) -> list[str]:
    """Lines of the blocks of shell, without what they are for."""
    blocks = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    lines = [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in block.splitlines()]
    return sorted(filter(None, lines))


def names(part: str) -> set[str]:
    """Settings, files and commands within sentences; brackets of sayings are examples in their language."""
    return {name for name in re.findall(r"`([^`\n]+)`", part) if re.search(r"[A-Za-z]{2}", name)}


def links(part: str) -> Iterator[str]:
    """Targets; a page of the handbook is the same page in either language."""
    for target in re.findall(r"\]\(([^)]+)\)", part):
        if not target.startswith("#") and target not in NAMES:
            yield target.replace("docs/zh/", "docs/en/")


def figures(part: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", part))


def test_there_are_as_many_parts() -> None:
    assert len(ENGLISH) == len(CHINESE)


@pytest.mark.parametrize(
    ("english", "chinese"),
    list(zip(ENGLISH, CHINESE, strict=True)),
    ids=[part.splitlines()[0] for part in ENGLISH],
)
def test_a_part_tells_the_same_in_both_languages(english: str, chinese: str) -> None:
    assert commands(english) == commands(chinese)
    assert names(english) == names(chinese)
    assert set(links(english)) == set(links(chinese))
    assert figures(english) == figures(chinese)
