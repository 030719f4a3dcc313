"""By which number a caller has come, and what that means for the conversation."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.dialogue.hours.duty import Duty
from ivr.settings.settings import IvrSettings
from ivr.understanding.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the callers of a number are met."""

    greeting: str
    human_queue: str
    """Id of the queue for those who want a human or are not understood."""
    straight: Judgement | None = None
    """The special seat that they are put through to after the greeting; None: they are asked."""

    @classmethod
    def by(cls, settings: IvrSettings, dialled: str, duty: Duty) -> Arrival:
        """`dialled`: the number; one without an entry, or outside of its hours, is met like all others."""
        dialogue = settings.dialogue
        found = next((one for one in settings.numbers if one.number == dialled), None)
        if found is None or not duty.is_open(found.hours):
            return cls(dialogue.prompts.greeting, dialogue.human_queue)
        greeting = found.greeting or dialogue.prompts.greeting
        if found.seat is None:
            return cls(greeting, found.queue or dialogue.human_queue)
        seat = settings.seat(found.seat)
        reason = f"来电人拨打{found.name}（{dialled}），直接转“{seat.name}”专席"
        straight = Judgement(None, seat.queue, 1.0, reason=reason, seat=seat.id)
        return cls(greeting, dialogue.human_queue, straight)
