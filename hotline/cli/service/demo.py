"""`hotline run --demo`: a real call with real SIP clients, shown as it happens."""

from __future__ import annotations

import asyncio
from gettext import gettext as _
from pathlib import Path

from rich.console import Console
from rich.table import Table

from hotline.bench.demo.caller import call
from hotline.bench.demo.show import DemoPrinter
from hotline.bench.demo.stage import (
    RECORDINGS,
    DemoStage,
    everyone_serves,
    on_this_machine,
    stage,
    temporary_folder,
)
from hotline.bench.softphone import SoftphoneError, load_speech
from hotline.cli.terminal import print_json
from hotline.configuration.schema import HotlineConfig

DEFAULT_CALLERS = ("caller-1.wav",)
DEMO_AGENTS = 2
BETWEEN_CALLS_S = 0.5


async def run_demo(
    config: HotlineConfig, source: Path, callers: list[Path], *, as_json: bool, console: Console
) -> int:
    """Places one call after another; returns the exit code: 0 when every call reached an agent.

    `config` was read from `source`; what administrators change in the demo is a copy of it.
    `console` shows the calls; with `as_json` standard output gets one object a call and nothing else.
    """
    recordings = callers or [RECORDINGS / name for name in DEFAULT_CALLERS]
    for recording in recordings:
        load_speech(recording)  # names a bad file before anything is started
    results = []
    with temporary_folder() as name:
        folder = Path(name)
        config = everyone_serves(on_this_machine(config, folder))
        async with stage(config, folder, agents=DEMO_AGENTS, source=source) as scene:
            scene.service.bus.listen(DemoPrinter(console, config))
            console.print(_doors(scene))
            for index, recording in enumerate(recordings):
                console.rule(f"{index + 1}/{len(recordings)}  {recording.name}")
                try:
                    result = await call(scene, recording, index=index)
                except (SoftphoneError, TimeoutError) as error:
                    raise SoftphoneError(
                        f"the call with {recording} did not come about ({error}); logs are below {folder}"
                    ) from error
                results.append(result)
                if as_json:
                    print_json(result)
                else:
                    console.print(_summary(result))
                await asyncio.sleep(BETWEEN_CALLS_S)
            if console.is_terminal and not as_json:
                console.print(_("The hotline of this demo stays up: call it, open the desk. Ctrl-C ends it."))
                await asyncio.Event().wait()
    return 0 if all(result["agent"] for result in results) else 1


def _doors(scene: DemoStage) -> Table:
    """Where a person can join in: the desk, and SIP accounts for any softphone on this machine."""
    config = scene.config
    table = Table(title=_("While this demo runs"), show_header=False)
    agent = next(iter(scene.passwords))
    citizen = config.telephony.softphones[0] if config.telephony.softphones else None
    table.add_row(
        _("desk"),
        _("{address}  log-in {agent}, password {password}").format(
            address=scene.desk_url, agent=agent, password=scene.passwords[agent]
        ),
    )
    administrators = [one.id for one in config.agents if one.role == "administrator"]
    for one in administrators[:1]:
        table.add_row(
            _("administrators' page"),
            _("the same, log-in {one}, password {password}").format(one=one, password=scene.passwords[one]),
        )
    if citizen is not None:
        table.add_row(
            _("softphone"),
            _("SIP server {server} (UDP), account {citizen}, password {password}; dial {number}").format(
                server=scene.sip_server,
                citizen=citizen,
                password=scene.secrets.sip[citizen],
                number=config.telephony.number,
            ),
        )
    return table


def _summary(result: dict[str, object]) -> Table:
    table = Table(show_header=False, title=None)
    table.add_row("听到", str(result["transcript"]))
    table.add_row("意图", f"{result['intent_name']}（{result['intent']}，{result['score']}）")
    table.add_row("理由", str(result["reason"]))
    table.add_row("队列", str(result["queue"]))
    table.add_row("坐席", str(result["agent"]))
    moments = result["timeline_ms"]
    assert isinstance(moments, dict)
    table.add_row("时刻 (ms)", "  ".join(f"{name} {value}" for name, value in moments.items()))
    return table
