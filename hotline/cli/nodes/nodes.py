"""`hotline nodes`: the machines of one hotline."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from contracts.errors import ServiceError
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    load_config,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotline.configuration.schema import HotlineConfig
    from hotline.nodes.node import Node, NodeState
    from hotline.nodes.standings import QueueThere

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
STYLES = {"up": "green", "draining": "yellow", "stopped": "dim", "lost": "red"}


def nodes(
    forget: Annotated[
        str | None, typer.Option(help="Take out a machine that is no more.", show_default=False)
    ] = None,
    queues: Annotated[
        bool, typer.Option("--queues", help="How each queue stands at each machine: who waits, who is free.")
    ] = False,
    dispatcher: Annotated[
        bool, typer.Option("--dispatcher", help="The machines as Kamailio's dispatcher.list has them.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """The machines of this hotline: which runs, drains, stopped or is lost, and how many calls each has."""
    if queues:
        settings = load_config(config)
        standing = do(_standing(settings))
        if as_json:
            print_json([asdict(one) for one in standing])
        else:
            Console().print(_queues(standing, {queue.id: queue.name for queue in settings.ivr.queues}))
        return
    found = do(_nodes(load_config(config), State(state.resolve()), forget))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if dispatcher:
        typer.echo(dispatcher_list(one.address for one in found), nl=False)
        return
    from hotline.nodes.member import differing

    Console().print(_table(found))
    for one in found:
        if one.refused:
            tell(_("{node} does not take the newest generation: {why}").format(node=one.id, why=one.refused))
    if versions := differing(found):
        talk.print(_("[yellow]note:[/] different versions: {versions}").format(versions=versions))


def dispatcher_list(addresses: Iterable[str]) -> str:
    """Of machines that take SIP at these (host:port): calls are spread over them, and each is asked by
    OPTIONS whether it takes some. One that stopped is named, too: it gets calls as soon as it answers."""
    from telephony.asterisk.render import HEALTH

    return "".join(f"1 sip:{HEALTH}@{address} 0 0\n" for address in addresses if address)


async def _nodes(config: HotlineConfig, state: State, forget: str | None) -> Sequence[Node]:
    """All of them; this one where it has no others. Raises `RecordsUnavailable` or ServiceError."""
    from hotline.instance.this_node import alone
    from hotline.nodes.register import Register

    if not config.nodes.enabled or config.records.url is None:
        if forget is not None:
            raise _one_machine()
        return [await alone(config, state)]
    async with Register.opened(config.records.url, config.telephony.node) as register:
        if forget is not None:
            if not await register.forget(forget):
                raise ServiceError(
                    _("no machine {node} has stopped or is lost: see hotline nodes").format(node=forget)
                )
            tell(_("{node} is forgotten").format(node=forget))
        return await register.nodes()


async def _standing(config: HotlineConfig) -> Sequence[QueueThere]:
    """Queues at all machines. Raises `RecordsUnavailable` or ServiceError."""
    from hotline.nodes.standings import Standings

    if not config.nodes.enabled or config.records.url is None:
        raise _one_machine()
    async with Standings.opened(config.records.url, config.telephony.node) as shared:
        return await shared.queues()


def _one_machine() -> ServiceError:
    return ServiceError(_("this hotline is one machine: nodes.enabled is off in config.yaml"))


def _queues(found: Sequence[QueueThere], names: dict[str, str]) -> Table:
    table = Table(_("queue"), _("machine"), _("state"))
    for name in (_("waiting"), _("longest wait (s)"), _("agents free"), _("agents busy")):
        table.add_column(name, justify="right")
    for number, one in enumerate(found):
        last = number + 1 == len(found) or found[number + 1].queue != one.queue
        table.add_row(
            cell(names.get(one.queue, one.queue)),
            cell(one.node),
            _state(one.state),
            str(one.waiting),
            f"{one.longest_wait_s:.0f}" if one.waiting else "–",
            str(one.free),
            str(one.busy),
            end_section=last,
        )
    return table


def _state(state: NodeState) -> str:
    words = {"up": _("up"), "draining": _("draining"), "stopped": _("stopped"), "lost": _("lost")}
    return f"[{STYLES[state]}]{words[state]}[/]"


def _table(found: Sequence[Node]) -> Table:
    table = Table(_("machine"), _("state"), _("software"), _("SIP at"), _("started"), _("last sign"))
    for name in (_("calls"), _("generation")):
        table.add_column(name, justify="right")
    for one in found:
        since = "–" if one.since is None else f"{datetime.fromtimestamp(one.since):%Y-%m-%d %H:%M:%S}"
        table.add_row(
            cell(one.id),
            _state(one.state),
            cell(one.version),
            cell(one.address),
            since,
            "–" if one.silent_s is None else _ago(one.silent_s),
            "?" if one.calls is None else f"{one.calls:,}",
            str(one.generation or "–"),
        )
    return table


def _ago(seconds: float) -> str:
    """As coarse as is of use."""
    if seconds < 2 * MINUTE_S:
        return _("{seconds:.0f} s ago").format(seconds=seconds)
    if seconds < 2 * HOUR_S:
        return _("{minutes:.0f} min ago").format(minutes=seconds // MINUTE_S)
    if seconds < 2 * DAY_S:
        return _("{hours:.0f} h ago").format(hours=seconds // HOUR_S)
    return _("{days:.0f} days ago").format(days=seconds // DAY_S)
