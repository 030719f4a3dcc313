"""Where a waiting caller stands, and how long it may still take: said beside the music, and noted."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import AgentAnswered, ForeseenWait, WaitSaid
from hotline.calls.call.context import CallContext
from hotline.calls.call.dialogue.speaker import FILE_HZ
from hotline.calls.call.parts import CallParts
from hotline.calls.call.queue.offering import Offering
from hotline.calls.foreseen.foreseen import WaitRange
from telephony.ari.client import AriError
from telephony.ari.switchboard import Ownership
from telephony.calls.place import Place
from telephony.sound.prompts import SynthesisError


class Announcing:
    """Of one caller."""

    def __init__(self, context: CallContext, channels: Ownership, parts: CallParts) -> None:
        """`channels`: where the events of announcements are asked for."""
        self._context = context
        self._call = context.call
        self._channels = channels
        self._floor = parts.floor
        self._elsewhere = parts.elsewhere
        self._guide = parts.guide
        self._foreseen = parts.foreseen
        self._prompts = parts.prompts
        self._said: WaitSaid | None = None
        self._playbacks: list[str] = []

    def standing(self, place: Place) -> tuple[list[str], WaitRange | None]:
        """The caller's place in words, and how long it may still take, if that is known."""
        position = self._floor.position(self._call.id)
        if not position:
            return [], None
        here = self._floor.staffed(place.queue)
        staffed = here or self._elsewhere.staffed(place.queue)
        texts = [self._guide.waiting_text(position, staffed, place.foreign)]
        wait = self._foreseen(self._call.id) if here and not place.foreign else None
        if wait is not None:
            texts.append(self._guide.wait_text(wait.low_s, wait.high_s))
        return texts, wait

    async def announce(self, offering: Offering, place: Place) -> None:
        """Beside the music, or in a talk in which the caller is listened to."""
        texts, wait = self.standing(place)
        if not texts:
            return
        if (await offering.tell(place, texts) or await self.say(texts)) and wait is not None:
            self._tell(wait)

    async def say(self, texts: Sequence[str]) -> bool:
        """Over the music, which is to be started again when it has ended. Whether it is said."""
        try:
            files = [await self._prompts.file(text, FILE_HZ) for text in texts]
            playback = f"announce.{len(self._playbacks)}.{self._call.id}"
            self._playbacks.append(playback)
            self._channels.own(playback)
            await self._call.announce([str(path.with_suffix("")) for path in files], playback)
        except (SynthesisError, AriError) as error:
            self._context.fault("queue", error, "没有播报，只有音乐 / it was not said: the music goes on")
            return False
        return True

    def answered(self, agent: str) -> AgentAnswered:
        """With what was foreseen first, so that every record shows whether it was true."""
        answered = AgentAnswered(call=self._call.id, agent=agent)
        if (said := self._said) is None:
            return answered
        real = max(0.0, answered.at - said.at)
        wait = ForeseenWait(low_s=said.low_s, high_s=said.high_s, median_s=said.median_s, real_s=real)
        return answered.model_copy(update={"foreseen": wait})

    def begin_anew(self) -> None:
        """What was foreseen was for another wait, or another queue."""
        self._said = None

    def close(self) -> None:
        """Nobody waits for the end of an announcement any more."""
        self._channels.disown(*self._playbacks)

    def _tell(self, wait: WaitRange) -> None:
        said = WaitSaid(call=self._call.id, low_s=wait.low_s, high_s=wait.high_s, median_s=wait.median_s)
        self._said = self._said or said
        self._context.publish(said)
