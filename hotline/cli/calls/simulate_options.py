"""The options of `hotline simulate`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

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
NoConfirmOption = Annotated[
    bool, typer.Option("--no-confirm", help="Do not answer yes when the machine asks.")
]
