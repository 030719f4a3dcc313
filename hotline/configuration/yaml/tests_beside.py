"""Files of tests beside those of a configuration: they go with them wherever they go, and configure nothing.

config.yaml         config.tests.yaml
menus/urban.yaml    menus/urban.tests.yaml
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path, PurePath

from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import decoded

ENDING = ".tests.yaml"


def is_tests(name: str) -> bool:
    """Whether a file of that name has tests."""
    return name.endswith(ENDING)


def tests_of(name: str) -> str:
    """The name of the file of tests beside that file."""
    return f"{PurePath(name).with_suffix('')}{ENDING}"


def on_disk(folder: Path, names: Collection[str]) -> list[str]:
    """Which files of tests are there, beside those of a configuration in `folder`.

    What leads out of the folder through a link belongs to somebody else.
    """
    inside = folder.resolve()
    found = dict.fromkeys(tests_of(name) for name in names if not is_tests(name))
    files = [(name, folder / name) for name in found if name not in names]
    return [name for name, file in files if file.exists() and file.resolve().is_relative_to(inside)]


def problems(
    tests: Mapping[str, bytes], names: Collection[str], shown: Callable[[str], str]
) -> Iterator[Problem]:
    """What makes a file no file of tests beside those `names`; what stands in it, who runs it says.

    `shown` is how a file is called in messages.
    """
    beside = {tests_of(name) for name in names}
    for name, data in tests.items():
        if name not in beside:
            message = "没有它要测试的文件 / the file that it lies beside is not in the configuration"
            yield Problem(shown(name), 1, 1, "", message, "删掉它，或改名 / remove it, or rename it")
            continue
        try:
            decoded(data, shown(name))
        except ConfigError as error:
            yield from error.problems
