"""Beside the wait: the caller is offered a call-back, or to leave a message; agents may be rung meanwhile."""

from __future__ import annotations

from contracts import CALLED_BACK
from contracts.dialogue import HangUp, Route
from hotline.calls.call.asking import Asking
from hotline.calls.call.call_hearings import CallHearings
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import Message
from hotline.calls.call.parts import CallBacks, Guide, Messages, Offers
from hotline.calls.call.speaker import Prompts, Speaker
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
        caller: str,
    ) -> None:
        """`guide`: who says what sentences mean; `caller` is their number."""
        self._context = context
        self._prompts = prompts
        self._hearings = hearings
        self._guide = guide
        self._callbacks = callbacks
        self._both: tuple[Offers, ...] = (callbacks, messages)
        self._caller = caller
        self._asking: Asking | None = None
        self._over: list[Asking] = []
        self._offered: list[Offers] = []
        self.left_as = ""
        """Why they need not wait any more: it is written down, they were told, and the call is over."""
        self.danger: Route | None = None
        """Where they wait from now on: they have named danger."""
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
        if self.danger is not None:
            return None
        return next((one for one in self._both if digit == one.key), None)

    async def begin(self, offers: Offers, place: Place, *, asked_for: bool = False) -> bool:
        """Talks with the caller, if they can have that. False when that failed: the music has ended."""
        self._offered.append(offers)
        offer = offers.offer(self._context.id, self._caller, place, asked_for=asked_for)
        if offer is None:
            return True
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
            self._context.fault("media", error, "nothing was offered; the caller goes on waiting")
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
            await self._call_for_help(asking, asking.last)
        elif asking.last is not None:
            self.left_as = asking.last.cause if isinstance(asking.last, HangUp) else ""
            await self.close()

    async def _call_for_help(self, asking: Asking, route: Route) -> None:
        """They stay on the line, and are heard to the end of the sentence."""
        self.danger, self.speaker, self._asking = route, asking.speaker, None
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
    def booked(self) -> bool:
        """Whether a call-back is written down, told or not."""
        return any(asking.booked for asking in self._all)

    @property
    def left_a_message(self) -> bool:
        """Whether a whole message has become a case, told or not."""
        return any(asking.case for asking in self._all)

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
