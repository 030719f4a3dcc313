"""What `hotline run` does: Asterisk and the service started, kept running, and what it says of it."""

from __future__ import annotations

import asyncio
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from agent_assist.access.accounts import create_accounts
from contracts.errors import ServiceError
from hotline.cli.service.passwords import show_passwords
from hotline.cli.service.phones import phone_table
from hotline.cli.terminal import USAGE_ERROR
from hotline.configuration.generations.effective import Effective
from hotline.configuration.generations.fallback import last_that_ran, make_live
from hotline.configuration.generations.service_state import read
from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.instance import garbage_collection
from hotline.instance.access import secrets_of
from hotline.instance.alive import child
from hotline.instance.alive.stopping import Stopped, asked, unless
from hotline.instance.examination import require_ports, shortcomings
from hotline.machine import pidfile
from hotline.machine.paths import State
from hotline.staff.guests import with_guests

if TYPE_CHECKING:
    from telephony.asterisk.process import Asterisk

READY_TIMEOUT_S = 30.0


async def start(config: HotlineConfig, config_path: Path, state: State, console: Console) -> int:
    """Prepares, starts Asterisk, supervises the service; returns the exit code.

    A configuration that does not come up is replaced by the last one that did, once.
    """
    stop = asked()
    with pidfile.held(state.pid_file("run")):
        if (service := pidfile.running(state.pid_file("serve"))) is not None:
            raise ServiceError(
                _(
                    "the service of an earlier start runs as process {service}. Stop it with: "
                    "script/hotline stop"
                ).format(service=service)
            )
        created: dict[str, str] = {}
        try:
            code = await _kept_running(config, config_path, state, created, console, stop)
            why = _("the service could not start")
        except Stopped:
            return _stopped(console)
        except Exception as error:  # whatever it is, a configuration that ran before may do better
            if stop.is_set() or (good := _before(state)) is None:
                raise
            code, why = USAGE_ERROR, str(error)
        else:
            if code != USAGE_ERROR or stop.is_set() or (good := _before(state)) is None:
                return code
        console.print(
            _(
                "{why}\ngeneration {number}, which ran last, is used instead. Correct "
                "{config_path}: the next start takes it"
            ).format(why=why, number=good.generation.number, config_path=config_path),
            style="yellow",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        make_live(Generations(state.generations), good, why)
        try:
            return await _kept_running(good.config, config_path, state, created, console, stop)
        except Stopped:
            return _stopped(console)


def _stopped(console: Console) -> int:
    """Before anything took a call."""
    console.print(_("stopped."))
    return 0


def _before(state: State) -> Effective | None:
    """What ran before what is live now, and did not start."""
    told = read(state.running_generation)
    return last_that_ran(Generations(state.generations), told.ran if told is not None else 0)


async def _kept_running(
    config: HotlineConfig,
    config_path: Path,
    state: State,
    created: dict[str, str],
    console: Console,
    stop: asyncio.Event,
) -> int:
    """Until somebody stops it; the exit code of misuse when it does not come up.

    `created` gets the passwords of agents who had none, which are shown once all is up. Raises `Stopped` when
    that is while all is still prepared.
    """
    require_ports(config, state)
    created |= create_accounts(state.accounts, config.agents)
    everybody = with_guests(config, state)
    secrets_of(everybody, state)  # before two processes look for them
    service = await child.begin(config_path, state)
    try:
        # Late: it takes half a second, in which the service begins.
        from hotline.instance.alive.supervisor import Supervisor
        from hotline.instance.asterisk import prepare
        from hotline.instance.draining import take_calls

        take_calls(state)
        instance = await unless(stop, prepare(everybody, state))
    except BaseException:
        await service.give_up()
        raise
    starting = asyncio.create_task(instance.asterisk.start(), name="start of Asterisk")
    starting.add_done_callback(lambda _: garbage_collection.freeze())
    supervisor = Supervisor(instance, config, config_path, state, service, starting, stop)
    greeting = asyncio.create_task(_greet(config, state, created, console, starting))
    try:
        code = await supervisor.run()
    finally:
        greeting.cancel()
    try:
        fresh = await unless(stop, starting)
    except Stopped:
        fresh = False  # it never came up
    await _end(instance.asterisk, code, fresh, console)
    return code


async def _end(asterisk: Asterisk, code: int, fresh: bool, console: Console) -> None:
    """Asterisk, unless it has calls; says what goes on. `fresh`: this start has started it."""
    from hotline.instance.calls_up import calls_up  # late, as above

    left = await calls_up(asterisk)
    if left is None and code == 0:
        console.print(
            _(
                "stopped. Asterisk does not answer: calls that it carries could not be counted, and it is "
                "left running. script/hotline stop --force ends it with its calls."
            )
        )
    elif left:
        console.print(
            _(
                "stopped. Calls that are still up: {left}. Asterisk carries them without the "
                "service. script/run takes them over again; script/hotline stop --force ends them."
            ).format(left=left)
        )
    elif code == 0 or fresh:
        await asterisk.stop()
        console.print(
            _("stopped.") if code == 0 else _("the service could not start; see the message above.")
        )


async def _greet(
    config: HotlineConfig,
    state: State,
    created: dict[str, str],
    console: Console,
    starting: asyncio.Future[bool],
) -> None:
    """Says where everything is, once calls can be taken; the passwords also where that takes long."""
    # Late, as above.
    from hotline.administration.models.in_use import hint
    from hotline.configuration.certificates.desk import desk_address
    from hotline.instance.alive.supervisor import wait_until_ready

    await asyncio.wait([starting])
    if not await wait_until_ready(config, READY_TIMEOUT_S):
        console.print(_("[yellow]the service is not ready yet; its log above says why[/]"))
        show_passwords(created, console)
        return
    console.print(_("[green]ready.[/] Desk: {address}").format(address=desk_address(config)))
    console.print(phone_table(config, state))
    for line in [*shortcomings(config, state), hint(config)]:
        if line:
            console.print(_("[yellow]note:[/] {line}").format(line=line), soft_wrap=True)
    show_passwords(created, console)
    console.print(
        _("Dial {number} with a softphone. Ctrl-C stops; running conversations go on.").format(
            number=config.telephony.number
        )
    )
