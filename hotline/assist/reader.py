"""How this hotline understands a sentence, for the assist (`agent_assist.assist.reader`)."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agent_assist.assist.reader import Danger, Money, Place, PlaceKind, Reader, Reading, Topic
from contracts.sentences import EncodingError
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from ivr.slots.answers import Answers
from ivr.slots.dates.dates import date_answer
from ivr.slots.filled import Filled
from ivr.slots.numbers.amounts import amounts
from ivr.slots.numbers.phone import phone_answer
from ivr.slots.places.address import address_answer
from ivr.slots.plain import usual
from ivr.slots.spoken import DIGITS, unfolded
from ivr.understanding.danger.signs import DANGERS

Vector = NDArray[np.float32]
VectorOf = Callable[[str], Vector | None]
"""What a sentence means; None: that is not known."""

_KEPT = 4_096
"""Sentences whose judgement is remembered: several parts ask for the same."""
_NO_DANGER, _SURELY = ("fiction", "figure"), 0.8
"""Signs of a film or of a figure of speech, and how likely danger must be beside them."""
_LESS, _DOUBTED = ("worry", "rules", "habit"), 2
"""Signs of what may happen some day, and how many times likelier danger must be beside them, if not now."""
_SIDEWAYS = ("violence", "farewell")
"""Dangers that are told sideways: nothing is held against them."""
_MONEY = "元"
_PEOPLE = frozenset({"人", "个人", "户"})
_COUNTS = frozenset({"个", "名", "位"})
_WHO = re.compile(
    "孩子|小孩|老人|工人|工友|农民工|学生|业主|村民|居民|员工|职工|同事|家长|乘客|病人|女的|男的|家庭"
)
_STREET = re.compile("(?:路|街|大道|巷|胡同|桥|高速|街道)$")
_COMMUNITY = re.compile("(?:小区|社区|花园|家园|公寓|新村|村|苑|庄|坊|屯|府|城)$")
_KINDS: dict[str, PlaceKind] = {
    "streets": "street", "communities": "community", "districts": "district",
}  # fmt: skip


class GuideReader:
    """Of one guide. Remembers judgements, so it is of one thread."""

    def __init__(self, guide: CallGuide, begun: datetime, vector_of: VectorOf | None = None) -> None:
        """`begun`: when the call began, local time, which 昨天 counts from; `vector_of`: what sentences mean,
        where nobody says that the guide's own encoder is asked, if it has one."""
        self._understanding = guide.understanding
        self._gazetteer = guide.gazetteer
        self._begun = begun
        self._vector_of = vector_of or _encoded_by(guide)
        ivr = guide.config.ivr
        self._answers = Answers(ivr.dialogue, self._understanding.normaliser)
        self._watch = ivr.dialogue.danger
        self._dangers = {one.id for one in ivr.emergencies}
        self._human = {one.id for one in ivr.intents if ivr.for_human(one)}
        self._names = {one.id: one.name for one in ivr.intents}
        self._units = {one.id: one.name for one in ivr.queues}
        self._kinds = _kinds_of(guide.config)
        self.topic = lru_cache(_KEPT)(self._topic)
        self._danger_of = lru_cache(_KEPT)(self._danger)

    def of_call(self, begun: datetime) -> GuideReader:
        """The same for a call that began then: what was judged of a sentence is judged for all calls."""
        other = copy.copy(self)
        other._begun = begun
        return other

    def danger(self, text: str, *, finished: bool = True) -> Danger | None:
        """See `Reader`."""
        return self._danger_of(text, finished)

    def yes_or_no(self, text: str) -> bool | None:
        """See `Reader`."""
        if self._answers.begins_with_yes(text):
            return True
        return {"yes": True, "no": False, None: None}[self._answers.of(text)]

    def address(self, text: str) -> Reading | None:
        """See `Reader`."""
        return _reading(address_answer(text, self._gazetteer))

    def places(self, text: str) -> Sequence[Place]:
        """See `Reader`."""
        pieces = self._gazetteer.split(self._gazetteer.correct(usual(text)))
        return [Place(name, self._kinds.get(name) or _kind_of(name)) for name, known in pieces if known]

    def telephone(self, text: str) -> Reading | None:
        """See `Reader`."""
        return _reading(phone_answer(text))

    def time(self, text: str) -> Reading | None:
        """See `Reader`."""
        return _reading(date_answer(text, self._begun))

    def money(self, text: str) -> Sequence[Money]:
        """See `Reader`."""
        found = [one for one in amounts(text) if one.unit.startswith(_MONEY) and one.figures]
        return [Money(str(one), one.begin, one.end) for one in found]

    def people(self, text: str) -> Sequence[str]:
        """See `Reader`."""
        found = []
        for one in amounts(text):
            noun = _WHO.match(text, one.end)
            if one.worth <= 1 or not one.figures:
                continue
            if one.unit in _PEOPLE:
                found.append(str(one))
            elif one.unit in _COUNTS and noun is not None:
                found.append(f"{one}{noun[0]}")
        return found

    def figures(self, text: str) -> str:
        """See `Reader`."""
        return "".join(DIGITS.get(one, one) for one in unfolded(usual(text)))

    def _topic(self, text: str) -> Topic | None:
        judged = self._understanding.decide(text, (), self._vector_of(text))
        if judged.intent is None or judged.intent in self._human:
            return None
        unit = self._units.get(judged.queue or "", "")
        return Topic(judged.intent, self._names[judged.intent], unit, judged.score)

    def _danger(self, text: str, finished: bool) -> Danger | None:
        """As callers are judged whom no agent has yet: danger that would be acted on, or asked about."""
        named = self._understanding.urgent(text)
        if named is not None and named.intent in self._dangers:
            said = re.search("“(.+?)”", named.reason)
            return Danger((), (said[1],) if said else ())
        vector = self._vector_of(text) if finished else None
        told = self._understanding.danger(text, vector)
        least = self._watch.ask_at if finished else self._watch.sure_at
        if any(told.signs.get(group) for group in _NO_DANGER):
            least = _SURELY
        elif any(told.signs.get(group) for group in _LESS) and not any(
            told.signs.get(group) for group in ("now", *_SIDEWAYS)
        ):
            least = min(least * _DOUBTED, self._watch.sure_at)
        if told.chance < least or not (finished or told.signed):
            return None
        groups = tuple(name for name in DANGERS if told.signs.get(name))
        signs = tuple(sign for name in groups for sign in told.signs[name])
        return Danger(groups, signs)


def topics_by(reader: Reader) -> Callable[[str], Mapping[str, float]]:
    """Intents of a text with their scores: of articles' names."""

    def topics_of(text: str) -> Mapping[str, float]:
        topic = reader.topic(text)
        return {} if topic is None else {topic.intent: topic.score}

    return topics_of


def _encoded_by(guide: CallGuide) -> VectorOf:
    if (encoder := guide.encoder) is None:
        return lambda _text: None

    def vector_of(text: str) -> Vector | None:
        try:
            return encoder.encode(guide.understanding.meant(text))
        except EncodingError:  # this sentence is judged by its words and sounds
            return None

    return lru_cache(_KEPT)(vector_of)


def _reading(filled: Filled | None) -> Reading | None:
    return None if filled is None else Reading(filled.value, filled.score)


def _kinds_of(config: HotlineConfig) -> dict[str, PlaceKind]:
    found: dict[str, PlaceKind] = {}
    for entry in config.vocabulary.entries:
        if entry.kind in _KINDS:
            found[entry.name] = _KINDS[entry.kind]
    return found


def _kind_of(name: str) -> PlaceKind:
    if _STREET.search(name):
        return "street"
    return "community" if _COMMUNITY.search(name) else "landmark"
