"""`hotline bench dialect`: which queue is understood with the tolerance for dialects off, in part, and on."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from asr import Recogniser, load_recogniser, transcribe_file
from contracts.events.call.speech import TranscriptFinal
from hotline.bench.dialect.confusion import Confuser
from hotline.bench.material.material import Item, Material
from hotline.bench.material.sound import RATE, telephone
from hotline.bench.material.voices import ACCENTS, VARIANTS, accented, pinyin, speak
from hotline.bench.rows import NoMaterial, Row
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import CHECKOUT
from ivr import IvrSettings, Judgement, Understanding
from ivr.settings.words.template import cover, parse

FOLDER = Path(__file__).with_name("dialects")
INDEX = "index.tsv"
"""In a folder of recordings: lines of file, accent, queue, sentence, with tabs between."""

SETTINGS = {"off": (False, False), "wordings": (True, False), "sounds": (False, True), "on": (True, True)}
"""`tolerance.wordings` and `tolerance.sounds` of each column."""

STANDARD = "standard"
"""The accent that is none."""

_SHARES = (0.2, 0.4)
"""Of syllables that are swapped."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request as it was heard, or typed."""

    queue: str
    """Where it belongs."""
    readings: tuple[str, ...]
    """What was heard, the best first."""


class DialectBench:
    """All conditions, each judged with every setting of the tolerance."""

    def __init__(self, config: HotlineConfig, data: Path, recordings: Path | None, seed: int) -> None:
        """`data`: folder with `requests/`; `recordings`: folder with WAV files and `index.tsv`."""
        self._config = config
        self._material = Material(data, seed)
        self._requests = data / "requests" / "requests.tsv"
        self._recordings = recordings
        self._seed = seed
        self._understanding = {
            name: Understanding(_settings(config.ivr, *switches)) for name, switches in SETTINGS.items()
        }
        self._times: dict[str, list[float]] = {name: [] for name in SETTINGS}

    def run(self, on_row: Callable[[Row], None]) -> list[Row]:
        """Measures everything; `on_row` sees each row as it is done. Blocking. Raises `ModelError`, and
        `NoMaterial` for a folder of recordings without an index.
        """
        rows = []
        if self._recordings is not None:
            _lines(self._recordings / INDEX)
        recogniser = load_recogniser(self._config.asr, CHECKOUT)
        try:
            for row in self._rows(recogniser):
                rows.append(row)
                on_row(row)
        finally:
            recogniser.close()
        return rows

    def _rows(self, recogniser: Recogniser) -> Iterator[Row]:
        wordings = _lines(FOLDER / "wordings.tsv")
        sentences = _lines(FOLDER / "sentences.tsv")
        yield self._row("typed, in dialect", partial(_typed, wordings))
        for id in dict.fromkeys(row[0] for row in wordings):
            yield self._row(f"typed, in dialect: {id}", partial(_typed, wordings, id))
        yield self._row("typed, in Mandarin", lambda: [Case(queue, (text,)) for queue, text in sentences])
        for share in _SHARES:
            yield self._row(
                f"typed, {share:.0%} of syllables swapped",
                partial(self._swapped, sentences, share),
            )
        for accent in (STANDARD, *ACCENTS):
            yield self._row(f"espeak-ng, {accent}", partial(self._espeak, recogniser, sentences, accent))
        yield from self._recorded(recogniser)
        yield self._row("shared requests, typed", self._typed_requests)
        yield self._row("shared requests, neural voice", lambda: self._spoken_requests(recogniser))
        for name, times in self._times.items():
            p50, p99 = np.percentile(times, [50, 99]) * 1000
            figures = {"n": len(times), "cpu_ms_p50": round(p50, 2), "cpu_ms_p99": round(p99, 2)}
            yield Row("cost", f"one decision, {name}", figures)

    def _row(self, name: str, cases: Callable[[], list[Case]]) -> Row:
        try:
            found = cases()
        except NoMaterial as error:
            return Row("dialect", name, skipped=str(error))
        return Row("dialect", name, {"n": len(found), **self._judged(found)})

    def _judged(self, cases: Sequence[Case]) -> dict[str, Any]:
        dialogue = self._config.ivr.dialogue
        figures: dict[str, Any] = {}
        for name, understanding in self._understanding.items():
            right = wrong = asked = 0
            for case in cases:
                judgement = self._timed(name, understanding, case)
                right += judgement.queue == case.queue
                wrong += judgement.queue != case.queue and judgement.score >= dialogue.route_at
                asked += judgement.score < dialogue.confirm_at
            figures[name] = {
                "right_percent": _percent(right, len(cases)),
                "wrong_with_high_confidence_percent": _percent(wrong, len(cases)),
                "asked_again_percent": _percent(asked, len(cases)),
            }
        return figures

    def _timed(self, name: str, understanding: Understanding, case: Case) -> Judgement:
        begin = time.thread_time()
        judgement = understanding.decide(case.readings[0], case.readings[1:])
        self._times[name].append(time.thread_time() - begin)
        return judgement

    def _swapped(self, sentences: Sequence[Sequence[str]], share: float) -> list[Case]:
        lists = self._config.ivr.lists
        known = [
            said
            for intent in self._config.ivr.intents
            for one in intent.sayings
            for said in cover(parse(one), lists, 3)
        ]
        confuser = Confuser(known)
        rng = np.random.default_rng([self._seed, int(share * 100)])
        return [
            Case(queue, (confuser.confuse(text, share, rng),)) for queue, text in sentences for _ in range(2)
        ]

    def _espeak(self, recogniser: Recogniser, sentences: Sequence[Sequence[str]], accent: str) -> list[Case]:
        cases = []
        every = sentences if accent == STANDARD else sentences[list(ACCENTS).index(accent) % 2 :: 2]
        for index, (queue, text) in enumerate(every):
            rng = np.random.default_rng([self._seed, index, *accent.encode()])
            syllables = [one for one in pinyin(text) if one[-1].isdigit()]
            if accent != STANDARD:
                syllables = [accented(one, accent, rng) for one in syllables]
            variant = VARIANTS[int(rng.integers(len(VARIANTS)))]
            voice, rate = speak(syllables, variant, int(rng.integers(130, 190)), int(rng.integers(25, 75)))
            pcm = telephone(voice, rate, rng, noise_db=20)
            cases.append(self._heard(recogniser, queue, Item(text, text, pcm)))
        return cases

    def _recorded(self, recogniser: Recogniser) -> Iterator[Row]:
        if self._recordings is None:
            yield Row(
                "dialect", "recordings", skipped=f"give a folder with WAV files and {INDEX}: --recordings"
            )
            return
        rows = _lines(self._recordings / INDEX)
        for accent in dict.fromkeys(row[1] for row in rows):

            def cases(accent: str = accent) -> list[Case]:
                assert self._recordings is not None
                return [
                    _case(row[2], transcribe_file(self._recordings / row[0], recogniser, self._config.asr))
                    for row in rows
                    if row[1] == accent
                ]

            yield self._row(f"recordings, {accent}", cases)

    def _typed_requests(self) -> list[Case]:
        return [Case(queue, (text,)) for queue, text in self._answers()]

    def _spoken_requests(self, recogniser: Recogniser) -> list[Case]:
        answers = self._answers()
        items = self._material.requests()
        return [self._heard(recogniser, answers[int(Path(item.name).stem)][0], item) for item in items]

    def _answers(self) -> list[tuple[str, str]]:
        """Queue and sentence of the shared requests; `operator` is a plea for a human."""
        if not self._requests.is_file():
            raise NoMaterial(f"{self._requests} is not here")
        human = self._config.ivr.dialogue.human_queue
        return [(human if queue == "operator" else queue, text) for queue, text in _lines(self._requests)]

    def _heard(self, recogniser: Recogniser, queue: str, item: Item) -> Case:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "call.wav"
            soundfile.write(path, np.frombuffer(item.pcm, "<i2"), RATE)
            return _case(queue, transcribe_file(path, recogniser, self._config.asr))


def _typed(wordings: Sequence[Sequence[str]], dialect: str | None = None) -> list[Case]:
    """Of one dialect, or of all."""
    return [Case(queue, (text,)) for id, queue, text in wordings if dialect in (None, id)]


def _settings(config: IvrSettings, wordings: bool, sounds: bool) -> IvrSettings:
    tolerance = config.tolerance.model_copy(update={"wordings": wordings, "sounds": sounds})
    return config.model_copy(update={"tolerance": tolerance})


def _case(queue: str, finals: Sequence[TranscriptFinal]) -> Case:
    """One request of all utterances; other readings where there is only one."""
    text = "".join(final.text.replace(" ", "") for final in finals)
    others = finals[0].alternatives if len(finals) == 1 else ()
    return Case(queue, (text, *(other.text.replace(" ", "") for other in others)))


def _lines(path: Path) -> list[list[str]]:
    """Raises `NoMaterial` when the file is not there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    except FileNotFoundError as error:
        raise NoMaterial(f"{path} is not here") from error


def _percent(part: int, whole: int) -> float:
    return round(100 * part / max(whole, 1), 1)
