"""All tests of one configuration: those beside its main file and beside each file it includes, as one.

config.yaml         config.tests.yaml          what belongs to the whole, and the tolerance
menus/urban.yaml    menus/urban.tests.yaml     what belongs to that queue
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.administration.configuration_tests.cases import Tests, Tolerance, parse_tests
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.sources import Sources, read_sources
from ivr import IvrSettings


@dataclass(frozen=True, slots=True)
class FileOfTests:
    """One file, read and checked."""

    name: str
    """As people are told: relative to the main file, where it lies beside one of the configuration."""
    folder: Path
    """Where its recordings lie."""
    tests: Tests


@dataclass(frozen=True, slots=True)
class Suite:
    """Files of tests that get one verdict."""

    files: tuple[FileOfTests, ...]

    @property
    def tolerance(self) -> Tolerance:
        """Of the first file, for all of them together."""
        return self.files[0].tests.tolerance

    @property
    def total(self) -> int:
        """How many tests there are."""
        return sum(file.tests.total for file in self.files)


def beside(config: Path) -> Path:
    """Where the tests of a file of a configuration lie."""
    return config.with_name(f"{config.stem}.tests.yaml")


def all_beside(main: Path, names: Iterable[str]) -> list[Path]:
    """The files of tests that are there, the main file's first.

    `names` are those of the configuration, relative to the main file's folder. What leads out of that folder
    through a link belongs to somebody else.
    """
    folder = main.parent.resolve()
    others = dict.fromkeys(beside(main.parent / name) for name in names)
    others.pop(beside(main), None)
    inside = [path for path in others if path.resolve().is_relative_to(folder)]
    return [path for path in (beside(main), *inside) if path.exists()]


def load_suite(main: Path, sources: Sources, settings: IvrSettings) -> Suite | None:
    """The tests beside a configuration's files; None when there are none. Raises `ConfigError`."""
    found = all_beside(main, sources.files)
    return _together({path: read_sources(path) for path in found}, main, settings) if found else None


def parse_suite(texts: Mapping[str, str], main: Path, settings: IvrSettings) -> Suite:
    """As `load_suite`, of texts by their name relative to the folder of the configuration's main file."""
    found = {main.parent / name: Sources.single(text.encode(), name) for name, text in texts.items()}
    return _together(found, main, settings)


def load_file(path: Path, settings: IvrSettings) -> Suite:
    """One file by itself, with its own tolerance. Raises `ConfigError`."""
    tests = parse_tests(read_sources(path), path.parent, settings)
    return _some(Suite((FileOfTests(str(path), path.parent, tests),)))


def _together(found: Mapping[Path, Sources], main: Path, settings: IvrSettings) -> Suite:
    """The files as one suite; the tolerance stands in the main file's tests or nowhere."""
    first = beside(main)
    files = [] if first in found else [FileOfTests(first.name, main.parent, Tests())]
    problems: list[Problem] = []
    for path, sources in found.items():
        try:
            tests = parse_tests(sources, path.parent, settings, "" if path == first else first.name)
        except ConfigError as error:
            problems += error.problems
        else:
            files.append(FileOfTests(path.relative_to(main.parent).as_posix(), path.parent, tests))
    if problems:
        raise ConfigError(problems)
    return _some(Suite(tuple(files)))


def _some(suite: Suite) -> Suite:
    """Raises `ConfigError` when there is nothing to run."""
    if not suite.total:
        hint = "add sayings, conversations or recordings"
        raise ConfigError([Problem(suite.files[0].name, 1, 1, "", "there are no tests in this file", hint)])
    return suite
