"""Whisper as the second of two passes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from asr.engines.offline import Reading, Utterance, never
from asr.engines.recogniser import Hypothesis
from asr.engines.whisper.features import RATE
from asr.engines.whisper.folder import check_files
from asr.engines.whisper.phantom import doubt
from asr.engines.whisper.process import LaneProcess
from asr.engines.whisper.task import Answer, Dropped, Task
from asr.engines.whisper.text import plain, simplified
from asr.engines.whisper.window import LONGEST_S, effort
from asr.engines.words import spread
from contracts import Alternative

LANGUAGE = "zh"
"""What callers speak, unless the network is very sure of another language."""
SWITCH_AT = 0.8
_SHORTEST_S = 0.1
_PROMPT = "12345热线，市民来电。"
_PROMPT_WORDS = 60
BEAM = 3


class WhisperOffline:
    """A model that all legs share; each lane is a process of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        lanes: int = 1,
        threads: int = 2,
        words: Sequence[str] = (),
        beam: int = BEAM,
        command: tuple[str, ...] = (),
    ) -> None:
        """Loads the model in `folder`: seconds. `words` of the city steer what is written.

        Raises `ModelError`. `command` takes the place of the reading process, in tests.
        """
        check_files(folder)
        self.folder = folder
        self.rate = RATE
        self.lanes = lanes
        self.longest_s = LONGEST_S
        self._beam = beam
        self._prompt = prompt_of(words)
        self._free: SimpleQueue[LaneProcess] = SimpleQueue()
        self._closed = threading.Event()
        self.processes = [LaneProcess(folder, threads, command) for _ in range(lanes)]
        try:
            for process in self.processes:
                process.wait()
                self._free.put(process)
        except Exception:
            self.close()
            raise

    def effort(self, seconds: float) -> float:
        """In seconds of sound encoded."""
        return effort(seconds)

    def read(self, utterance: Utterance, dropped: Callable[[], bool] = never) -> Reading:
        """See `Offline`. Confidence is the mean probability of the text's tokens."""
        if utterance.seconds < _SHORTEST_S:
            return Reading(Hypothesis(""))
        task = Task(utterance.pcm, utterance.rate, self._prompt, LANGUAGE, SWITCH_AT, self._beam, self._beam)
        process = self._free.get()
        try:
            answer = process.ask(task, dropped)
        finally:
            self._free.put(process)
        if isinstance(answer, Dropped):
            return Reading(Hypothesis(""), dropped=True, cpu_s=answer.cpu_s)
        reading = _reading(answer, utterance.seconds, self._prompt)
        return replace(reading, cpu_s=answer.cpu_s)

    def close(self) -> None:
        """Ends the processes; who is reading gets a `RecogniserError`."""
        for process in self.processes:
            process.close()


def prompt_of(words: Sequence[str]) -> str:
    """What the network takes for having been said before.

    >>> prompt_of(["停水", "公积金"])
    '12345热线，市民来电。停水、公积金。'
    """
    named = "、".join(dict.fromkeys(words[:_PROMPT_WORDS]))
    return f"{_PROMPT}{named}。" if named else _PROMPT


def _reading(answer: Answer, seconds: float, prompt: str) -> Reading:
    written = simplified(answer.texts[0])
    text = plain(written)
    refused = doubt(answer, text, seconds, prompt)
    told = (answer.language, answer.language_confidence)
    if not text or refused:
        return Reading(Hypothesis(""), *told, refused=refused or "silence")
    length_ms = round(seconds * 1000)
    words = spread(text, answer.chances[0], length_ms)
    others: dict[str, float] = {}
    for other, chance in zip(answer.texts[1:], answer.chances[1:], strict=True):
        others.setdefault(plain(simplified(other)), chance)
    others.pop(text, None)
    others.pop("", None)
    return Reading(
        Hypothesis(
            text,
            answer.chances[0],
            words,
            tuple(Alternative(text=other, confidence=chance) for other, chance in others.items()),
        ),
        *told,
    )
