"""What callers may have instead of waiting, and who has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.dialogue import DialogueMachine
from hotline.calls.call.dialogue.asked import WriteCase, WriteDown, no_call_back, no_case
from telephony.calls.place import Place


@dataclass(frozen=True, slots=True)
class Offer:
    """What is said to a caller who need not wait, and who writes down what comes of it."""

    machine: DialogueMachine
    write_down: WriteDown = no_call_back
    write_case: WriteCase = no_case
    in_danger: Callable[[], bool] = lambda: True
    """Whether a `Route` that it ends with is that of danger."""
    served: Callable[[], bool] = lambda: False
    """Whether they have heard the whole answer to what they wait for."""


class Offers(Protocol):
    """Something that callers may have instead of waiting."""

    @property
    def key(self) -> str:
        """The key that asks for it; empty: none."""

    def due(self, place: Place, waited_s: float) -> bool:
        """Whether it is to be offered to somebody who waits there, and has waited that long."""

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        """For a caller of that number who waits there; None when they cannot have it."""


class Messages(Offers, Protocol):
    """Callers who leave a message instead (hotline.calls.cases.messages.Messages)."""

    @property
    def nobody_after_s(self) -> float:
        """After so long it is looked whether anybody serves the queue."""


class CallBacks(Offers, Protocol):
    """Citizens who are called back instead of waiting (hotline.calls.callbacks.callbacks.Callbacks)."""

    def missed(self, call: str, caller: str, place: Place, *, lost: bool) -> None:
        """They hung up while they waited, or were `lost` with Asterisk. Does not block."""

    def stays(self, call: str) -> None:
        """The caller of that call waits on the line after all: what was written down in it is over. Does not
        block."""

    def calls_again(self, call: str, caller: str) -> None:
        """Somebody calls, in that call: whoever was to be called back is no more, and keeps the place."""

    def waited_s(self, call: str) -> float | None:
        """Seconds that they have waited already, since before that call, as far as is known by now."""


class NoOffers:
    """Where callers can but wait."""

    key = ""
    nobody_after_s = 3600.0

    def due(self, place: Place, waited_s: float) -> bool:
        """Never."""
        return False

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> None:
        """Never."""


class NoCallBacks(NoOffers):
    """Where nothing dials out."""

    def missed(self, call: str, caller: str, place: Place, *, lost: bool) -> None:
        """Stays missed."""

    def stays(self, call: str) -> None:
        """Nothing was written down."""

    def calls_again(self, call: str, caller: str) -> None:
        """Nobody was to be called back."""

    def waited_s(self, call: str) -> None:
        """Nobody waited before."""


class WaitTalks(Protocol):
    """Callers who wait and may change their mind (hotline.calls.foreseen.wait_talks.WaitTalks)."""

    @property
    def listens(self) -> bool:
        """Whether they are listened to after each announcement."""

    @property
    def key(self) -> str:
        """The key that begins it; empty: none does."""

    def talk(
        self, call: str, caller: str, place: Place, texts: Sequence[str], turn: int, *, may_call_back: bool
    ) -> Offer | None:
        """For a caller of that number who waits there; None: they are not talked with. `texts`: their place
        and how long it takes; `turn` counts from 0; `may_call_back`: something can be offered to who wants
        to wait no longer."""


class NoWaitTalks:
    """Where callers only wait."""

    listens = False
    key = ""

    def talk(
        self, call: str, caller: str, place: Place, texts: Sequence[str], turn: int, *, may_call_back: bool
    ) -> None:
        """Never."""
