"""What every call of this node uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from contracts import Event
from contracts.dialogue import DialogueMachine, Route
from hotline.calls.call.asking import AskMeaning, AskOpinion
from hotline.calls.call.call_hearings import HearingSource
from hotline.calls.call.speaker import Prompts
from hotline.calls.foreseen.foreseen import WaitRange
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings


class Guide(Protocol):
    """What leads callers (hotline.calls.guide.LiveGuide); what it says may change while calls run."""

    def machine(self, call: str, caller: str, dialled: str) -> DialogueMachine:
        """The conversation of a call that begins now; `caller` is their number, `dialled` ours."""

    def second_opinion(self) -> AskOpinion:
        """Who is asked for a second opinion in a call that begins now."""

    def meaning(self) -> AskMeaning:
        """Who is asked what a sentence means in a call that begins now."""

    def fallback(self, dialled: str) -> Route:
        """Where a caller of that number goes when the dialogue cannot be held."""

    def waiting_text(self, position: int, staffed: bool, foreign: bool = False) -> str:
        """What a waiting caller is told: `position` counts from 1; `staffed`: somebody serves the queue;
        `foreign`: they speak no Chinese."""

    def wait_text(self, low_s: float, high_s: float) -> str:
        """How long it may still take, said after that."""


ForeseeWait = Callable[[str], WaitRange | None]
"""How long the caller of that call may still wait; None: nobody can say."""


def nothing_foreseen(_call: str) -> WaitRange | None:
    """Where nobody looks ahead."""
    return None


@dataclass(frozen=True, slots=True)
class CallParts:
    """Built once, in `hotline.service`."""

    floor: Floor
    prompts: Prompts
    telephony: TelephonySettings
    hearings: HearingSource
    guide: Guide
    publish: Callable[[Event], None]
    foreseen: ForeseeWait = nothing_foreseen
