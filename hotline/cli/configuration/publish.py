"""`hotline publish`, `rollback`, `history`, `diff`: a configuration goes live, and is taken back."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hotline.cli.terminal import ConfigOption, JsonOption, StateOption, explained, fail, plain, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.generations.publisher import Checked

WAIT_S = 15.0
"""So long is waited until the service has seen what was published."""
PREPARING_S = 600.0
"""So long is waited while the service makes recordings of prompts: seconds for each in a slow voice."""
REFUSED = 1

WhyOption = Annotated[str, typer.Option("--why", "-m", help="Why; stands in the history.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who; without it, the user of this machine.", show_default=False)
]


def publish(
    why: WhyOption,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    by: ByOption = None,
    after: Annotated[
        int | None,
        typer.Option(
            help="Only if this generation is still live: nobody else's change is overwritten. Without it, "
            "the one that is live when the command begins.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Doubts of `hotline check` refuse it too.")
    ] = False,
    untested: Annotated[bool, typer.Option("--untested", help="Even if `hotline test` fails.")] = False,
) -> None:
    """Check, test and make config.yaml live: new calls get it at once, running calls keep what they have.

    Exit code 0: live; 1: refused by tests or doubts; 2: a mistake in the file. A refusal changes nothing.
    """
    from hotline.configuration.generations.publisher import Publisher, Refused, check
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.yaml.sources import read_sources

    where = State(state.resolve())
    if after is None and (active := plain(Generations(where.generations).active)) is not None:
        after = active.number  # reading and testing take minutes: somebody else may publish meanwhile
    with explained():
        checked = check(read_sources(config))  # read once: what is checked is what is published
    for doubt in checked.doubts:
        talk.print(f"doubt {doubt.kind}: {doubt.problem}", markup=False, highlight=False, soft_wrap=True)
    if checked.doubts and strict:
        _refuse("nothing was published: there are doubts")
    if not untested and not _tests_pass(config, checked):
        _refuse(
            "nothing was published: the tests fail (see `hotline test`; --untested publishes all the same)"
        )
    with explained():
        try:
            done = Publisher(config, where).publish(checked, by, why, after)
        except Refused as error:
            _refuse(str(error))
    if not done.new:
        talk.print(f"generation {done.generation.number} is the same: nothing to publish")
        return
    for line in done.changes:
        talk.print(f"  {line}", markup=False, highlight=False)
    for section in done.waits:
        talk.print(f"[yellow]{section}[/] takes effect when the service starts anew", highlight=False)
    _confirm(where, done.generation.number)


def rollback(
    number: Annotated[
        int | None, typer.Argument(help="The generation to go back to; without it, the one before.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="Without it, the file that the live generation came from."),
    ] = None,
    state: StateOption = DEFAULT_STATE,
    why: WhyOption = "taken back",
    by: ByOption = None,
) -> None:
    """Make an earlier generation live again, in a second; one rollback after another goes further back.

    config.yaml and what it includes become what they were. What they are now is kept beside them, with the
    date in its name.
    """
    from hotline.configuration.generations.publisher import Publisher
    from hotline.configuration.generations.store import Generations

    where = State(state.resolve())
    active = plain(Generations(where.generations).active)
    if active is None:
        fail("nothing has been published yet; see: hotline publish --help")
    path = config or Path(active.source)
    done = plain(Publisher(path, where).rollback, by, why, number)
    for kept in done.kept:
        talk.print(f"your last version is kept as {kept.name}", soft_wrap=True)
    talk.print(f"{path} is as in generation {done.generation.origin}", soft_wrap=True)
    _confirm(where, done.generation.number)


def history(state: StateOption = DEFAULT_STATE, as_json: JsonOption = False) -> None:
    """Who made which configuration live, when and why; the newest first."""
    from dataclasses import asdict

    from hotline.configuration.generations.store import Generations

    store = Generations(State(state.resolve()).generations)
    active, generations = plain(store.active), plain(store.history)
    live = active.number if active else None
    if as_json:
        rows = [{**asdict(one), "active": one.number == live} for one in generations]
        Console().print_json(json.dumps(rows, ensure_ascii=False), indent=None, highlight=False)
        return
    table = Table("", "generation", "when", "who", "why")
    for one in generations:
        when = datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M:%S")  # local time, for people
        mark = "[green]live[/]" if one.number == live else ""
        table.add_row(mark, str(one.number), when, escape(one.by), escape(one.why))
    talk.print(table)


def diff(
    old: Annotated[int | None, typer.Argument(help="A generation; without it, the live one.")] = None,
    new: Annotated[int | None, typer.Argument(help="Another; without it, config.yaml.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """What is different between two generations, or between the live one and config.yaml."""
    from hotline.configuration.generations.difference import lines
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.yaml.sources import read_sources

    store = Generations(State(state.resolve()).generations)
    if old is None:
        active = plain(store.active)
        if active is None:
            fail("nothing has been published yet; see: hotline publish --help")
        old = active.number
    before = plain(store.sources, old)
    after = plain(store.sources, new) if new is not None else plain(read_sources, config)
    name = f"generation {new}" if new is not None else str(config)
    for line in lines(before, after, f"generation {old}", name):
        Console().print(line, markup=False, highlight=False, soft_wrap=True)


def _tests_pass(config: Path, checked: Checked) -> bool:
    """Whether the tests beside the files pass; true when there are none."""
    from hotline.administration.trial.runner import Runner
    from hotline.administration.trial.suite import load_suite
    from hotline.guidance.call_guide import CallGuide

    suite = plain(load_suite, config, checked.sources, checked.config.ivr)
    if suite is None:
        return True
    with talk.status("testing"):
        guide = CallGuide.of(checked.config, understanding=checked.understanding)
        verdict = plain(Runner(guide, suite, lambda _one: None).run)
    for one in verdict.wrong:
        text = f"{one.file}: “{one.name}” → {one.got}, expected {one.expected}"
        talk.print(text, markup=False, highlight=False, soft_wrap=True)
    return bool(verdict.passed)


def _confirm(state: State, number: int) -> None:
    """Waits until the running service says that it uses the generation, and says so."""
    from hotline.configuration.generations.running import read
    from hotline.machine import pidfile

    if pidfile.running(state.pid_file("serve")) is None:
        talk.print(f"generation {number} is published; the service does not run, its next start uses it")
        return
    started, patience = time.monotonic(), WAIT_S
    while (took := time.monotonic() - started) < patience:
        told = read(state.running_generation)
        if told is not None and told.number > number:
            _refuse(f"generation {number} is not live: generation {told.number} has replaced it meanwhile")
        if told is not None and told.number == number:
            if told.refused:
                _refuse(f"the service refused generation {number}: {told.refused}")
            talk.print(
                f"generation {number} is live after {took:.1f} s; calls that run keep the one they have"
            )
            return
        if told is not None and told.preparing == number and patience == WAIT_S:
            patience = PREPARING_S
            talk.print(f"generation {number} is being made ready: its prompts get their recordings")
        if pidfile.running(state.pid_file("serve")) is None:
            _refuse(f"generation {number} is published; the service has ended, its next start uses it")
        time.sleep(0.05)
    _refuse(
        f"generation {number} is published, but the service has not taken it within {patience:g} s: see its "
        "log. It goes live by itself when it is ready"
    )


def _refuse(message: str) -> None:
    talk.print(f"[red]{escape(message)}[/]", soft_wrap=True, highlight=False)
    raise typer.Exit(REFUSED)
