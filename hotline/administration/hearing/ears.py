"""Both passes as they hear a call, and each by itself: loaded once, and no sound is read twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from asr import AsrSettings, ModelError, Recogniser, load_final_model, load_recogniser
from asr.engines.offline import Offline, Reading, Utterance, never
from asr.second_pass.passes import TwoPass
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.reading import reading_options
from hotline.guidance.spotting import spotted_words

Pass = Literal["first", "second", "joined"]


class Remembering:
    """An offline model that keeps its readings: whoever hears the same sound again gets the same one."""

    def __init__(self, offline: Offline) -> None:
        """Takes over the model."""
        self.model = offline
        self.rate = offline.rate
        self.lanes = offline.lanes
        self.longest_s = offline.longest_s
        self.effort = offline.effort
        self.close = offline.close
        self.asked: list[Reading] = []
        """Every reading that was asked for, in order."""
        self._known: dict[bytes, Reading] = {}

    def read(self, utterance: Utterance, dropped: Callable[[], bool] = never) -> Reading:
        """See `Offline`."""
        said = repr((utterance.rate, utterance.grammar)).encode() + utterance.pcm
        key = hashlib.blake2b(said, digest_size=16).digest()
        reading = self._known.get(key)
        if reading is None:
            reading = self.model.read(utterance, dropped)
            if reading.dropped:
                return reading
            self._known[key] = reading
        self.asked.append(reading)
        return reading


class Ears:
    """The recognisers of the three passes of one configuration."""

    def __init__(self, config: HotlineConfig, base: Path) -> None:
        """Blocking: seconds. A relative model's folder lies below `base`.

        Raises `ModelError`, also where no second pass is configured.
        """
        if config.asr.final_model is None:
            raise ModelError("no second pass is configured: name its folder in asr.final_model")
        self.settings: AsrSettings = config.asr
        alone = config.asr.model_copy(update={"final_model": None})
        reading = reading_options(config)
        first = load_recogniser(alone, base, spotted_words(config.ivr))
        try:
            offline = load_final_model(base / config.asr.final_model, reading)
        except ModelError:
            first.close()
            raise
        self.offline = Remembering(offline)
        self.joined = TwoPass(first, self.offline, join=reading.join, known=reading.known)
        self._second = TwoPass(first, self.offline, join=False)
        self.live = TwoPass(first, offline, join=reading.join, known=reading.known)
        """Both passes, which remember nothing: for whoever measures time."""
        self.passes = MappingProxyType[Pass, Recogniser](
            {"first": first, "second": self._second, "joined": self.joined}
        )

    def close(self) -> None:
        """Frees the models."""
        self.joined.close()
        self._second.second.close()
        self.live.second.close()
