"""The options of `hotline models train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.administration.models.training_needs import DEVICES, STAGES

WorkFolder = Annotated[
    Path | None,
    typer.Argument(
        help="Folder for everything in between (6 GB). Named again, the run goes on where it stopped.",
        show_default=False,
    ),
]
MinutesOption = Annotated[
    float, typer.Option(min=0.01, help="Time for the network to learn, of all rounds together.")
]
RoundsOption = Annotated[
    int, typer.Option(min=1, help="Warm restarts within that time; the mean of the last two is kept.")
]
OutOption = Annotated[Path | None, typer.Option(help="Folder of the model.", show_default="WORK/model")]
RecordingsOption = Annotated[
    Path | None, typer.Option(help="Folder with the human recordings unpacked: hsk_tan, syll_chen, many ...")
]
KokoroOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder of Kokoro, the fluent voices of script/setup --extra voices.",
        show_default=".runtime/kokoro, where it is there",
    ),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option(help="A speaker the network must never hear, to be tested with. Repeatable."),
]
StageOption = Annotated[
    list[str] | None,
    typer.Option(help=f"Only this stage; repeatable: {', '.join(STAGES)}.", show_default="all"),
]
DeviceOption = Annotated[
    str, typer.Option(help=f"What the network learns on: {', '.join(DEVICES)} (an NVIDIA card).")
]
SmokeOption = Annotated[
    bool, typer.Option("--smoke", help="All stages in a minute or two. The model hears next to nothing.")
]
