"""A citizen who talks with an agent, each a tone of their own, for tests of what agents do with a call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hotline.bench.softphone import Softphone
from tests.e2e.desks import Desk, Shown
from tests.e2e.house import House, queued
from tests.e2e.phones.people import Citizen, phone
from tests.e2e.phones.tones import hears_only, tone

CITIZEN, WANG, LI, SUN = 1100.0, 700.0, 1500.0, 1900.0
VOICES = (CITIZEN, WANG, LI, SUN)


@dataclass
class Conversation:
    """wang leads it; sun looks on."""

    citizen: Citizen
    wang: Desk
    sun: Desk
    own: Softphone

    @property
    def call(self) -> str:
        return self.citizen.timeline.call

    @property
    def shown(self) -> Shown:
        """The call as wang's desk shows it."""
        return self.wang.calls[self.call]

    async def press(self, kind: str, **fields: object) -> None:
        """A button of wang's."""
        await self.wang.press(kind, call=self.call, **fields)


@asynccontextmanager
async def conversation(house: House) -> AsyncIterator[Conversation]:
    async with (
        house.desk("sun") as sun,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True) as own,
    ):
        await wang.until(phase="available")
        async with queued(house, "1", sun) as citizen:
            await wang.until(phase="talking")
            await citizen.phone.say(tone(CITIZEN))
            await own.say(tone(WANG))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await hears_only(own, CITIZEN, of=VOICES)
            yield Conversation(citizen, wang, sun, own)
