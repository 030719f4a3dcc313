"""A voice that Asterisk gets and we do not hear is let in anew, and only then."""

from __future__ import annotations

import asyncio

import pytest

from telephony.calls.media.reception import Arrived, Reception
from tests.virtualtime import at_virtual_time

TICK_S = 0.2
PACKETS_A_SECOND = 50


class Leg:
    """What Asterisk counts of a leg, and how often its way to us was made anew."""

    def __init__(self, *, sends: bool = True) -> None:
        self.sends = sends
        self.source, self.lost = 7, 0
        self.renewed = 0
        self.away = False
        self.fails = False
        self.reception = Reception(self._arrived, self._renew)

    async def _arrived(self) -> Arrived:
        if self.away:
            raise OSError("Asterisk does not answer")
        now = asyncio.get_running_loop().time()
        return Arrived(self.source, int(now * PACKETS_A_SECOND) if self.sends else 0, self.lost)

    async def _renew(self) -> None:
        self.renewed += 1
        if self.fails:
            raise OSError("not now")

    async def silent(self, ticks: int, first: int = 1) -> None:
        """Nothing is heard for so many fifths of a second."""
        for tick in range(first, first + ticks):
            self.reception.silence(tick)
            await asyncio.sleep(TICK_S)


@at_virtual_time
async def test_a_voice_that_arrives_unheard_is_let_in_anew_at_once() -> None:
    leg = Leg()
    await leg.silent(1)
    assert leg.renewed == 1


@at_virtual_time
async def test_who_sends_nothing_is_left_alone() -> None:
    leg = Leg(sends=False)
    await leg.silent(50)
    assert leg.renewed == 0
    leg.sends = True
    await leg.silent(5, first=51)
    assert leg.renewed == 1, "and is heard within a second when sending again"


@at_virtual_time
async def test_a_phone_that_sends_silence_is_not_let_in_again_and_again() -> None:
    leg = Leg()
    for _ in range(5):
        await leg.silent(20)
    assert leg.renewed == 1


@pytest.mark.parametrize("change", ["source", "lost"])
@at_virtual_time
async def test_but_when_its_numbers_jump(change: str) -> None:
    leg = Leg()
    await leg.silent(20)
    setattr(leg, change, 45_536)
    await leg.silent(1)
    assert leg.renewed == 2


@at_virtual_time
async def test_asterisk_may_fail_meanwhile() -> None:
    leg = Leg()
    leg.away = True
    await leg.silent(2)
    leg.away = False
    await leg.silent(1, first=3)
    assert leg.renewed == 1


@at_virtual_time
async def test_what_cannot_be_made_anew_is_not_taken_down_every_second() -> None:
    leg = Leg()
    leg.fails = True
    await leg.silent(100)
    assert leg.renewed == 1
    leg.lost = 45_536
    await leg.silent(1)
    assert leg.renewed == 2, "its numbers have jumped"
