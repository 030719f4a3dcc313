"""Beside the wait the caller is talked with, and agents may be rung meanwhile: what they may have instead of
waiting is offered, or they are told where they stand and may change their mind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracts import CALLED_BACK, MESSAGE_TAKEN, SERVED
from contracts.dialogue import HangUp, Route
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.asking import Asking
from hotline.calls.call.dialogue.call_hearings import CallHearings
from hotline.calls.call.dialogue.speaker import Prompts, Speaker
from hotline.calls.call.inbox import Message
from hotline.calls.call.parts import Guide
from hotline.calls.call.queue.offers import CallBacks, Messages, Offer, Offers, WaitTalks
from ivr.dialogue.waiting.wait_talk import CALL_BACK
from telephony.ari.client import AriError
from telephony.calls.place import Place


class Offering:
    """Of one caller; each is offered once, and again whenever they press its key."""

    def __init__(
        self,
        context: CallContext,
        prompts: Prompts,
        hearings: CallHearings,
        guide: Guide,
        callbacks: CallBacks,
        messages: Messages,
        talks: WaitTalks,
        caller: str,
    ) -> None:
        """`guide`: who says what sentences mean; `caller` is their number."""
        self._context = context
        self._prompts = prompts
        self._hearings = hearings
        self._guide = guide
        self._callbacks = callbacks
        self._both: tuple[Offers, ...] = (callbacks, messages)
        self._talks = talks
        self._turns = 0
        self._place: Place | None = None
        self._in_danger: Callable[[], bool] = lambda: False
        self._served: Callable[[], bool] = lambda: False
        self._caller = caller
        self._asking: Asking | None = None
        self._over: list[Asking] = []
        self._offered: list[Offers] = []
        self.left_as = ""
        """Why they need not wait any more: it is written down, they were told, and the call is over."""
        self.moved: Route | None = None
        """Where they wait from now on: they have named danger, or another matter. For the wait to take."""
        self._helped = False
        """Whether they have named danger: they are asked nothing any more."""
        self.speaker: Speaker | None = None
        """Who tells them so."""

    @property
    def going_on(self) -> bool:
        """Whether the caller is talked with."""
        return self._asking is not None

    def due(self, place: Place, waited_s: float) -> Offers | None:
        """What it is time to offer unasked."""
        left = (one for one in self._both if one not in self._offered)
        return next((one for one in left if one.due(place, waited_s)), None)

    def wanted(self, digit: str) -> Offers | None:
        """What that key asks for; who has named danger is offered nothing any more."""
        if self._helped:
            return None
        return next((one for one in self._both if digit == one.key), None)

    def changes(self, digit: str) -> bool:
        """Whether that key begins the talk about the wait."""
        return not self._helped and digit == self._talks.key

    async def begin(self, offers: Offers, place: Place, *, asked_for: bool = False) -> bool:
        """Talks with the caller, if they can have that. False when that failed: the music has ended."""
        self._offered.append(offers)
        offer = offers.offer(self._context.id, self._caller, place, asked_for=asked_for)
        return True if offer is None else await self._talk(offer, place)

    async def tell(self, place: Place, texts: Sequence[str], *, asked_for: bool = False) -> bool:
        """Tells them where they stand, and listens, if it is to be done so. False: nothing was said."""
        if self._helped or not (asked_for or self._talks.listens):
            return False
        may_leave = self._instead(place) is not None
        talk = self._talks.talk(
            self._context.id, self._caller, place, texts, self._turns, may_call_back=may_leave
        )
        self._turns += 1
        return talk is not None and await self._talk(talk, place)

    def _instead(self, place: Place) -> Offers | None:
        """What they can have who want to wait no longer."""
        of_call = self._context.id, self._caller, place
        return next((one for one in self._both if one.offer(*of_call, asked_for=False) is not None), None)

    async def _talk(self, offer: Offer, place: Place) -> bool:
        self._in_danger, self._served, self._place = offer.in_danger, offer.served, place
        asking = Asking(
            self._context,
            offer.machine,
            self._prompts,
            self._hearings,
            ask_meaning=self._guide.meaning(),
            call_back=offer.write_down,
            write_case=offer.write_case,
        )
        self._asking = asking
        try:
            await self._context.call.stop_music()
            await asking.begin()
        except (AriError, TimeoutError) as error:
            self._context.inbox.check()
            self._context.fault(
                "media", error, "没有对话，继续排队 / the caller was not talked with, and goes on waiting"
            )
            await self.close()
        return self.going_on

    async def take(self, message: Message) -> None:
        """One message of the inbox, while it is going on."""
        asking = self._asking
        assert asking is not None
        if not await asking.take(message):
            self.left_as = CALLED_BACK if await asking.settled() else ""
            await self.close()
        elif isinstance(asking.last, Route):
            await self._move(asking, asking.last)
        elif asking.last is not None:
            await self.close()
            if isinstance(asking.last, HangUp):
                await self._leave(asking.last.cause)

    async def _leave(self, cause: str) -> None:
        """It is over, unless something can be offered to who wants to wait no longer."""
        place = self._place
        offers = None if cause != CALL_BACK or place is None else self._instead(place)
        if cause != CALL_BACK:
            self.left_as = cause
        elif offers is not None and place is not None:
            await self._context.call.close_media()
            await self.begin(offers, place)

    async def _move(self, asking: Asking, route: Route) -> None:
        """They stay on the line, and are heard to the end of the sentence."""
        self.moved, self.speaker, self._asking = route, asking.speaker, None
        self._helped = self._helped or self._in_danger()
        self._over.append(asking)
        asking.let_finish()
        if await asking.settled():
            asking.booked = False
            self._callbacks.stays(self._context.id)

    @property
    def speaking(self) -> bool:
        """Whether the caller is still in the sentence that named danger."""
        return any(asking.speaking for asking in self._over)

    @property
    def hung_up_as(self) -> str:
        """Why who hangs up now has not given up: they are to be called back, or a whole message is a case,
        told or not, or they have heard the answer to what they wait for. A case is no help to who is in
        danger now."""
        if any(asking.booked for asking in self._all):
            return CALLED_BACK
        if self.going_on and self._served():
            return SERVED
        return MESSAGE_TAKEN if not self._helped and any(asking.case for asking in self._all) else ""

    @property
    def _all(self) -> list[Asking]:
        return [*self._over, *([self._asking] if self._asking else [])]

    async def close(self) -> None:
        """Ends what is said and heard, if anything is."""
        if self._asking is not None:
            self._over.append(self._asking)
            self._asking = None
        for asking in self._over:
            await asking.close()

    async def last_words(self) -> None:
        """Waits for the finals of what was being said."""
        for asking in self._over:
            await asking.last_words()
