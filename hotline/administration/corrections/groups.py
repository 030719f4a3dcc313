"""Candidates that mean nearly the same and belong to the same intent, so that they are decided on at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts.sentences import EncodingError
from hotline.administration.corrections.likeness import Likeness
from hotline.administration.corrections.saying import NotASaying, as_saying
from hotline.administration.corrections.sentences import Sentence, sentences_of
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.meaning.commands import vectors_of
from hotline.machine.paths import State
from hotline.records.database.corrections.table import Correction
from ivr import IvrSettings, Understanding


@dataclass(frozen=True, slots=True)
class Member:
    """One candidate of a group."""

    correction: Correction
    saying: str
    """What would be written; empty when it is not taken as it is."""
    refused: str = ""
    """Why not, and what to do."""


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that one decision can settle, the one most like the others first."""

    name: str
    """The same for as long as it has the same candidates, on every machine: g and six of 0-9a-f."""
    intent: str
    """Where the sentences are to be learned; empty: the queue has no intent yet."""
    queue: str
    guessed: bool
    """No agent named the intent: it is the one of the queue with the nearest saying."""
    nearest: str
    """The saying of the intent that is most like the group; empty when the intent has none."""
    members: tuple[Member, ...]

    @property
    def ready(self) -> tuple[Member, ...]:
        """Those that can be taken over as they are."""
        return tuple(one for one in self.members if one.saying)


@dataclass(frozen=True, slots=True)
class Grouped:
    """All candidates, in groups."""

    groups: tuple[Group, ...]
    by_meaning: bool
    """Whether the encoder was there; else their characters were compared."""


def grouped(
    found: Sequence[Correction], guide: CallGuide, state: State, say: Callable[[str], object]
) -> Grouped:
    """Groups for the configuration of `guide`, by meaning where `with_meaning` gave it an encoder. Blocking:
    up to seconds for some hundred candidates. `say` hears of an encoder that fails.
    """
    understanding, vectors = guide.understanding, None
    if guide.encoder is not None:
        contents = [understanding.normaliser.comparable(one.heard) for one in found]
        try:
            vectors = vectors_of([*understanding.sentences(), *contents], state, say, guide.encoder)
        except EncodingError as error:
            say(f"{error}; characters are compared instead")
    likeness = Likeness(vectors)
    made = _Grouping(guide.config.ivr, understanding, likeness).groups(found)
    return Grouped(tuple(made), likeness.by_meaning)


class _Grouping:
    """Groups candidates for one configuration."""

    def __init__(self, settings: IvrSettings, understanding: Understanding, likeness: Likeness) -> None:
        """`likeness` compares sentences as `Normaliser.comparable` has them."""
        self._settings = settings
        self._understanding = understanding
        self._likeness = likeness
        self._sayings = sentences_of(settings, understanding.normaliser)
        self._said = {(one.intent, one.content) for one in self._sayings}

    def groups(self, found: Sequence[Correction]) -> list[Group]:
        """The largest first. What is a saying of its intent already, a candidate that was never corrected and
        is understood by now, and what belongs to a queue that there is no more are left out."""
        queues = {queue.id for queue in self._settings.queues}
        intents = {intent.id: intent.queue for intent in self._settings.intents}
        of: dict[tuple[str, str, bool], list[Correction]] = {}
        for one in found:
            if one.intent in intents:
                place = one.intent, intents[one.intent], False
            elif one.intent is None and one.queue in queues:
                place = self._nearest_intent(one), one.queue, True
            else:
                continue
            if self._teaches(one, place[0]):
                of.setdefault(place, []).append(one)
        made = [
            self._group(place, [members[at] for at in places])
            for place, members in of.items()
            for places in _stars(self._alike(members), self._likeness.near)
        ]
        return sorted(made, key=lambda group: (-len(group.members), group.intent, group.name))

    def _teaches(self, one: Correction, intent: str) -> bool:
        content = self._compared(one)
        if not one.heard or (intent, content) in self._said:
            return False
        if one.agent:
            return True
        vector = self._likeness.vectors.get(content)
        judgement = self._understanding.decide(one.heard, vector=vector)
        return judgement.intent != intent or judgement.score < self._settings.dialogue.route_at

    def _nearest_intent(self, one: Correction) -> str:
        found = self._nearest(one, [saying for saying in self._sayings if saying.queue == one.queue])
        if found is not None:
            return found.intent
        of_queue = [intent.id for intent in self._settings.intents if intent.queue == one.queue]
        return of_queue[0] if len(of_queue) == 1 else ""

    def _nearest(self, one: Correction, sayings: Sequence[Sentence]) -> Sentence | None:
        sayings = [saying for saying in sayings if self._likeness.knows(saying.content)]
        if not sayings:
            return None
        alike = self._likeness.table([self._compared(one)], [saying.content for saying in sayings])
        return sayings[int(alike[0].argmax())]

    def _compared(self, one: Correction) -> str:
        return self._understanding.normaliser.comparable(one.heard)

    def _alike(self, members: Sequence[Correction]) -> NDArray[np.float64]:
        contents = [self._compared(one) for one in members]
        return self._likeness.table(contents, contents)

    def _group(self, place: tuple[str, str, bool], members: Sequence[Correction]) -> Group:
        intent, queue, guessed = place
        nearest = self._nearest(members[0], [saying for saying in self._sayings if saying.intent == intent])
        return Group(
            name=_name(intent, members),
            intent=intent,
            queue=queue,
            guessed=guessed,
            nearest=nearest.text if nearest else "",
            members=tuple(_member(one) for one in members),
        )


def _member(one: Correction) -> Member:
    try:
        return Member(one, as_saying(one.heard))
    except NotASaying as refusal:
        return Member(one, "", str(refusal))


def _stars(alike: NDArray[np.float64], near: float) -> Iterator[list[int]]:
    """Places in groups: the one with most neighbours and these, then the same of what is left. So each of a
    group is near its first one, however many there are; chains would join what has nothing in common."""
    left = np.ones(len(alike), dtype=bool)
    neighbours = alike >= near
    np.fill_diagonal(neighbours, True)
    while left.any():
        counts = np.where(left, (neighbours & left).sum(axis=1), 0)
        first = int(counts.argmax())
        members = np.flatnonzero(neighbours[first] & left).tolist()
        left[members] = False
        yield sorted(members, key=lambda at: (at != first, -alike[first, at], at))


def _name(intent: str, members: Sequence[Correction]) -> str:
    told = "\0".join([intent, *sorted(f"{one.call} {one.at}" for one in members)])
    return f"g{hashlib.blake2b(told.encode('utf-8', 'replace'), digest_size=3).hexdigest()}"
