"""The recipe's last stage: sentences training never said are spoken, and decoded with the finished model.

The sentences are those of ``held_out.txt``. They are spoken by a voice of espeak-ng that no training set has,
and by Kokoro where it is installed. A dozen sentences show that a model works and roughly how well;
they do not rank models.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soxr

from contracts.errors import HotlineError
from contracts.errors import text as _
from models.training.language.pinyin import pinyin
from models.training.language.text import segment
from models.training.sound.channel import RATE
from models.training.speech.utterances import PAUSE, Utterance, write_utterances
from models.training.speech.voices import NEURAL_RATE, MissingTool

UNHEARD_VARIANT = "klatt4"
"""Of espeak-ng; not in ``espeak_variants.txt``."""
_SENTENCES = Path(__file__).with_name("held_out.txt")


class ModelUnreadable(HotlineError):
    """The stock recogniser could not load the model or decode with it; the message has its words."""


def held_out(spoken: Iterable[Utterance]) -> dict[str, Utterance]:
    """Sentence -> what is spoken, without those that are among the training's utterances."""
    heard = {_syllables(utterance) for utterance in spoken}
    sentences: dict[str, Utterance] = {}
    for line in _SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words = [[PAUSE] if word == PAUSE else pinyin(word) for word in segment(line)]
            sentences[line] = Utterance(len(sentences), words)
    return {line: said for line, said in sentences.items() if _syllables(said) not in heard}


def _syllables(utterance: Utterance) -> tuple[str, ...]:
    return tuple(syllable for word in utterance.words for syllable in word if syllable != PAUSE)


def speak_espeak(sentences: dict[str, Utterance], folder: Path) -> Path:
    """Recordings at 8 kHz and their list for ``evaluate``; MissingTool without espeak-ng."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise MissingTool(_("espeak-ng is not installed; run `apt-get install espeak-ng`"))
    command = [program, "-v", f"cmn-latn-pinyin+{UNHEARD_VARIANT}", "--stdout"]
    sounds = {}
    for sentence, utterance in sentences.items():
        text = " ".join(syllable for word in utterance.words for syllable in word)
        spoken = subprocess.run([*command, text], capture_output=True, check=True).stdout
        rate = int.from_bytes(spoken[24:28], "little")
        sounds[sentence] = (np.frombuffer(spoken[44 : len(spoken) - len(spoken) % 2], "<i2"), rate)
    return _write(sounds, folder)


def speak_neural(sentences: dict[str, Utterance], folder: Path, command: list[str]) -> Path:
    """The same from a fluent voice (``speech.kokoro_command``).

    Raises CalledProcessError when it fails.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_utterances(folder / "utterances.jsonl", sentences.values())
    subprocess.run(
        [*command, folder / "utterances.jsonl", folder / "spoken"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    names = {utterance.id: sentence for sentence, utterance in sentences.items()}
    sounds = {}
    for shard in sorted((folder / "spoken").glob("*.npz")):
        with np.load(shard) as file:
            parts = np.split(file["audio"], np.cumsum(file["lengths"])[:-1])
            for number, sound in zip(file["ids"].tolist(), parts, strict=True):
                sounds[names[number]] = (sound, NEURAL_RATE)
    return _write(sounds, folder)


def _write(sounds: dict[str, tuple[np.ndarray, int]], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, (sentence, (sound, rate)) in enumerate(sounds.items()):
        narrow = soxr.resample(sound.astype(np.float32), rate, RATE)
        narrow *= 16000 / (np.abs(narrow).max() + 1)
        with wave.open(str(folder / f"{number:02d}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(narrow.astype("<i2").tobytes())
        lines.append(f"{number:02d}.wav\t{sentence}\n")
    listed = folder / "list.txt"
    listed.write_text("".join(lines), encoding="utf-8")
    return listed


def decode(model: Path, listed: Path) -> dict[str, float]:
    """Percentages of ``evaluate``, in a process of its own, which a bad model may take down.

    Raises ModelUnreadable.
    """
    command = [sys.executable, "-m", "models.training.evaluate", str(model), str(listed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
        raise ModelUnreadable(
            _("the stock recogniser cannot decode with {model}: {line}").format(model=model, line=lines[-1])
        )
    scores: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return scores
