"""`hotline run`, `serve`, `stop`, `phones`, `password`: the service on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent_assist.access.accounts import AccountsError, create_accounts, set_password
from contracts.errors import ServiceError
from hotline.cli.models.app import hint
from hotline.configuration.schema import HotlineConfig
from hotline.instance.examination import require_ports, shortcomings
from hotline.instance.station import access, prepare, secrets_of
from hotline.instance.supervisor import Supervisor, wait_until_ready
from hotline.machine import pidfile
from hotline.machine.paths import State
from telephony.ari.client import Ari, AriError

log = logging.getLogger(__name__)

READY_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 20.0
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared, not bound


async def start(config: HotlineConfig, config_path: Path, state: State, console: Console) -> int:
    """Prepares, starts Asterisk, supervises the service; returns the exit code."""
    with pidfile.held(state.pid_file("run")):
        if (service := pidfile.running(state.pid_file("serve"))) is not None:
            raise ServiceError(
                f"the service of an earlier start runs as process {service}. "
                "Stop it with: script/hotline stop"
            )
        require_ports(config, state)
        created = create_accounts(state.accounts, config.agents)
        station = await prepare(config, state)
        fresh = await station.asterisk.start()
        supervisor = Supervisor(station, config, config_path, state)
        greeting = asyncio.create_task(_greet(config, state, created, console))
        try:
            code = await supervisor.run()
        finally:
            greeting.cancel()
        left = await supervisor.calls_in_asterisk()
        if left:
            console.print(
                f"stopped. {left} legs of calls are still up: Asterisk carries them without the service. "
                "script/run takes them over again; script/hotline stop --force ends them."
            )
        elif code == 0 or fresh:
            await station.asterisk.stop()
            console.print("stopped." if code == 0 else "the service could not start; see the message above.")
        return code


async def stop_everything(config: HotlineConfig, state: State, console: Console, *, force: bool) -> None:
    """Ends the supervisor, the service and Asterisk of this state folder, in that order.

    Raises ServiceError when calls are running, unless `force`.
    """
    async with Ari(access(config, secrets_of(config, state))) as ari:
        legs = 0
        with contextlib.suppress(AriError):
            legs = len(await ari.get("/channels"))
    if legs and not force:
        raise ServiceError(f"{legs} legs of calls are up. End them all with: script/hotline stop --force")
    for verb in ("run", "serve"):
        if await asyncio.to_thread(pidfile.end, state.pid_file(verb), STOP_TIMEOUT_S):
            console.print(f"hotline {verb}: stopped")
    station = await prepare(config, state)
    running_now = station.asterisk.pid() is not None
    await station.asterisk.stop()
    console.print("Asterisk: stopped" if running_now else "Asterisk: was not running")


def new_password(config: HotlineConfig, state: State, agent: str) -> str:
    """Sets and returns a random password. Raises AccountsError for an unknown agent."""
    known = [found.id for found in config.agents]
    if agent not in known:
        raise AccountsError(f"there is no agent {agent!r} in config.yaml; there are: {', '.join(known)}")
    # Only this one: the others' first passwords are shown when the service first starts.
    create_accounts(state.accounts, [known for known in config.agents if known.id == agent])
    password = secrets.token_urlsafe(9)
    set_password(state.accounts, agent, password)
    return password


def phone_table(config: HotlineConfig, state: State) -> Table:
    """Every SIP account of this machine, with the password that was generated for it."""
    known = secrets_of(config, state)
    bind = config.telephony.sip_bind
    server = f"{'<this machine>' if bind == ANY_ADDRESS else bind}:{config.telephony.sip_port}"
    table = Table(title=f"SIP accounts at {server} (UDP)")
    for column in ("account", "password", "for"):
        table.add_column(column)
    for agent in config.agents:
        if not agent.extension or agent.contact is not None:
            continue
        does = "takes calls" if agent.role == "agent" else "takes no calls"
        table.add_row(agent.extension, known.sip[agent.extension], f"{agent.role} {agent.name}: {does}")
    for name in config.telephony.softphones:
        table.add_row(name, known.sip[name], f"a citizen: dial {config.telephony.number}")
    return table


async def _greet(config: HotlineConfig, state: State, created: dict[str, str], console: Console) -> None:
    """Says where everything is, once calls can be taken."""
    if not await wait_until_ready(config, READY_TIMEOUT_S):
        console.print("[yellow]the service is not ready yet; its log above says why[/]")
        return
    console.print(f"[green]ready.[/] Desk: http://{config.desk.bind}:{config.desk.port}")
    console.print(phone_table(config, state))
    for line in [*shortcomings(config, state), hint(config)]:
        if line:
            console.print(f"[yellow]note:[/] {line}", soft_wrap=True)
    if created:
        table = Table(title="New desk passwords, shown this once")
        table.add_column("log-in")
        table.add_column("password")
        for agent, password in created.items():
            table.add_row(agent, password)
        console.print(table)
        console.print("A new one at any time: script/hotline password AGENT")
    console.print(
        f"Dial {config.telephony.number} with a softphone. Ctrl-C stops; running conversations go on."
    )
