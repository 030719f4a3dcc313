"""`hotline publish`: a configuration is checked, tested and goes live."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.configuration.going_live import ByOption, WhyOption, confirm_live, refuse
from hotline.cli.service.passwords import show_passwords
from hotline.cli.terminal import ConfigOption, StateOption, explained, plain, talk, tell
from hotline.machine import pidfile
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.generations.publisher import CheckedConfiguration, Publication


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
    from hotline.configuration.generations.publisher import Publisher, check
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.yaml.sources import read_sources

    where = State(state.resolve())
    if after is None and (active := plain(Generations(where.generations).active)) is not None:
        after = active.number  # reading and testing take minutes: somebody else may publish meanwhile
    with explained():
        checked = check(read_sources(config))  # read once: what is checked is what is published
    for doubt in checked.doubts:
        talk.print(
            _("doubt {kind}: {problem}").format(kind=doubt.kind, problem=doubt.problem),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if checked.doubts and strict:
        refuse(_("nothing was published: there are doubts"))
    if not untested and not _tests_pass(checked, where):
        refuse(
            _("nothing was published: the tests fail (see `hotline test`; --untested publishes all the same)")
        )
    with explained():
        done = Publisher(config, where).publish(checked, by, why, after)
        passwords = _new_accounts(checked, where)
    _tell(done, where)
    show_passwords(passwords)


def _tell(done: Publication, where: State) -> None:
    """What was published, and whether it is live."""
    if not done.new:
        talk.print(
            _("generation {number} is the same: nothing to publish").format(number=done.generation.number)
        )
        return
    for line in done.changes:
        talk.print(f"  {line}", markup=False, highlight=False)
    for section in done.waits:
        talk.print(
            _("[yellow]{section}[/] takes effect when the service starts anew").format(section=section),
            highlight=False,
        )
    confirm_live(where, done.generation.number)


def _new_accounts(checked: CheckedConfiguration, where: State) -> dict[str, str]:
    """Passwords for the desks of new people; a service that does not run tells them when it starts."""
    from agent_assist.access.accounts import create_accounts

    if pidfile.running(where.pid_file("serve")) is None:
        return {}
    return create_accounts(where.accounts, checked.config.agents)


def _tests_pass(checked: CheckedConfiguration, state: State) -> bool:
    """Whether the tests beside the files pass; true when there are none."""
    from hotline.administration.configuration_tests.runner import Runner
    from hotline.administration.configuration_tests.suite import load_suite
    from hotline.guidance.call_guide import CallGuide
    from hotline.guidance.meaning.commands import with_meaning

    suite = plain(load_suite, checked.sources, checked.config.ivr)
    if suite is None:
        return True
    with talk.status(_("testing")):
        guide = CallGuide.of(checked.config, understanding=checked.understanding)
        guide = with_meaning(guide, state, tell)
        verdict = plain(Runner(guide, suite, lambda _one: None).run)
    for one in verdict.wrong:
        text = f"{one.file}: “{one.name}” → {one.got}, expected {one.expected}"
        talk.print(text, markup=False, highlight=False, soft_wrap=True)
    return bool(verdict.passed)
