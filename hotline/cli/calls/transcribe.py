"""`hotline transcribe`: recordings through the same ears that hear calls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from hotline.cli.progress import in_turn
from hotline.cli.terminal import FAILED, ConfigOption, JsonOption, do, load_config, print_json, talk
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from asr import Recogniser
    from hotline.configuration.schema import HotlineConfig
    from ivr.dialects.names import Names


class Passes(StrEnum):
    """Whose text is written down."""

    first = "first"
    second = "second"
    joined = "joined"


PassOption = Annotated[
    Passes,
    typer.Option(
        "--pass",
        help="first: the streaming recogniser alone; second: the final model alone; joined: as in a call.",
    ),
]

SUFFIXES = frozenset(
    {".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".rf64", ".w64"}
)
"""Of files that are taken from a folder: what libsndfile knows by a header. A file may be named otherwise."""


def transcribe(
    recordings: Annotated[
        list[Path], typer.Argument(help="WAV, FLAC or Ogg files of any rate, and folders of them.")
    ],
    passes: PassOption = Passes.joined,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Write down what recordings say, with the configured recogniser.

    With `--json` a line is a file: `text`, `utterances`, its length (`seconds`), the processor time that
    hearing it took (`cpu_seconds`); or an `error`. The exit code is 1 if there was one.
    """
    configured = heard_by(load_config(config), passes)
    raise typer.Exit(do(write_down(configured, recordings, as_json=as_json, console=talk)))


def heard_by(config: HotlineConfig, passes: Passes) -> HotlineConfig:
    """The configuration that hears so. Raises `ModelError` where the second pass has no model."""
    from asr import ModelError

    asr = config.asr
    if passes is Passes.first:
        return config.model_copy(update={"asr": asr.model_copy(update={"final_model": None})})
    if passes is Passes.second:
        if asr.final_model is None:
            raise ModelError(
                _("--pass second: no final model is configured: name its folder in asr.final_model")
            )
        alone = asr.second_pass.model_copy(update={"join": False})
        return config.model_copy(update={"asr": asr.model_copy(update={"second_pass": alone})})
    return config


def recordings_of(named: Iterable[Path]) -> list[Path]:
    """Files as they are named; of a folder the sound files below it, sorted, without what is hidden.

    Links to folders are not followed. Raises `RecordingError` for a folder that holds none or cannot be read.
    """
    found: list[Path] = []
    for path in named:
        found += _below(path) if path.is_dir() else [path]
    return found


def _below(folder: Path) -> list[Path]:
    from asr import RecordingError  # late, as all that hears: numpy and the libraries of sound

    found = []
    try:
        for place, folders, files in os.walk(folder, onerror=_unreadable):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [Path(place, name) for name in files if not name.startswith(".")]
    except OSError as error:
        raise RecordingError(
            _("{filename}: the folder cannot be read ({strerror})").format(
                filename=error.filename, strerror=error.strerror
            )
        ) from error
    recordings = sorted(path for path in found if path.suffix.lower() in SUFFIXES)
    if not recordings:
        kinds = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        raise RecordingError(
            _("{folder}: no sound file lies in or below this folder (files named {kinds})").format(
                folder=folder, kinds=kinds
            )
        )
    return recordings


def _unreadable(error: OSError) -> None:
    raise error


async def write_down(
    config: HotlineConfig, recordings: list[Path], *, as_json: bool, console: Console
) -> int:
    """Prints each recording's transcript; returns 1 when one of them could not be read.

    Raises `RecordingError` before anything is heard when a folder holds no recording.
    """
    from asr import RecordingError
    from hotline.guidance.names import names_of
    from hotline.guidance.recognisers import recogniser_of

    files = recordings_of(recordings)
    recogniser = await asyncio.to_thread(recogniser_of, config)
    names = await asyncio.to_thread(names_of, config)
    out = Console()
    failed = False
    try:
        # Transcripts that pass by on the terminal are progress enough.
        quiet = len(files) == 1 or out.is_terminal
        for path in files if quiet else in_turn(console, _("transcribing"), files):
            try:
                result = await asyncio.to_thread(_result, path, recogniser, names, config)
            except RecordingError as error:
                console.print(str(error), style="red", markup=False, soft_wrap=True)
                result, failed = {"file": str(path), "error": str(error)}, True
            _show(result, as_json, out)
    finally:
        recogniser.close()
    return FAILED if failed else 0


def _result(path: Path, recogniser: Recogniser, names: Names, config: HotlineConfig) -> dict[str, Any]:
    from asr import transcript_of
    from hotline.guidance.names import put_right

    heard = transcript_of(path, recogniser, config.asr)
    finals = [put_right(final, names) for final in heard.finals]
    return {
        "file": str(path),
        "text": " ".join(final.text for final in finals if final.text),
        "seconds": round(heard.seconds, 3),
        "cpu_seconds": round(heard.cpu_seconds, 3),
        "utterances": [final.model_dump(mode="json", exclude={"at", "call"}) for final in finals],
    }


def _show(result: dict[str, Any], as_json: bool, out: Console) -> None:
    if as_json:
        print_json(result)
    elif "error" not in result:
        out.print(f"{result['file']}: {result['text']}", markup=False, soft_wrap=True)
