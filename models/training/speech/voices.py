"""Every voice of the training set, over the telephone, as examples: fluent voices as many speakers,
espeak-ng, human recordings; and lines on which nobody speaks.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

from contracts.errors import HotlineError
from contracts.errors import text as _
from models.training.language.phones import PHONE_ID, SILENCE
from models.training.sound.channel import RATE, Samples, TelephoneLine
from models.training.sound.features import Examples, mfcc, stretch
from models.training.speech.recordings import RATE as RECORDING_RATE
from models.training.speech.recordings import pseudo_sentences, read_clips, read_speaker
from models.training.speech.utterances import Utterance

NEURAL_RATE = 24000
"""Hz of Kokoro."""
TONE_HZ = 450
"""Dialling, ringing and busy tone of Chinese exchanges."""

ESPEAK_VARIANTS = ["", *Path(__file__).with_name("espeak_variants.txt").read_text(encoding="utf-8").split()]
"""Voice variants of espeak-ng 1.51; the empty one is the plain voice, ``klatt4`` and others stay unheard."""


class MissingTool(HotlineError):
    """A program of the recipe is not installed; the message says which package has it."""


def _line(seed: int) -> TelephoneLine:
    return TelephoneLine(random.Random(seed), np.random.default_rng(seed))


def speaker_warp(rng: random.Random) -> float:
    """A length of the vocal tract against the recorded woman's: men and old people below 1, the young
    above.
    """
    return rng.uniform(0.76, 0.93) if rng.random() < 0.5 else rng.uniform(0.9, 1.2)


def neural_shard(path: Path, utterances: dict[int, Utterance], renderings: int, seed: int) -> Examples:
    """A shard of ``kokoro_voice``: every utterance as ``renderings`` speakers, each over a
    line of its own.
    """
    examples, line = Examples(), _line(seed)
    with np.load(path) as file:
        sounds = np.split(file["audio"], np.cumsum(file["lengths"])[:-1])
        ids = file["ids"].tolist()
    for identity, sound in zip(ids, sounds, strict=True):
        voice = _without_silence(np.asarray(sound, np.float32) / np.float32(32768))
        if voice is None:
            continue
        for _rendering in range(renderings):
            examples.add(
                mfcc(line.carry(voice, NEURAL_RATE, speaker_warp(line.rng))), utterances[identity].labels
            )
    return examples


def espeak_examples(utterances: list[Utterance], seed: int) -> Examples:
    """Formant voices from pinyin, one random variant, rate and pitch each."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise MissingTool(_("espeak-ng is not installed; run `apt-get install espeak-ng`"))
    examples, line = Examples(), _line(seed)
    for utterance in utterances:
        variant = line.rng.choice(ESPEAK_VARIANTS)
        text = " ".join(syllable for word in utterance.words for syllable in word)
        command = [program, "-v", "cmn-latn-pinyin" + (f"+{variant}" if variant else ""), "--stdout"]
        command += ["-s", str(line.rng.randint(110, 240)), "-p", str(line.rng.randint(10, 90)), text]
        wave = subprocess.run(command, capture_output=True, check=True).stdout
        rate = int.from_bytes(wave[24:28], "little")
        body = wave[44 : len(wave) - len(wave) % 2]
        voice = _without_silence(np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768))
        if voice is not None:
            examples.add(mfcc(line.carry(voice, rate, line.rng.uniform(0.82, 1.2))), utterance.labels)
    return examples


def human_examples(folder: Path, count: int, seed: int) -> Examples:
    """Pseudo-sentences of one speaker's recordings, warped to other speakers and hurried to a talking
    pace.
    """
    examples, line = Examples(), _line(seed)
    sentences: Iterator[tuple[Samples, list[int]]] = pseudo_sentences(read_speaker(folder), line.rng)
    for _example in range(count):
        sound, labels = next(sentences)
        features = mfcc(line.carry(sound, RECORDING_RATE, speaker_warp(line.rng)))
        shortest = 3.6 * len(labels) / len(features)
        examples.add(stretch(features, max(shortest, line.rng.uniform(0.5, 1.05))), labels)
    return examples


def clip_examples(recordings: Path, name: str, renderings: int, seed: int) -> Examples:
    """Sentences of many people (``read_clips``): each as ``renderings`` speakers, over a line of its own."""
    examples, line = Examples(), _line(seed)
    for clip in read_clips(recordings, name):
        for _rendering in range(renderings):
            features = mfcc(line.carry(clip.sound, RECORDING_RATE, line.rng.uniform(0.8, 1.2)))
            examples.add(features, clip.labels)
    return examples


def silent_examples(count: int, seed: int) -> Examples:
    """Lines on which nobody speaks: nothing at all, noise or a tone, or one after the other. A network that
    was never taught them writes a short word for every quiet second.
    """
    examples, line = Examples(), _line(seed)
    for _example in range(count):
        parts = [line.nothing(0.3, 3)] if line.rng.random() < 0.4 else []
        if not parts or line.rng.random() < 0.4:
            parts.append(line.carry(_din(line), RATE))
        if line.rng.random() < 0.2:
            parts.append(line.nothing(0.1, 1.5))
        examples.add(mfcc(np.concatenate(parts)), [PHONE_ID[SILENCE]])
    return examples


def _din(line: TelephoneLine) -> Samples:
    """Noise of some colour, or the tone of Chinese exchanges, steady or in pulses."""
    length = int(RATE * line.rng.uniform(0.3, 2.5))
    if line.rng.random() < 0.8:
        hiss = line.noise.standard_normal(length)
        return np.asarray(lfilter([1], [1, -line.rng.uniform(0, 0.97)], hiss), np.float32)
    along = np.arange(length) / RATE
    tone = np.sin(2 * np.pi * TONE_HZ * along)
    if line.rng.random() < 0.5:
        tone *= along % 0.7 < 0.35
    return tone.astype(np.float32)


def _without_silence(sound: Samples) -> Samples | None:
    loud = np.nonzero(np.abs(sound) > 0.006)[0]
    return sound[loud[0] : loud[-1] + 1] if len(loud) else None
