"""Between the texts of the page and the bytes of files. Both ways, every character stays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from agent_assist.admin.port import Invalid
from agent_assist.admin.wire.checking import ProblemView
from agent_assist.admin.wire.files import FileText
from hotline.administration.page.texts.spots import end_of, lines_of
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import Source
from hotline.configuration.yaml.sources import Sources, parse

PLACE = "HOTLINE_CONFIG_FOLDER"
"""In the environment of the worker process: the main file's folder, where files that it names may lie."""

MOST_PROBLEMS = 300
"""So many mistakes or doubts are told, the first ones: nobody reads more, and each costs time."""


def sources_of(files: Sequence[FileText], place: Path | None = None) -> Sources:
    """The files of a request; the first is the main one. Raises `ConfigError` for a name that is none.

    `place` is the main file's folder; without it, the one that the worker process was told.
    """
    told = os.environ.get(PLACE)
    texts = {file.name: file.text.encode() for file in files}
    return Sources(files[0].name, texts, place=place or (Path(told) if told else None))


def files_of(sources: Sources) -> tuple[FileText, ...]:
    """The same the other way. Raises `UnicodeDecodeError` for bytes that are no text."""
    return tuple(FileText(name=name, text=data.decode()) for name, data in sources.files.items())


def understood(files: Sequence[FileText]) -> tuple[HotlineConfig, Source]:
    """The configuration in the texts. Raises `ConfigError`."""
    return parse(sources_of(files), HotlineConfig)


def valid(files: Sequence[FileText]) -> tuple[HotlineConfig, Source]:
    """As `understood`; raises `Invalid`, as the page is told."""
    try:
        return understood(files)
    except ConfigError as error:
        raise Invalid(errors_of(error, files)) from None


def startable(files: Sequence[FileText], place: Path | None = None) -> tuple[Sources, HotlineConfig, Source]:
    """As `valid`, and a start would take it; `place` as for `sources_of`. Blocking: reads articles."""
    try:
        sources = sources_of(files, place)
        return sources, *checked(sources)
    except ConfigError as error:
        raise Invalid(errors_of(error, files)) from None


def errors_of(error: ConfigError, files: Iterable[FileText]) -> list[ProblemView]:
    """Mistakes as the page shows them."""
    return problem_views(((problem, None) for problem in error.problems), files)


def problem_views(
    found: Iterable[tuple[Problem, str | None]], files: Iterable[FileText]
) -> list[ProblemView]:
    """Findings as the page shows them; with each the kind of a doubt, None for a mistake."""
    lines = {file.name: lines_of(file.text) for file in files}
    return [
        _view(problem, lines.get(problem.file, []), doubt) for problem, doubt in islice(found, MOST_PROBLEMS)
    ]


def _view(problem: Problem, lines: Sequence[str], doubt: str | None) -> ProblemView:
    end = end_of(lines, problem.line, problem.column)
    return ProblemView(
        file=problem.file,
        line=problem.line,
        column=problem.column,
        end_line=problem.line if end else None,
        end_column=end,
        severity="error" if doubt is None else "doubt",
        kind=doubt or "",
        path=problem.path,
        message=problem.message,
        hint=problem.hint,
    )
