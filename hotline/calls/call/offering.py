"""Beside the wait: the caller is offered a call-back, and agents may be rung meanwhile."""

from __future__ import annotations

from contracts.dialogue import HangUp, Route
from hotline.calls.call.asking import Asking
from hotline.calls.call.call_hearings import CallHearings
from hotline.calls.call.context import CallContext
from hotline.calls.call.inbox import Message
from hotline.calls.call.parts import CallBacks, Guide
from hotline.calls.call.speaker import Prompts, Speaker
from telephony.ari.client import AriError
from telephony.calls.place import Place


class Offering:
    """Of one caller; offered once, and again whenever they press the key."""

    def __init__(
        self,
        context: CallContext,
        prompts: Prompts,
        hearings: CallHearings,
        guide: Guide,
        callbacks: CallBacks,
        caller: str,
    ) -> None:
        """`guide`: who says what sentences mean; `caller` is their number."""
        self._context = context
        self._prompts = prompts
        self._hearings = hearings
        self._guide = guide
        self._callbacks = callbacks
        self._caller = caller
        self._asking: Asking | None = None
        self._over: list[Asking] = []
        self._offered = False
        self.called_back = False
        """It is written down, they were told, and the call is over."""
        self.danger: Route | None = None
        """Where they wait from now on: they have named danger."""
        self.speaker: Speaker | None = None
        """Who tells them so."""

    @property
    def going_on(self) -> bool:
        """Whether the caller is talked with."""
        return self._asking is not None

    def due(self, waited_s: float) -> bool:
        """Whether it is time to offer it unasked."""
        return not self._offered and waited_s >= self._callbacks.offer_after_s

    def wanted(self, digit: str) -> bool:
        """Whether that key asks for a call-back; who has named danger is called back no more."""
        return self.danger is None and digit == self._callbacks.key

    async def begin(self, place: Place, *, asked_for: bool = False) -> bool:
        """Talks with the caller, if they can be called back. False when that failed: the music has ended."""
        self._offered = True
        offer = self._callbacks.offer(self._context.id, self._caller, place, asked_for=asked_for)
        if offer is None:
            return True
        asking = Asking(
            self._context,
            offer.machine,
            self._prompts,
            self._hearings,
            ask_meaning=self._guide.meaning(),
            call_back=offer.write_down,
        )
        self._asking = asking
        try:
            await self._context.call.stop_music()
            await asking.begin()
        except (AriError, TimeoutError) as error:
            self._context.inbox.check()
            self._context.fault("media", error, "no call-back was offered; the caller goes on waiting")
            await self.close()
        return self.going_on

    async def take(self, message: Message) -> None:
        """One message of the inbox, while it is going on."""
        asking = self._asking
        assert asking is not None
        if not await asking.take(message):
            self.called_back = await asking.settled()
            await self.close()
        elif isinstance(asking.last, Route):
            await self._call_for_help(asking, asking.last)
        elif asking.last is not None:
            self.called_back = isinstance(asking.last, HangUp)
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
        return any(asking.booked for asking in (*self._over, *([self._asking] if self._asking else [])))

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
