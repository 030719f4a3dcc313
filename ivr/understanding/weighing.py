"""What a sentence asks for, without what it denies: its readings are compared with the sayings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ivr.dialects.normalise import PAUSE, STOP, Normaliser
from ivr.understanding.denials import Denials, Said
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.topics.meaning import Vector
from ivr.understanding.topics.scores import Labels
from ivr.understanding.topics.topics import Topics

ALTERNATIVES = 5
"""Readings of the recogniser that are looked at besides the best."""

PARTICLES = "了啊吧呢嘛呀的那这"
"""What a denial leaves behind (不用转人工**了**, **那**不是着火) asks for nothing."""


class Weighing:
    """Judges sentences in which nothing urgent was said."""

    def __init__(
        self,
        normaliser: Normaliser,
        denials: Denials,
        topics: Topics,
        urgent: Collection[str],
        confirm_at: float,
    ) -> None:
        """`urgent`: ids of intents; `confirm_at`: the score from which something is asked about."""
        self._normaliser, self._denials, self._topics = normaliser, denials, topics
        self._urgent, self._confirm_at = urgent, confirm_at

    def said(self, text: str) -> Said:
        """The sentence without what it denies."""
        return self._denials.of(self._normaliser.marked(text))

    def has_content(self, said: Said) -> bool:
        """Whether anything but particles is left of it."""
        bare = self._normaliser.bare(said.kept.replace(PAUSE, "").replace(STOP, ""))
        return bool(bare.strip(PARTICLES))

    def weighed(
        self, text: str, alternatives: Sequence[str], vector: Vector | None, among: Labels | None = None
    ) -> Judgement:
        """Of all intents or those `among`. `alternatives`: other readings of the same sound."""
        said = self.said(text)
        others = [self.said(other).kept for other in alternatives[:ALTERNATIVES]]
        judgement = self.judgement([said.kept, *others], vector, among)
        if not said.denied:
            return judgement
        denied = "；".join(map(str, said.denied))
        content = self.has_content(said)
        if not content:
            judgement = replace(NOTHING, reason="没有说要什么")
        doubted = any(not one.certain or (one.happened and content) for one in said.denied)
        strange = any(one.strange for one in said.denied)
        if strange or (doubted and judgement.score < self._confirm_at):
            marked = [self._normaliser.marked(reading) for reading in (text, *alternatives)]
            whole = self.judgement(marked, vector, among)
            danger = strange and whole.intent in self._urgent and whole.score >= self._confirm_at
            if danger or whole.score > judgement.score:
                return replace(whole, reason=f"{denied}，但拿不准，按整句判断；{whole.reason}")
        return replace(judgement, reason=f"{denied}；{judgement.reason}")

    def judgement(
        self, marked: Iterable[str], vector: Vector | None = None, among: Labels | None = None
    ) -> Judgement:
        """Of readings in standard Mandarin with pauses, as they stand."""
        if not (readings := self.readings(marked)):
            return NOTHING
        return self._topics.best(
            readings, self._topics.margins(readings), self._topics.likeness(vector), among
        )

    def readings(self, marked: Iterable[str]) -> list[str]:
        """What was said, without fillers, each reading once; empty when that was nothing."""
        contents = (self._normaliser.bare(one.replace(PAUSE, "").replace(STOP, "")) for one in marked)
        return [reading for reading in dict.fromkeys(contents) if reading]
