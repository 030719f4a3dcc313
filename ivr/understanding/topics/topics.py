"""Which intent a sentence asks for: letters, sounds and meaning joined into one margin, and a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ivr.dialects.memo import Memo
from ivr.dialects.phrases import RIVALS, Candidate, Phrase, Phrases, in_words
from ivr.dialects.sounds import Sounds
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.topics.classify import Classifier, Margins, Sample
from ivr.understanding.topics.meaning import Meaning, Vector
from ivr.understanding.topics.sayings import Known
from ivr.understanding.topics.scores import Labels, Scores, features_of, score

_SUPPORT = 0.8
"""Added to the margin of an intent when a whole phrase of it was heard by its sound."""

_MEANING = 2.5
"""Added to the margin, times how near the sentence is in meaning to the intent's sayings (-1 to 1)."""

_KEPT = 8
"""Sentences whose margins are kept: a sentence is judged as a whole, for danger, and without danger."""

_TOLD = 2.5
"""Syllables heard right from which a phrase is told as a reason."""


class Topics:
    """Learned of one configuration; only the vectors of its sayings may come later."""

    def __init__(
        self, known: Sequence[Known], samples: Sequence[Sample], sounds: Sounds, tolerant: bool
    ) -> None:
        """`samples` are labelled by the places in `known`, and by the next number where they ask for nothing.
        `tolerant`: whether what sounds alike counts.
        """
        self._known, self._tolerant = known, tolerant
        self.queue_of = [*(one.settings.queue for one in known), ""]
        """Of each label."""
        self.classifier = Classifier(samples, sounds if tolerant else None)
        self._phrases = Phrases(
            [Phrase(sample.text, sample.label) for sample in samples], len(self.queue_of), sounds
        )
        # A saying's other forms say the same: its first sentence is enough to compare meanings with.
        whole = {(one.label, one.saying): one for one in reversed(samples) if one.whole}
        self._sentences = list(whole.values())[::-1]
        self.meaning: Meaning | None = None
        """What the sayings mean, where that is known."""
        self._likeness: tuple[Vector | None, Scores | None] = (None, None)
        self._margins = Memo[tuple[str, ...], Margins](_KEPT)

    def sentences(self) -> Sequence[str]:
        """What a sentence encoder should make vectors of, each once."""
        return list(dict.fromkeys(sample.text for sample in self._sentences))

    def know(self, vectors: Mapping[str, Vector]) -> None:
        """Takes vectors of `sentences`; those that are not there do not count."""
        there = [sample for sample in self._sentences if sample.text in vectors]
        texts, labels = [sample.text for sample in there], [sample.label for sample in there]
        self.meaning = Meaning(texts, labels, [vectors[text] for text in texts]) if there else None
        self._likeness = None, None

    def margins(self, readings: Sequence[str]) -> Margins:
        """How far the sentence is within each label by letters and sounds; the best reading weighs as much
        as all together."""
        return self._margins.of(tuple(readings), self._measured)

    def _measured(self, readings: tuple[str, ...]) -> Margins:
        margins = self.classifier.margins(readings)
        if self._tolerant:
            rivals = self._rivals(margins.mean(axis=0))
            support = self._phrases.support(readings, rivals)
            # What all rivals have in common says nothing, and must not make the best of them surer.
            margins += _SUPPORT * (support - support[:, rivals].mean(axis=1, keepdims=True))
        mixed: Margins = (margins[0] + margins.mean(axis=0)) / 2
        mixed.flags.writeable = False
        return mixed

    def likeness(self, vector: Vector | None) -> Scores | None:
        """How near the sentence is in meaning to each label; None where that is not known."""
        if vector is None or self.meaning is None:
            return None
        last, likeness = self._likeness
        if last is not vector:  # a sentence is judged several times
            likeness = self.meaning.likeness(vector, len(self.queue_of))
            self._likeness = vector, likeness
        return likeness

    def best(
        self,
        readings: Sequence[str],
        margins: Margins,
        likeness: Scores | None,
        among: Labels | None = None,
    ) -> Judgement:
        """The likeliest intent, of all or of the labels `among`."""
        if not (ranked := self._ranked(margins, likeness, among)):
            return NOTHING
        best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        known = self._known[best].settings

        def sure(label: int) -> float:
            return score(features_of(label, self.queue_of, margins, likeness, among))

        return Judgement(
            intent=known.id,
            queue=known.queue,
            score=sure(best),
            runner_up=self._known[second].settings.id if second is not None else None,
            runner_up_score=sure(second) if second is not None else 0.0,
            reason=self._reason(readings, best),
        )

    def intent_of(self, label: int) -> str:
        """Id of the intent with that label."""
        return self._known[label].settings.id

    def features(
        self, readings: Sequence[str], likeness: Scores | None, among: Labels
    ) -> tuple[str, dict[str, float]]:
        """The likeliest queue, and what tells how sure it is."""
        margins = self.margins(readings)
        if not (ranked := self._ranked(margins, likeness, among)):
            return "", {}
        best = ranked[0]
        return self.queue_of[best], features_of(best, self.queue_of, margins, likeness, among)

    def _ranked(self, margins: Margins, likeness: Scores | None, among: Labels | None) -> list[int]:
        """The labels of intents, likeliest first."""
        joined = margins if likeness is None else margins + _MEANING * likeness
        ranked = [label for label in np.argsort(-joined).tolist() if label < len(self._known)]
        return ranked if among is None else [label for label in ranked if among[label]]

    def heard(self, readings: Sequence[str], most: int) -> list[Candidate]:
        """What sounds like a stretch of a keyword or saying of the likeliest intents, best first."""
        rivals = [label for label in self._rivals(self.margins(readings)) if label < len(self._known)]
        return self._phrases.heard(readings, rivals, most)

    def _rivals(self, margins: Margins) -> list[int]:
        """The likeliest labels."""
        return [int(label) for label in np.argsort(-margins)[:RIVALS]]

    def _reason(self, readings: Sequence[str], label: int) -> str:
        """A whole phrase if one was heard: pieces of words say nothing to whoever did not build this."""
        name = self._known[label].settings.name
        for best in self._phrases.heard(readings, [label], 1):
            if best.score >= _TOLD:
                example = f"（例句：{best.phrase.text}）" if best.phrase.text != best.meant else ""
                return in_words(best) + example
        pieces = self.classifier.evidence(readings[0], label)
        words = "、".join(piece for piece in pieces if not piece.isascii())  # of English they are no words
        return f"听到“{words}”，最像“{name}”" if words else f"用词和读音最像“{name}”"
