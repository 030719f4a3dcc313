"""Who judges what callers say, as the dialogue sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import Sounds
from ivr.understanding.about_talk.about_talk import AboutTalk
from ivr.understanding.judgement import Judgement
from ivr.understanding.topics.meaning import Vector


class Judge(Protocol):
    """Finds out what a sentence is about (`Understanding` learns it from a configuration)."""

    @property
    def normaliser(self) -> Normaliser:
        """Makes standard Mandarin of what was said."""

    @property
    def about_talk(self) -> AboutTalk:
        """Finds sentences about the conversation itself."""

    @property
    def sounds(self) -> Sounds:
        """What counts as alike."""

    def urgent(self, text: str) -> Judgement | None:
        """What must be acted on at once in `text`, which may be unfinished; None when there is nothing."""

    def alarming(self, text: str, vector: Vector | None = None) -> Judgement | None:
        """What must be acted on at once in a finished sentence, although no urgent word was said."""

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        """Judges a finished sentence; `alternatives`: other readings of the same sound; `vector`: what a
        sentence encoder makes of it."""

    def needs(
        self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None
    ) -> Sequence[Judgement]:
        """One judgement for each need in a finished sentence, the most urgent first; at least one."""

    def beside(self, text: str, main: Judgement, vector: Vector | None = None) -> Sequence[Judgement]:
        """`main` and what else a finished sentence may ask for, of another queue, although nothing announces
        it; in their order. The second is for an agent to know, not to act on."""
