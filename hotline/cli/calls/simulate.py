"""`hotline simulate`: its options, and what they ask for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts import Standing
from hotline.administration.simulation.who_calls import TEST_NUMBER, Caller
from hotline.cli.terminal import ConfigOption, JsonOption, load_config, plain, talk
from hotline.machine.paths import DEFAULT_CONFIG

MoreRecordings = Annotated[
    list[Path] | None, typer.Argument(help="More recordings, as `--wav *.wav` gives.", show_default=False)
]
TextOption = Annotated[
    list[str] | None, typer.Option(help="What the caller says. Repeatable: one sentence after another.")
]
WavOption = Annotated[list[Path] | None, typer.Option(help="A recording is a call. Repeatable.")]
MicOption = Annotated[bool, typer.Option("--mic", help="Speak into the microphone.")]
DeviceOption = Annotated[
    str | None,
    typer.Option(help="With --mic: the microphone's number or a part of its name.", show_default=False),
]
ExpectOption = Annotated[
    Path | None,
    typer.Option(help="With --wav: lines of queue, tab, sentence, for 000.wav and so on."),
]
CallsOption = Annotated[
    Path | None,
    typer.Option(help="Lines of queue, tab, sentence: each is a call of an honest caller."),
]
ColumnOption = Annotated[
    str | None,
    typer.Option(help="With --calls: the column that has the sentences.", show_default=False),
]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        help="With --calls: when they come, local time; without it, a Tuesday at ten.",
        formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        show_default=False,
    ),
]
DialoguesOption = Annotated[
    Path | None, typer.Option(help="YAML: whole conversations, and what must be true in their end.")
]
CallerOption = Annotated[
    str, typer.Option(metavar="NUMBER", help="The number that is called from; anonymous: it is withheld.")
]
StandingOption = Annotated[
    Standing | None,
    typer.Option(help="On which list of nuisance callers that number is.", show_default=False),
]
DialledOption = Annotated[
    str,
    typer.Option(metavar="NUMBER", help="The number that is dialled: one of `numbers`, or telephony.number."),
]
NoConfirmOption = Annotated[
    bool, typer.Option("--no-confirm", help="Do not answer yes when the machine asks.")
]


def simulate(
    more: MoreRecordings = None,
    text: TextOption = None,
    wav: WavOption = None,
    mic: MicOption = False,
    device: DeviceOption = None,
    expect: ExpectOption = None,
    calls: CallsOption = None,
    column: ColumnOption = None,
    now: NowOption = None,
    dialogues: DialoguesOption = None,
    caller: CallerOption = TEST_NUMBER,
    standing: StandingOption = None,
    dialled: DialledOption = "",
    no_confirm: NoConfirmOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Try the conversation without a telephone: typed, spoken, from `--text`, from files or recordings."""
    from hotline.cli.calls.simulator import Wanted  # late: it plays calls, --help does not
    from hotline.cli.calls.simulator import simulate as run

    recordings = [*(wav or []), *(more or [])]
    wanted = Wanted(
        texts=text or [],
        recordings=recordings,
        expect=expect,
        calls=calls,
        column=column,
        now=now,
        dialogues=dialogues,
        mic=mic,
        device=device,
        caller=Caller(caller, standing, dialled),
        confirm=not no_confirm,
        as_json=as_json,
    )
    raise typer.Exit(plain(run, load_config(config), wanted, talk))
