"""From nothing to a Vosk model, in stages that can be stopped and started again.

    python -m models.training.recipe WORK [--minutes 60] [--recordings FOLDER] [--kokoro FOLDER]
        [--device cuda] [--out MODEL]
    python -m models.training.recipe WORK --smoke

Stages: ``text`` (what is said), ``speech`` (Kokoro, the fluent voices), ``features`` (all voices over
telephone lines), ``network`` (training; of several rounds the mean of the last two), ``model`` (the graph).
What a stage has written under WORK is kept; delete it to do it again. Every stage draws from a seed of its
own, so only the time that training is given makes one run differ from the next. One core speaks two and a
half hours of Kokoro in an hour.

From Python it is ``main(work_dir, minutes, out, smoke=True)``: a smoke run speaks two minutes with espeak-ng
and learns for some seconds; its model hears nothing, but Vosk loads it, so it proves that all stages work.
A leave-one-speaker-out model is ``main(..., without=("hsk_tan",))``: its network, checkpoints and all, never
sees that speaker's recordings, whose features may lie in the same WORK.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from contracts.errors import HotlineError
from models.training.graph.graph import build_graph
from models.training.language.language import Trigram, corpus
from models.training.language.lexicon import lexicon
from models.training.language.pinyin import pinyin
from models.training.language.text import Grammar, segment
from models.training.language.wordlist import Word, common_words
from models.training.sound.features import Examples
from models.training.speech import voices
from models.training.speech.speech import kokoro_command, speak_all
from models.training.speech.utterances import (
    PAUSE,
    Utterance,
    accent,
    read_utterances,
    write_utterances,
)

HUMAN_SPEAKERS = {"hsk_tan": 8600, "syll_chen": 3700, "syll_davin": 3700}
"""Folder of recordings -> pseudo-sentences made from it."""
CLIPS, CLIP_RENDERINGS = "many", 60
"""Folder of sentences of many people, and speakers made out of each."""
ROUND_RATES = (2.5e-3, 1.4e-3, 1.25e-3)
"""Peak learning rate of the first round of training, of the second, and of all that follow."""
DIGITS = tuple("零一二三四五六七八九十幺两")
KINDS = 6
"""Utterances in a row of which each is of another kind."""
SPOKEN_PER_SILENT = 16
"""Utterances for each line on which nobody speaks."""
KOKORO_SEED = 5000
"""Of the first shard's lines."""
SMOKE_MINUTES = 0.2
LEAST_BIGRAM, LEAST_TRIGRAM = 2, 3


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the recipe."""

    work: Path
    out: Path
    minutes: float
    """Training time; a useful model takes 45 on one core."""
    recordings: Path | None = None
    """Folder with ``hsk_tan``, ``syll_chen`` and ``syll_davin`` unpacked, and ``many`` with its
    ``index.jsonl`` where there is one; without it no human voice is learnt.
    """
    kokoro: Path | None = None
    """Folder of Kokoro's model and voices; without it espeak-ng speaks alone."""
    utterances: int = 20_000
    renderings: int = 4
    """Speakers made out of every utterance of a fluent voice."""
    espeak_utterances: int = 6_700
    vocabulary: int = 14_000
    """Words taken from jieba's dictionary; the words of our own sentences come on top."""
    own_sentences: int = 500_000
    rounds: int = 1
    """Warm restarts into which the training time is divided; the shipped network had two."""
    without: tuple[str, ...] = ()
    """Folders of recordings that the network must never hear."""
    start: Path | None = None
    """Checkpoint of another run to go on from; then all rounds are later rounds."""
    device: str = "cpu"
    """What the network learns on: ``cpu`` or ``cuda``."""
    say: Callable[[str], None] = print

    def checkpoint(self, number: int) -> Path:
        """Where a round is kept, counted from 1; networks that hear different speakers do not meet."""
        return self.work / (
            "-".join(["network", *(f"no-{name}" for name in self.without)]) + f".{number}.ckpt"
        )


def smoke_plan(plan: Plan) -> Plan:
    """The same stages in a minute: espeak-ng alone, a few sentences, a small vocabulary."""
    return replace(
        plan,
        minutes=min(plan.minutes, SMOKE_MINUTES),
        recordings=None,
        kokoro=None,
        utterances=60,
        espeak_utterances=40,
        vocabulary=1500,
        own_sentences=3000,
        rounds=1,
    )


def write_text(plan: Plan) -> None:
    """``utterances.jsonl``: two in six are random common words (every sound next to every other), one is
    what people answer to a menu (a word or two, or digits), the rest is hotline talk.
    """
    path = plan.work / "utterances.jsonl"
    if path.exists():
        return
    rng, grammar = random.Random(5), Grammar()
    words = common_words(18000)
    texts, weights = [word.text for word in words], [word.frequency**0.5 for word in words]
    spoken = []
    for number in range(plan.utterances):
        if number % KINDS == KINDS - 1:
            answers = texts if rng.random() < 0.8 else DIGITS
            said = rng.choices(answers, k=rng.choice((1, 1, 2)))
        elif number % KINDS < 2:
            count = rng.randint(1, 7)
            said = rng.choices(texts, weights, k=count) if rng.random() < 0.6 else rng.sample(texts, count)
        else:
            said = segment(grammar.sentence(rng), rng)
        syllables = [[PAUSE] if word == "," else pinyin(word) for word in said]
        if rng.random() < 0.3:
            syllables = accent(syllables, rng)
        spoken.append(Utterance(number, syllables))
    write_utterances(path, spoken)
    plan.say(f"text: {len(spoken)} utterances, such as {spoken[2].words}")


def speak(plan: Plan) -> None:
    """``kokoro/NNNN.npz``."""
    if plan.kokoro is None:
        plan.say("speech: no fluent voice (--kokoro); the model will know robot voices only")
        return
    utterances = read_utterances(plan.work / "utterances.jsonl")
    speak_all(plan.work / "kokoro", utterances, kokoro_command(plan.kokoro), plan.say)


def make_features(plan: Plan) -> None:
    """``features/*.npz``; the test sets are never among them."""
    folder = plan.work / "features"
    folder.mkdir(exist_ok=True)
    spoken = plan.work / "utterances.jsonl"
    if not spoken.exists():
        raise FileNotFoundError(f"{spoken} is not there; run the stages text and speech first")
    utterances = read_utterances(spoken)
    by_id = {utterance.id: utterance for utterance in utterances}

    def shard(name: str, make: Callable[[], Examples]) -> None:
        path = folder / f"{name}.npz"
        if not path.exists():
            examples = make()
            examples.save(path)
            plan.say(f"features: {name}, {len(examples.features)} utterances, {examples.hours():.2f} h")

    if plan.recordings is not None:
        for seed, (speaker, count) in enumerate(HUMAN_SPEAKERS.items(), start=10):
            source = plan.recordings / speaker
            if not source.is_dir():
                raise FileNotFoundError(f"{source} is not there; unpack {speaker}.tar into {plan.recordings}")
            shard(f"human_{speaker}", partial(voices.human_examples, source, count, seed))
        if (plan.recordings / CLIPS).is_dir():
            shard(
                f"human_{CLIPS}", partial(voices.clip_examples, plan.recordings, CLIPS, CLIP_RENDERINGS, 20)
            )
    heard = random.Random(2).sample(utterances, min(plan.espeak_utterances, len(utterances)))
    shard("espeak", partial(voices.espeak_examples, heard, 77))
    shard("silent", partial(voices.silent_examples, plan.utterances // SPOKEN_PER_SILENT, 70))
    for path in sorted((plan.work / "kokoro").glob("[0-9][0-9][0-9][0-9].npz")):
        make = partial(voices.neural_shard, path, by_id, plan.renderings, KOKORO_SEED + int(path.stem))
        shard(f"kokoro_{path.stem}", make)


def train_and_export(plan: Plan) -> None:
    """``network*.ckpt`` while it learns, ``am/final.mdl`` of the model at the end: the last round's network,
    or the mean of the last two.
    """
    import torch  # a gigabyte: only this stage needs it

    from models.training.network.export import export_network
    from models.training.network.train import Trainer

    torch.set_num_threads(1)
    start = plan.start
    for number in range(1, plan.rounds + 1):
        later = number if plan.start is None else number + 1
        plan.say(f"network: round {number} of {plan.rounds}, {plan.minutes / plan.rounds:.1f} min")
        trainer = Trainer(
            plan.work / "features",
            plan.checkpoint(number),
            plan.minutes / plan.rounds,
            plan.say,
            start=start,
            peak_rate=ROUND_RATES[min(later, len(ROUND_RATES)) - 1],
            without=tuple(f"human_{name}" for name in plan.without),
            device=plan.device,
        )
        trained = trainer.run()
        start = plan.checkpoint(number)
    if plan.rounds > 1:
        plan.say(f"network: the mean of the rounds {plan.rounds - 1} and {plan.rounds}")
        trained = trainer.averaged([plan.checkpoint(plan.rounds - 1), plan.checkpoint(plan.rounds)])
    export_network(trained.network, trained.priors, plan.out / "am" / "final.mdl")


def make_graph(plan: Plan) -> None:
    """``graph/`` and ``conf/`` of the model; needs Debian's ``libfst-tools``."""
    words = common_words(plan.vocabulary)
    broad = {word.text: word.frequency for word in words}
    for character in {character for word in words for character in word.text}:
        broad.setdefault(character, 30)
    sentences = list(
        corpus(
            plan.own_sentences, 3, _of_kind(words, ("n", "s", "nw", "an", "vn")), _of_kind(words, ("v", "vn"))
        )
    )
    counts = Counter(word for sentence in sentences for word in sentence)
    known = lexicon([*broad, *(word for word, count in counts.items() if count > 1)])
    usable = (sentence for sentence in sentences if all(word in known for word in sentence))
    trigram = Trigram(usable, {w: f for w, f in broad.items() if w in known}, (LEAST_BIGRAM, LEAST_TRIGRAM))
    arcs = list(trigram.arcs())
    build_graph(plan.out, known, arcs)
    plan.say(f"model: {len(known)} words, {len(arcs)} n-grams, {_size(plan.out) / 1e6:.1f} MB in {plan.out}")


def _of_kind(words: list[Word], tags: tuple[str, ...]) -> dict[str, int]:
    """Words of two characters or more with one of jieba's tags."""
    return {word.text: word.frequency for word in words if word.tag in tags and len(word.text) > 1}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


STAGES: dict[str, Callable[[Plan], None]] = {
    "text": write_text,
    "speech": speak,
    "features": make_features,
    "network": train_and_export,
    "model": make_graph,
}


def main(
    work_dir: Path,
    budget_minutes: float,
    out: Path,
    recordings: Path | None = None,
    stages: tuple[str, ...] = tuple(STAGES),
    smoke: bool = False,
    without: tuple[str, ...] = (),
    rounds: int = 1,
    start: Path | None = None,
    kokoro: Path | None = None,
    device: str = "cpu",
    say: Callable[[str], None] | None = None,
) -> None:
    """Run the recipe; every stage goes on where an earlier run stopped.

    ``budget_minutes`` is the training time of all ``rounds`` together, ``smoke`` a run of a minute,
    ``without`` speakers of ``HUMAN_SPEAKERS`` to leave out, ``start`` a checkpoint to go on from, ``device``
    what the network learns on; ``say`` gets the lines of progress (standard output). Raises ValueError for a
    speaker that is none, ``MissingTool`` and ``MissingFstTools`` for programs that are not installed,
    FileNotFoundError for recordings that are absent.
    """
    unknown = [name for name in without if name not in HUMAN_SPEAKERS]
    if unknown:
        raise ValueError(f"no such speaker: {', '.join(unknown)}; there are {', '.join(HUMAN_SPEAKERS)}")
    if rounds < 1:
        raise ValueError(f"{rounds} rounds of training: there must be one at least")
    work_dir.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        work_dir,
        out,
        budget_minutes,
        recordings,
        kokoro,
        rounds=rounds,
        without=tuple(sorted(without)),
        start=start,
        device=device,
        say=say or partial(print, flush=True),
    )
    if smoke:
        plan = smoke_plan(plan)
    for name in stages:
        STAGES[name](plan)


def _command_line() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path, help="folder for everything in between (3 GB)")
    parser.add_argument("--minutes", type=float, default=60, help="training time (60)")
    parser.add_argument("--out", type=Path, help="folder of the model (WORK/model)")
    parser.add_argument("--recordings", type=Path, help="folder with hsk_tan, syll_chen and syll_davin")
    parser.add_argument("--kokoro", type=Path, help="folder of Kokoro (script/setup --extra voices)")
    parser.add_argument(
        "--stage", action="append", choices=tuple(STAGES), help="only this stage; may be repeated"
    )
    parser.add_argument(
        "--smoke", action="store_true", help="a minute for all stages; the model is of no use"
    )
    parser.add_argument(
        "--without", action="append", default=[], choices=tuple(HUMAN_SPEAKERS), help="leave a speaker out"
    )
    parser.add_argument("--rounds", type=int, default=1, help="warm restarts within the training time (1)")
    parser.add_argument("--start", type=Path, help="checkpoint of another run to go on from")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"), help="to learn on (cpu)")
    options = parser.parse_args()
    main(
        options.work,
        options.minutes,
        options.out or options.work / "model",
        options.recordings,
        tuple(options.stage or STAGES),
        options.smoke,
        tuple(options.without),
        options.rounds,
        options.start,
        options.kokoro,
        options.device,
    )


if __name__ == "__main__":
    try:
        _command_line()
    except ModuleNotFoundError as problem:
        sys.exit(f"{problem}; training needs more than running: pip install 'hotline-12345[train]'")
    except (HotlineError, RuntimeError, OSError, ValueError, subprocess.CalledProcessError) as problem:
        sys.exit(f"{type(problem).__name__}: {problem}")
