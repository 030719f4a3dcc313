"""From a sentence to an intent: normalise, classify, compare with the sayings, score, explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ivr.dialects.normalise import PAUSE, STOP, Wording
from ivr.dialects.phrases import Candidate
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import sounds_of
from ivr.settings.intents.intents import IntentSettings
from ivr.settings.settings import IvrSettings
from ivr.understanding.about_talk.about_talk import AboutTalk
from ivr.understanding.danger.danger import NOTHING_TOLD, Danger, Told
from ivr.understanding.danger.signs import has_sign, in_words, signs_in
from ivr.understanding.denials import Denials
from ivr.understanding.homophones.homophones import Homophones
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.second_need import OtherNeed, SecondNeed
from ivr.understanding.split_requests import halves, parts
from ivr.understanding.topics.meaning import Vector
from ivr.understanding.topics.sayings import Lessons
from ivr.understanding.topics.scores import Labels, Scores
from ivr.understanding.topics.topics import Topics
from ivr.understanding.weighing import ALTERNATIVES, PARTICLES, Weighing

URGENT_SCORE = 0.99
"""Score of an urgent intent one of whose keywords was said."""

_SURE = 0.7
"""A part of a sentence with at least this score may be a need of its own."""

_BESIDE = 0.2
"""Beside a sure intent, another one below this is no second need."""

_SURE_TOPIC, _DOUBTED = 0.8, 2
"""Where something else is asked for with that score, danger must be so many times likelier to be
asked about."""

_SHORTEST = 3
"""Characters that tell of danger without a sign of it."""

_BELOW = 0.01
"""Below the score from which callers are put through unasked, for a question that is to be asked."""

_AT_ONCE = 2000
"""Sentences that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as it is understood."""

    text: str
    """Standard Mandarin without fillers."""
    syllables: tuple[str, ...]
    """Toneless, one for each character of `text`."""
    wordings: tuple[Wording, ...]
    """What was replaced."""


class Understanding:
    """Decides on sentences. Made once per configuration; what it keeps between calls changes no judgement."""

    def __init__(self, settings: IvrSettings, before: Understanding | None = None) -> None:
        """`before`: of an earlier configuration; less is to be made where intents are still the same. What is
        learned is what would be learned without it."""
        tolerance = settings.tolerance
        self._lessons: Lessons = Lessons(settings, None if before is None else before._lessons)
        self.normaliser = self._lessons.normaliser
        self.about_talk = AboutTalk(self.normaliser)
        self.sounds = sounds_of(tolerance)
        """What counts as alike; for others who compare by sound."""
        self._known, samples = self._lessons.known, self._lessons.samples
        self._confirm_at, self._route_at = settings.dialogue.confirm_at, settings.dialogue.route_at
        self._homophones: Homophones | None = None
        if tolerance.sounds:
            self._homophones = Homophones((one.written for one in samples), self.sounds)
        self._alarms = {
            queue.id: [
                word
                for known in self._known
                if known.settings.urgent and known.settings.queue != queue.id
                for word in known.keywords
            ]
            for queue in settings.queues
        }
        """Words that lead away from each queue at once."""
        self._urgent = {known.settings.id for known in self._known if known.settings.urgent}
        self._alarming = sorted(
            (known for known in self._known if known.settings.urgent),
            key=lambda known: settings.for_human(known.settings),
        )
        away = [
            word
            for known in self._known
            if known.settings.urgent and known.settings.queue != settings.dialogue.human_queue
            for word in known.keywords
        ]
        topics = [word for known in self._known for word in known.keywords if len(word) > 1]
        self._denials = Denials(topics, away)
        self._topics = Topics(self._known, samples, self.sounds, tolerance.sounds)
        self._weighing = Weighing(
            self.normaliser, self._denials, self._topics, self._urgent, self._confirm_at
        )
        emergencies = {one.id for one in settings.emergencies}
        dangers = [known.settings.id in emergencies for known in self._known]
        if all(dangers):  # nothing to tell it from
            dangers = [False] * len(dangers)
        self._danger, self._watch = Danger(dangers), settings.dialogue.danger
        self._dangers = {
            known.settings.id for known, it_is in zip(self._known, dangers, strict=True) if it_is
        }
        self._second = SecondNeed(self._topics, self.normaliser, self._danger.calm, self._dangers)

    def sentences(self) -> Sequence[str]:
        """What a sentence encoder should make vectors of, each once: the sayings, and what is no request."""
        return self._topics.sentences()

    def know(self, vectors: Mapping[str, Vector]) -> None:
        """Takes the vectors of `sentences`, unit length; those that are not there do not count. Until then,
        and of a sentence without a vector, letters and sounds decide alone."""
        self._topics.know(vectors)
        self._danger.know(self._topics.meaning)

    def meant(self, text: str) -> str:
        """A finished sentence with the characters that were probably meant, where a recogniser wrote others
        of the same sound: what a sentence encoder should be asked. Where sounds are not tolerated, itself."""
        return text if self._homophones is None else self._homophones.meant(text)

    def urgent(self, text: str) -> Judgement | None:
        """The urgent intent whose keyword is in `text`, which may be unfinished; None when there is none.
        Danger goes before the wish for a human, whatever their order in the configuration.

        A keyword that the caller denies does not count, unless it may be meant all the same.
        """
        marked = self.normaliser.marked(text)
        kept = self._denials.of(marked).kept
        for known in self._alarming:
            if word := known.alarm.find(kept):
                doubt = "；虽有否认的话，但拿不准，按紧急处理"
                return Judgement(
                    intent=known.settings.id,
                    queue=known.settings.queue,
                    score=URGENT_SCORE,
                    reason=f"听到“{word}”，立即处理{doubt if self._denials.near(marked, word) else ''}",
                )
        return None

    def decide(self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None) -> Judgement:
        """Judges a finished sentence, without what it denies.

        `alternatives` are other readings of the same sound, best first; they weigh as much together
        as `text`. `vector`: what the sentence encoder makes of `meant(text)`, if it was asked.
        """
        if urgent := self._named(text):
            return urgent
        return self._watched(text, alternatives, vector, self._weighed(text, alternatives, vector))

    def _named(self, text: str) -> Judgement | None:
        """The urgent intent whose keyword is in a finished sentence, as it was heard or was meant."""
        meant = self.meant(text)
        return self.urgent(text) or (self.urgent(meant) if meant != text else None)

    def danger(self, text: str, vector: Vector | None = None) -> Told:
        """What a finished sentence tells of danger, as it was heard or was meant, whether or not an urgent
        word is in it."""
        readings = dict.fromkeys((text, self.meant(text)))
        return max((self._told(reading, vector) for reading in readings), key=lambda told: told.chance)

    def _told(self, text: str, vector: Vector | None) -> Told:
        marked = self.normaliser.marked(text)
        said = self._denials.of(marked)
        kept = marked if any(one.strange for one in said.denied) else said.kept
        readings, signs = self._weighing.readings([kept]), signs_in(kept)
        if not readings or (len(readings[0].strip(PARTICLES)) < _SHORTEST and not has_sign(signs)):
            return NOTHING_TOLD
        likeness = self._topics.likeness(vector)
        return self._danger.told(signs, self._topics.margins(readings), likeness, vector)

    def alarming(self, text: str, vector: Vector | None = None) -> Judgement | None:
        """The danger told in a finished sentence without an urgent keyword; None when it is not sure."""
        told = self.danger(text, vector)
        return self._in_danger(text, vector, told) if self._sure(told) else None

    def _sure(self, told: Told) -> bool:
        return told.chance >= self._watch.sure_at and told.signed

    def topic(self, text: str, vector: Vector | None = None) -> tuple[str, dict[str, float]]:
        """The queue that is likeliest where nobody is in danger, and what tells how sure it is."""
        if not (readings := self._weighing.readings([self._weighing.said(text).kept])):
            return "", {}
        return self._topics.features(readings, self._topics.likeness(vector), self._danger.calm)

    def _watched(
        self, text: str, alternatives: Sequence[str], vector: Vector | None, judgement: Judgement
    ) -> Judgement:
        """The judgement, unless somebody may be in danger; intents of danger have a floor of their own."""
        if doubtful := self._only_denied(text):
            return doubtful
        told = self.danger(text, vector)
        if self._sure(told):
            return self._in_danger(text, vector, told)
        named = judgement.intent in self._dangers
        if told.chance < self._watch.ask_at and not named:
            return judgement
        calm = self._weighed(text, alternatives, vector, self._danger.calm)
        least = self._watch.ask_at
        if calm.score >= _SURE_TOPIC:
            least = least * _DOUBTED if told.signed and not told.signs["habit"] else 1.0
        if told.chance < least and not (told.features and named and judgement.score >= self._route_at):
            return calm
        score = min(max(told.chance, self._confirm_at), self._route_at - _BELOW)
        found = self._in_danger(text, vector, told)
        reason = f"{judgement.reason}；{found.reason}" if named else found.reason
        return replace(found, score=score, reason=reason, otherwise=calm)

    def _weighed(
        self,
        text: str,
        alternatives: Sequence[str],
        vector: Vector | None,
        among: Labels | None = None,
    ) -> Judgement:
        """The likeliest intent. One character alone may be half a word, or none: it is asked about."""
        meant = self.meant(text)
        others = alternatives if meant == text else (text, *alternatives)
        found = self._weighing.weighed(meant, others, vector, among)
        if found.score < self._route_at or len(self.normaliser.content(text)) > 1:
            return found
        return replace(found, score=self._route_at - _BELOW)

    def _only_denied(self, text: str) -> Judgement | None:
        """The emergency that is denied where nothing else is said: asked about."""
        said, marked = self._weighing.said(text), self.normaliser.marked(text)
        if not said.denied or self._weighing.has_content(said):
            return None
        for known in self._known:
            if known.settings.id in self._dangers and (word := known.alarm.find(marked)):
                reason = f"{'；'.join(map(str, said.denied))}，但拿不准：听到“{word}”"
                return Judgement(known.settings.id, known.settings.queue, self._confirm_at, reason=reason)
        return None

    def _in_danger(self, text: str, vector: Vector | None, told: Told) -> Judgement:
        """The likeliest danger."""
        marked = self.normaliser.marked(self.meant(text))
        likeliest = self._weighing.judgement([marked], vector, self._danger.urgent)
        reason = f"可能有人有危险：{in_words(told.signs)}"
        return replace(likeliest, score=max(told.chance, self._route_at), reason=reason)

    def needs(
        self, text: str, alternatives: Sequence[str] = (), vector: Vector | None = None
    ) -> Sequence[Judgement]:
        """One judgement for each need in a finished sentence, the most urgent first, then as they were said.

        Nearly every sentence has one, and then it is what `decide` says. A second need counts where words
        announce it (另外, 还有, 顺便问一下) if one part is sure by itself and the other worth a question; and
        where a sentence ends when the whole cannot decide between just these two, and both are sure.
        """
        if urgent := self._named(text):
            return (urgent,)
        whole = self._watched(text, alternatives, vector, self._weighed(text, alternatives, vector))
        if whole.intent is None or whole.intent in self._dangers:
            return (whole,)
        kept = self._weighing.said(self.meant(text)).kept
        found: list[Judgement] = []
        if len(announced := parts(kept)) > 1:
            others = [parts(self._weighing.said(other).kept) for other in alternatives[:ALTERNATIVES]]
            found = self._settled(announced, others, self._confirm_at)
        decided = whole.score >= self._route_at and whole.runner_up_score < _BESIDE
        torn = {whole.intent, whole.runner_up}
        if len(found) < 2 and not decided:
            both = (self._settled(cut, []) for cut in halves(kept))
            found = next((two for two in both if {one.intent for one in two} == torn), found)
        if len(found) < 2:
            return (whole,)
        return sorted(found, key=lambda one: one.intent not in self._urgent)

    def beside(self, text: str, main: Judgement, vector: Vector | None = None) -> Sequence[Judgement]:
        """`main`, and what else a finished sentence may ask for, of another queue, unannounced; in order."""
        return self._second.beside(*self._for_second(text, main, vector))

    def others(self, text: str, main: Judgement, vector: Vector | None = None) -> Sequence[OtherNeed]:
        """What `beside` chooses from."""
        return self._second.candidates(*self._for_second(text, main, vector))

    def _for_second(
        self, text: str, main: Judgement, vector: Vector | None
    ) -> tuple[str, Judgement, Scores | None]:
        return self._weighing.said(self.meant(text)).kept, main, self._topics.likeness(vector)

    def doubtful(self, sentences: Sequence[tuple[str, str]]) -> list[int]:
        """Places of those (normalised sentence, queue) that may not reach the queue: worth a `decide`, which
        takes fifty times as long. The others are theirs in what is written; what they sound like speaks for
        theirs too."""
        found: list[int] = []
        for begin in range(0, len(sentences), _AT_ONCE):
            block = sentences[begin : begin + _AT_ONCE]
            margins = self._topics.classifier.plain([text for text, _ in block])
            own = np.array(self._topics.queue_of)[None, :] == np.array([queue for _, queue in block])[:, None]
            lead = np.where(own, margins, -np.inf).max(axis=1) - np.where(own, -np.inf, margins).max(axis=1)
            found += [
                begin + place
                for place, (text, queue) in enumerate(block)
                if lead[place] < 0 or any(word in text for word in self._alarms[queue])
            ]
        return found

    def read(self, text: str) -> Reading:
        """The sentence as it is compared, and the wordings that were read as Mandarin."""
        content = self.normaliser.content(text)
        return Reading(content, pinyin(content), tuple(self.normaliser.wordings(text)))

    def heard(self, text: str, alternatives: Sequence[str] = (), most: int = 8) -> list[Candidate]:
        """What sounds like a stretch of a keyword or saying of the likeliest intents, best first."""
        readings = self._weighing.readings(map(self.normaliser.marked, (text, *alternatives[:ALTERNATIVES])))
        if not readings:
            return []
        return self._topics.heard(readings, most)

    def intent_of(self, candidate: Candidate) -> IntentSettings:
        """The intent whose keyword or saying it is."""
        return self._known[candidate.phrase.label].settings

    def _settled(
        self, pieces: Sequence[str], others: Sequence[Sequence[str]], least: float = _SURE
    ) -> list[Judgement]:
        """What those pieces of a sentence ask for, each intent once: one of them sure by itself,
        and the others with the score `least` at least; otherwise nothing.

        `others` are the pieces of other readings; those with as many count.
        """
        found: dict[str | None, Judgement] = {}
        for place, piece in enumerate(pieces):
            alike = [other[place] for other in others if len(other) == len(pieces)]
            one = self._weighing.judgement([piece, *alike])
            if one.score >= max(least, self._confirm_at) and one.score > found.get(one.intent, NOTHING).score:
                said = piece.strip(PAUSE + STOP)
                found[one.intent] = replace(one, reason=f"一句话里有几件事，“{said}”：{one.reason}")
        sure = any(one.score >= max(_SURE, self._confirm_at) for one in found.values())
        return list(found.values()) if sure else []
