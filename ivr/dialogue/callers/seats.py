"""Which special seat a caller is led to: the one they name, their intent's, or the whole queue's."""

from __future__ import annotations

import re

from ivr.dialects.normalise import PAUSE, STOP, Normaliser
from ivr.dialects.pinyin import syllables
from ivr.dialogue.hours.duty import Duty
from ivr.settings.distribution.queues import Place, QueueSettings
from ivr.settings.distribution.seats import SeatSettings
from ivr.settings.settings import IvrSettings
from ivr.understanding.judgement import Judgement

_VERBS = "转接到|转接|转到|接到|接通|找|转|接|换"
_AROUND = (
    f"{_VERBS}|我们|我|请问|请|麻烦|你们|你|帮我|给我|帮|给|不是我|不对我|想要|想|要|需要|希望|能不能|能"
    "|可不可以|可以|直接|就|去|到|有没有|有|是|那个|那|这个|你好|您好|您|喂|嗯|好|一下|吗|吧|呢|啊|呀|的|了|人|同志"
    "|电话|行不行|行吗|在"
)
"""May stand around the name of a seat in the wish for it."""
_CALLED = tuple(syllables(word) for word in ("专席", "坐席", "席位", "专线", "那边", "那里"))
"""May follow the name, and say what it is."""

_WISH = re.compile(f"(?:{_AROUND})*")
_ASKS = re.compile(f".*(?:{_VERBS})(?:一下)?(?:你们)?(?:那个)?")

_LONGEST = 16
"""Characters beside the name: a wish has no more, and the pattern would take long."""
_OPENING = 4
"""Characters of a clause (你好, 不是) that a wish may come after."""


class Seats:
    """The special seats of one configuration, at the moment of one call."""

    def __init__(self, settings: IvrSettings, normaliser: Normaliser, duty: Duty) -> None:
        self._settings = settings
        self._marked = normaliser.marked
        self._duty = duty
        self._names = [
            (seat, sound)
            for seat in settings.seats
            for name in (seat.name, *seat.words)
            if len(sound := syllables(normaliser.standard(name))) > 1
        ]
        self._names.sort(key=lambda entry: -len(entry[1]))
        self._whole = {seat.queue: seat for seat in settings.seats if seat.whole_queue}

    def asked_for(self, text: str, *, alone: bool) -> Judgement | None:
        """The seat that the text asks for: “我找企业之家”, “转特色农产品专席”. By sound.

        `alone`: its name by itself asks for it, too.
        """
        if not self._names:
            return None
        for clause in re.split(f"[{PAUSE}{STOP}]", self._marked(text)):
            if (seat := self._wished(clause, alone)) is not None:
                reason = f"来电人要找“{seat.name}”专席"
                return Judgement(None, seat.queue, 1.0, reason=reason, seat=seat.id)
            if len(clause) > _OPENING:
                break
        return None

    def _wished(self, clause: str, alone: bool) -> SeatSettings | None:
        said = syllables(clause)
        for seat, sound in self._names:
            for at in range(min(len(said) - len(sound), _LONGEST) + 1):
                if said[at : at + len(sound)] == sound:
                    before, after = clause[:at], clause[at + len(sound) :]
                    if _asks(before, after, alone):
                        return seat
        return None

    def wanted(self, judgement: Judgement, queue: QueueSettings) -> Place:
        """Where callers with that judgement belong, whose queue it is."""
        return self._named(judgement) or self._whole_of(queue) or queue

    def taking(self, judgement: Judgement, wanted: QueueSettings, queue: QueueSettings) -> Place:
        """Where they are put through to at this hour; `queue` takes the callers of `wanted`."""
        named = self._named(judgement)
        if named is not None and queue is wanted and self._duty.is_open(named.hours):
            return named
        return self._whole_of(queue) or queue

    def _named(self, judgement: Judgement) -> SeatSettings | None:
        id = judgement.seat
        if id is None and judgement.intent is not None:
            id = self._settings.intent(judgement.intent).seat
        seat = None if id is None else self._settings.seat(id)
        return seat if seat is not None and seat.queue == judgement.queue else None

    def _whole_of(self, queue: QueueSettings) -> SeatSettings | None:
        seat = self._whole.get(queue.id)
        return seat if seat is not None and self._duty.is_open(seat.hours) else None


def seat_of(place: Place) -> str | None:
    """The id of the place, where it is a special seat."""
    return place.id if isinstance(place, SeatSettings) else None


def _asks(before: str, after: str, alone: bool) -> bool:
    """Whether a clause asks for the seat whose name stands between these."""
    if _WISH.fullmatch(before) is None:
        return False
    if _ASKS.fullmatch(before) or syllables(after[:2]) in _CALLED:
        return True
    return alone and len(after) <= _LONGEST and _WISH.fullmatch(after) is not None
