"""Decode recordings with the finished model as a caller of Vosk would, and count the errors.

    python -m models.training.evaluate MODEL LIST [--grammar FILE]

``LIST`` has one line ``recording.wav<TAB>text`` each (paths relative to the list; 16 bit mono).
"""

from __future__ import annotations

import argparse
import json
import re
import time
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vosk
from pypinyin import lazy_pinyin

from models.training.distance import edit_distance

CHUNK_SECONDS = 0.1
_SPOKEN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Score:
    """Percentages over all recordings, and seconds of computing per second of sound."""

    character_error: float
    pinyin_error: float
    exact: float
    real_time_factor: float


def transcribe(model: Any, recording: Path, grammar: Sequence[str] | None = None) -> tuple[str, float]:
    """Text without spaces and ``[unk]``, and the length of the recording in seconds."""
    with wave.open(str(recording)) as file:
        rate, sound = file.getframerate(), file.readframes(file.getnframes())
    arguments = (json.dumps(list(grammar), ensure_ascii=False),) if grammar else ()
    recogniser = vosk.KaldiRecognizer(model, rate, *arguments)
    chunk = int(rate * CHUNK_SECONDS) * 2
    texts = []
    for start in range(0, len(sound), chunk):
        if recogniser.AcceptWaveform(sound[start : start + chunk]):
            texts.append(json.loads(recogniser.Result())["text"])
    texts.append(json.loads(recogniser.FinalResult())["text"])
    return "".join(_SPOKEN.findall("".join(texts))), len(sound) / 2 / rate


def evaluate(model: Any, pairs: Iterable[tuple[Path, str]], grammar: Sequence[str] | None = None) -> Score:
    """Errors over ``(recording, text)`` pairs; only Chinese characters count."""
    wrong = characters = wrong_syllables = syllables = exact = count = 0
    spent = heard = 0.0
    for recording, text in pairs:
        started = time.process_time()
        hypothesis, seconds = transcribe(model, recording, grammar)
        spent, heard = spent + time.process_time() - started, heard + seconds
        reference = "".join(_SPOKEN.findall(text))
        wrong += edit_distance([ord(c) for c in hypothesis], [ord(c) for c in reference])
        spoken, said = lazy_pinyin(hypothesis), lazy_pinyin(reference)
        numbers = {syllable: index for index, syllable in enumerate({*spoken, *said})}
        wrong_syllables += edit_distance([numbers[s] for s in spoken], [numbers[s] for s in said])
        characters, syllables = characters + len(reference), syllables + len(said)
        exact, count = exact + (hypothesis == reference), count + 1
    if not count:
        raise ValueError("no recordings to evaluate; is the list empty?")
    return Score(
        100 * wrong / characters, 100 * wrong_syllables / syllables, 100 * exact / count, spent / heard
    )


def read_list(path: Path) -> list[tuple[Path, str]]:
    """``recording<TAB>text`` lines; ValueError names the line that has no tab."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        recording, tab, text = line.partition("\t")
        if not tab:
            raise ValueError(f"{path}:{number}: no tab between recording and text")
        pairs.append((path.parent / recording, text))
    return pairs


def main() -> None:
    """Print the score as one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("list", type=Path)
    parser.add_argument("--grammar", type=Path, help="one phrase a line; [unk] is added")
    options = parser.parse_args()
    vosk.SetLogLevel(-1)
    grammar = None
    if options.grammar:
        grammar = [*options.grammar.read_text(encoding="utf-8").split("\n"), "[unk]"]
        grammar = [" ".join(phrase.split()) for phrase in grammar if phrase.strip()]
    score = evaluate(vosk.Model(str(options.model)), read_list(options.list), grammar)
    print(json.dumps({name: round(getattr(score, name), 3) for name in Score.__slots__}))


if __name__ == "__main__":
    main()
