"""All tests of one configuration: those beside its main file and beside each file it includes, as one.

config.yaml         config.tests.yaml          what belongs to the whole, and the tolerance
menus/urban.yaml    menus/urban.tests.yaml     what belongs to that queue
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hotline.administration.configuration_tests.cases import Tests, Tolerance, parse_tests
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.configuration.yaml.tests_beside import tests_of
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


def load_suite(sources: Sources, settings: IvrSettings) -> Suite | None:
    """The tests among a configuration's files; None when there are none to run. Raises `ConfigError`.

    The tolerance stands in the tests of the main file, or nowhere.
    """
    place, first = sources.place or Path(), tests_of(sources.main)
    files = [] if first in sources.tests else [FileOfTests(first, place, Tests())]
    problems: list[Problem] = []
    for name, data in sources.tests.items():
        folder = (place / name).parent
        alone = Sources.single(data, sources.shown(name))
        try:
            tests = parse_tests(alone, folder, settings, "" if name == first else first)
        except ConfigError as error:
            problems += error.problems
        else:
            files.append(FileOfTests(name, folder, tests))
    if problems:
        raise ConfigError(problems)
    suite = Suite(tuple(files))
    return suite if suite.total else None


def load_file(path: Path, settings: IvrSettings) -> Suite:
    """One file by itself, with its own tolerance. Raises `ConfigError`."""
    tests = parse_tests(read_sources(path), path.parent, settings)
    if not tests.total:
        hint = "add sayings, conversations or recordings"
        raise ConfigError([Problem(str(path), 1, 1, "", "there are no tests in this file", hint)])
    return Suite((FileOfTests(str(path), path.parent, tests),))
