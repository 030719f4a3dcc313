"""`hotline test` at the terminal: what failed, which intents were taken for one another, pass or fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hotline.cli.progress import counting
from hotline.cli.terminal import FAILED, ConfigOption, JsonOption, fail, plain, print_json, talk, tell
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.administration.configuration_tests.outcome import Outcome, Verdict
    from hotline.administration.configuration_tests.suite import Suite
    from hotline.configuration.yaml.sources import Sources
    from ivr import IvrSettings

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
    from hotline.guidance.meaning.commands import guide_of, with_meaning

    sources = plain(read_sources, config)  # read once: what is learned is what is tested
    settings = plain(parse, sources, HotlineConfig)[0]
    guide = with_meaning(guide_of(settings, State(DEFAULT_STATE)), State(DEFAULT_STATE), tell)
    verdicts: dict[str, Verdict] = {}
    for path, suite in _suites(files or [], config, sources, settings.ivr):
        with counting(talk, path.name, suite.total) as one_more:
            runner = Runner(guide, suite, _told(one_more))
            verdicts[str(path)] = plain(runner.run)
    if as_json:
        shown = {name: verdict.as_json() for name, verdict in verdicts.items()}
        print_json(shown)
    else:
        for name, verdict in verdicts.items():
            _show(name, verdict, talk)
    raise typer.Exit(0 if all(verdict.passed for verdict in verdicts.values()) else FAILED)


def _told(one_more: Callable[[], None]) -> Callable[[Outcome], None]:
    return lambda _one: one_more()


def _suites(
    files: list[Path], config: Path, sources: Sources, settings: IvrSettings
) -> Iterator[tuple[Path, Suite]]:
    """Each file by itself, or all beside the configuration as one, under the name of the first."""
    from hotline.administration.configuration_tests.suite import load_file, load_suite
    from hotline.configuration.yaml.tests_beside import tests_of

    beside = config.with_name(tests_of(config.name))
    if not files and (suite := plain(load_suite, sources, settings)) is not None:
        yield beside, suite
        return
    for path in files or [beside]:
        if not path.is_file():
            page = _("docs/en/administrators/tests.md")
            fail(_("{file}: there is no such file; how to write tests: {page}").format(file=path, page=page))
        yield path, plain(load_file, path, settings)


def _show(name: str, verdict: Verdict, console: Console) -> None:
    if verdict.wrong:
        console.print(_failures(verdict.wrong[:_SHOWN]))
        if len(verdict.wrong) > _SHOWN:
            console.print(
                _("[dim]… and {SHOWN} more; --json has all[/]").format(SHOWN=len(verdict.wrong) - _SHOWN)
            )
    if confusions := verdict.confusions():
        console.print(_confusion_table(confusions))
    kinds = {"saying": _("saying"), "conversation": _("conversation"), "recording": _("recording")}
    for kind, figures in verdict.as_json()["kinds"].items():
        allowed = figures["allowed_percent"]
        console.print(
            _("{tests} {kind}s: {wrong_percent:g} % wrong, {allowed:g} % allowed").format(
                tests=figures["tests"],
                kind=kinds[kind],
                wrong_percent=figures["wrong_percent"],
                allowed=allowed,
            ),
            highlight=False,
        )
    if len(files := verdict.by_file()) > 1:
        for file, (count, wrong) in files.items():
            if wrong:
                console.print(
                    _("{file}: {wrong} of {count} wrong").format(file=escape(file), wrong=wrong, count=count),
                    highlight=False,
                    soft_wrap=True,
                )
    others = _(" and {more} more files").format(more=len(files) - 1) if len(files) > 1 else ""
    console.print(
        f"{escape(name)}{others}: "
        + (f"[green]{_('passed')}[/]" if verdict.passed else f"[red]{_('failed')}[/]")
    )


def _failures(wrong: list[Outcome]) -> Table:
    table = Table(title=_("not as expected"))
    for column in (_("test"), _("expected"), _("got"), _("score"), _("why"), _("file")):
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
        table = Table(_("expected"), _("got"), _("times"), title=_("confusions"))
        for expected, got, count in confusions:
            table.add_row(expected, escape(got), str(count))
        return table
    table = Table(title=_("confusions: expected down, got across"))
    table.add_column("")
    for column in columns:
        table.add_column(escape(column), justify="right")
    for row in rows:
        table.add_row(row, *(str(counts.get((row, column), "")) for column in columns))
    return table
