"""What callers are told while they wait and what they may want instead, by the configuration that is live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline.calls.call.queue.offers import Offer
from hotline.guidance.live import Live
from ivr.dialogue.waiting.another_matter import UntilAnotherMatter
from ivr.dialogue.waiting.wait_talk import WaitTalk
from ivr.settings.distribution.waiting import WaitingSettings
from telephony.calls.place import Place


class WaitTalks:
    """Of one node. Implements hotline.calls.call.parts.WaitTalks."""

    def __init__(self, live: Live) -> None:
        self._live = live

    @property
    def listens(self) -> bool:
        return self._settings.enabled and self._settings.listen

    @property
    def key(self) -> str:
        return self._settings.key if self._settings.enabled else ""

    def talk(
        self, call: str, caller: str, place: Place, texts: Sequence[str], turn: int, *, may_call_back: bool
    ) -> Offer | None:
        guide = self._live.guide
        config, comforts = guide.config, self._settings.comfort
        if place.foreign or place.queue in config.desk.emergency_queues:
            return None
        comfort = comforts[turn % len(comforts)] if comforts else ""
        judge = guide.understanding
        answer = self._answer(place.intent)
        talk = WaitTalk(
            config.ivr, judge, texts, comfort, may_call_back=may_call_back, answer=answer, first=turn == 0
        )
        usual = guide.machine(call, caller, datetime.now())
        machine = UntilAnotherMatter(talk, usual, config.ivr, judge, place.queue)
        return Offer(machine, in_danger=lambda: machine.in_danger, served=lambda: talk.served)

    def _answer(self, intent: str | None) -> str | None:
        """What can be told to who waits for that; an intent may be gone meanwhile."""
        found = next((one for one in self._live.guide.config.ivr.intents if one.id == intent), None)
        answer = None if found is None else found.answer
        return answer.text if answer is not None and answer.when == "waiting" else None

    @property
    def _settings(self) -> WaitingSettings:
        return self._live.guide.config.ivr.waiting
