"""`hotline test` at the terminal: what failed, which intents were taken for one another, pass or fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from hotline.cli.terminal import FAILED, ConfigOption, JsonOption, fail, plain, print_json, talk
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.administration.configuration_tests.outcome import Outcome, Verdict
    from hotline.administration.configuration_tests.suite import Suite
    from hotline.configuration.yaml.sources import Sources
    from ivr import IvrSettings

HOW_TO = "写法见 docs/zh/administrators/tests.md / docs/en/administrators/tests.md shows how to write tests"
_SHOWN = 40
"""So many failed tests are shown in full; `--json` has all."""


def run_tests(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files of tests, each by itself; without one, all beside config.yaml and what it includes."
        ),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Run the tests of your configuration: sentences, whole conversations, recordings.

    Exit code 0: within the tolerance; 1: something leads elsewhere; 2: a mistake in a file.
    """
    from hotline.administration.configuration_tests.runner import Runner
    from hotline.configuration.schema import HotlineConfig
    from hotline.configuration.yaml.sources import parse, read_sources
    from hotline.guidance.call_guide import CallGuide

    sources = plain(read_sources, config)  # read once: what is learned is what is tested
    settings, _ = plain(parse, sources, HotlineConfig)
    guide = CallGuide.of(settings)
    verdicts: dict[str, Verdict] = {}
    with Progress(console=talk, transient=True) as progress:
        for path, suite in _suites(files or [], config, sources, settings.ivr):
            task = progress.add_task(path.name, total=suite.total)
            runner = Runner(guide, suite, _advance(progress, task))
            verdicts[str(path)] = plain(runner.run)
    if as_json:
        shown = {name: verdict.as_json() for name, verdict in verdicts.items()}
        print_json(shown)
    else:
        for name, verdict in verdicts.items():
            _show(name, verdict, talk)
    raise typer.Exit(0 if all(verdict.passed for verdict in verdicts.values()) else FAILED)


def _suites(
    files: list[Path], config: Path, sources: Sources, settings: IvrSettings
) -> Iterator[tuple[Path, Suite]]:
    """Each file by itself, or all beside the configuration as one, under the name of the first."""
    from hotline.administration.configuration_tests.suite import beside, load_file, load_suite

    if not files and (suite := plain(load_suite, config, sources, settings)) is not None:
        yield beside(config), suite
        return
    for path in files or [beside(config)]:
        if not path.is_file():
            fail(f"{path}: 没有这个文件 / there is no such file; {HOW_TO}")
        yield path, plain(load_file, path, settings)


def _advance(progress: Progress, task: TaskID) -> Callable[[Outcome], None]:
    return lambda _one: progress.advance(task)


def _show(name: str, verdict: Verdict, console: Console) -> None:
    if verdict.wrong:
        console.print(_failures(verdict.wrong[:_SHOWN]))
        if len(verdict.wrong) > _SHOWN:
            console.print(f"[dim]… and {len(verdict.wrong) - _SHOWN} more; --json has all[/]")
    if confusions := verdict.confusions():
        console.print(_confusion_table(confusions))
    for kind, figures in verdict.as_json()["kinds"].items():
        allowed = figures["allowed_percent"]
        console.print(
            f"{figures['tests']} {kind}s: {figures['wrong_percent']:g} % wrong, {allowed:g} % allowed",
            highlight=False,
        )
    if len(files := verdict.by_file()) > 1:
        for file, (count, wrong) in files.items():
            if wrong:
                console.print(f"{escape(file)}: {wrong} of {count} wrong", highlight=False, soft_wrap=True)
    others = f" and {len(files) - 1} more files" if len(files) > 1 else ""
    console.print(f"{escape(name)}{others}: " + ("[green]passed[/]" if verdict.passed else "[red]failed[/]"))


def _failures(wrong: list[Outcome]) -> Table:
    table = Table(title="not as expected")
    for column in ("test", "expected", "got", "score", "why", "file"):
        table.add_column(column, overflow="fold")
    for one in wrong:
        score = f"{one.score:.2f}" if one.kind == "saying" else ""
        row = (one.name, one.expected, one.got, score, one.detail, Path(one.file).name)
        table.add_row(*map(escape, row))
    return table


def _confusion_table(confusions: list[tuple[str, str, int]]) -> Table:
    """Expected down, got across; only what was confused."""
    rows = list(dict.fromkeys(expected for expected, _, _ in confusions))
    columns = list(dict.fromkeys(got for _, got, _ in confusions))
    counts = {(expected, got): count for expected, got, count in confusions}
    if len(columns) > 8:  # too wide to read: a list instead
        table = Table("expected", "got", "times", title="confusions")
        for expected, got, count in confusions:
            table.add_row(expected, escape(got), str(count))
        return table
    table = Table(title="confusions: expected down, got across")
    table.add_column("")
    for column in columns:
        table.add_column(escape(column), justify="right")
    for row in rows:
        table.add_row(row, *(str(counts.get((row, column), "")) for column in columns))
    return table
