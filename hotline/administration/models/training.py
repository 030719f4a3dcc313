"""One run of the training recipe: its stages one after the other, and the proof at the end.

The recipe itself is `models.training.recipe`; it is imported late, because it needs packages of the extra
`train` that no call does.
"""

from __future__ import annotations

import json
import logging
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from contracts.errors import HotlineError
from hotline.administration.models.training_needs import (
    MARK,
    NotReadable,
    Request,
    TrainingError,
    TrainingShow,
    require,
)


@dataclass(slots=True)
class Outcome:
    """What a run did."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Stage -> how long it took."""
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    """Voice -> percentages over the held-out sentences; empty when the stage `proof` was not asked for."""
    size_bytes: int = 0
    """Of the model, all files."""


def run(request: Request, show: TrainingShow) -> Outcome:
    """Run the stages asked for; each goes on where an earlier run stopped.

    Raises:
        TrainingError: something is missing or does not fit.
        NotReadable: the finished model cannot be used.
        SetupError: programs could not be fetched.
    """
    require(request, show)
    request.work.mkdir(parents=True, exist_ok=True)
    (request.work / MARK).write_text(json.dumps({"smoke": request.smoke}) + "\n", "utf-8")
    outcome = Outcome()
    for number, name in enumerate(request.stages, start=1):
        started = time.monotonic()
        with show.stage(name, number, len(request.stages)), _explained(name):
            if name == "proof":
                outcome.scores = _prove(request, show.say)
            else:
                _recipe_stage(name, request, show.say)
        outcome.seconds[name] = round(time.monotonic() - started, 1)
    outcome.size_bytes = sum(path.stat().st_size for path in request.out.rglob("*") if path.is_file())
    return outcome


def _recipe_stage(name: str, request: Request, say: Callable[[str], None]) -> None:
    import jieba

    from models.training import recipe

    jieba.setLogLevel(logging.WARNING)  # it tells how it loads its dictionary, each time

    recipe.main(
        work_dir=request.work,
        budget_minutes=request.minutes,
        out=request.out,
        recordings=request.recordings,
        stages=(name,),
        smoke=request.smoke,
        without=request.without,
        rounds=request.rounds,
        kokoro=request.kokoro,
        device=request.device,
        say=say,
    )


def _prove(request: Request, say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    from models.training import proof
    from models.training.speech.speech import kokoro_command
    from models.training.speech.utterances import read_utterances

    for part, maker in (("am/final.mdl", "network"), ("graph/HCLr.fst", "model")):
        if not (request.out / part).is_file():
            raise FileNotFoundError(f"{request.out / part} is not there; the stage {maker} makes it")
    spoken = request.work / "utterances.jsonl"
    sentences = proof.held_out(read_utterances(spoken) if spoken.exists() else [])
    folder = request.work / "proof"
    lists = {f"espeak-ng {proof.UNHEARD_VARIANT}": proof.speak_espeak(sentences, folder / "espeak")}
    if request.kokoro is not None:
        lists["kokoro"] = proof.speak_neural(sentences, folder / "kokoro", kokoro_command(request.kokoro))
    say(f"proof: {len(sentences)} sentences that training never said, through the stock recogniser")
    try:
        return {voice: proof.decode(request.out, listed) for voice, listed in lists.items()}
    except proof.ModelUnreadable as error:
        raise NotReadable(str(error)) from error


@contextmanager
def _explained(stage: str) -> Iterator[None]:
    """What goes wrong in a stage becomes one sentence that names it."""
    try:
        yield
    except TrainingError:
        raise
    except subprocess.CalledProcessError as error:
        command = " ".join(str(part) for part in error.cmd[:2])
        raise TrainingError(f"stage {stage}: `{command} ...` ended with status {error.returncode}") from error
    except (HotlineError, RuntimeError, OSError, ValueError) as error:
        raise TrainingError(f"stage {stage}: {error}") from error
