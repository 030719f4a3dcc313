"""`hotline test` at the terminal: what failed, which intents were taken for one another, pass or fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, TaskID
from rich.table import Table

from hotline.administration.trial.cases import beside
from hotline.administration.trial.outcome import Outcome, Verdict
from hotline.cli.terminal import ConfigOption, JsonOption, fail, load_config, plain, talk
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

FAILED = 1
_SHOWN = 40
"""So many failed tests are shown in full; `--json` has all."""


def run_tests(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files of tests; without one, config.tests.yaml beside config.yaml."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Run the tests of your configuration: sentences, whole conversations, recordings.

    Exit code 0: within the tolerance; 1: something leads elsewhere; 2: a mistake in a file.
    """
    settings = load_config(config)
    paths = files or [beside(config)]
    from asr import load_recogniser
    from hotline.administration.trial.cases import load_tests
    from hotline.administration.trial.runner import Runner
    from hotline.guidance.spotting import spotted_words
    from ivr import Understanding

    understanding = Understanding(settings.ivr)
    verdicts: dict[str, Verdict] = {}
    with Progress(console=talk, transient=True) as progress:
        for path in paths:
            if not path.is_file():
                fail(f"{path}: there is no such file; docs/administrators.md shows how to write tests")
            tests = plain(load_tests, path, settings.ivr)
            total = sum(len(group.texts) for group in tests.sayings)
            task = progress.add_task(
                path.name, total=total + len(tests.conversations) + len(tests.recordings)
            )
            runner = Runner(settings, tests, path.parent, _advance(progress, task), understanding)
            verdicts[str(path)] = plain(
                runner.run, lambda: load_recogniser(settings.asr, CHECKOUT, spotted_words(settings.ivr))
            )
    if as_json:
        shown = {name: verdict.as_json() for name, verdict in verdicts.items()}
        Console().print_json(json.dumps(shown, ensure_ascii=False), indent=None, highlight=False)
    else:
        for name, verdict in verdicts.items():
            _show(name, verdict, talk)
    raise typer.Exit(0 if all(verdict.passed for verdict in verdicts.values()) else FAILED)


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
    console.print(f"{escape(name)}: " + ("[green]passed[/]" if verdict.passed else "[red]failed[/]"))


def _failures(wrong: list[Outcome]) -> Table:
    table = Table(title="not as expected")
    for column in ("test", "expected", "got", "score", "why"):
        table.add_column(column, overflow="fold")
    for one in wrong:
        score = f"{one.score:.2f}" if one.kind == "saying" else ""
        table.add_row(escape(one.name), one.expected, escape(one.got), score, escape(one.detail))
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
