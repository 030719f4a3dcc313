"""At which telephone an agent is rung, of one's own and of browsers."""

from __future__ import annotations

from telephony.distributor.telephones import Telephones
from tests.unit.telephony.distributor.room import Room
from tests.virtualtime import at_virtual_time

OWN, PAGE, OTHER = "PJSIP/1001", "PJSIP/web-1", "PJSIP/web-2"


def test_a_browser_that_is_there_is_rung_and_else_the_own_telephone() -> None:
    phones = Telephones({"wang": "1001"})
    assert phones.to_ring("wang") == "1001"
    phones.sit_at("wang", "web-1")
    assert phones.to_ring("wang") == "1001"
    phones.seen(PAGE, True)
    assert phones.to_ring("wang") == "web-1"
    phones.sit_at("wang", "web-2")
    phones.seen(OTHER, True)
    assert phones.to_ring("wang") == "web-2"
    phones.leave("web-2")
    assert phones.to_ring("wang") == "web-1"
    phones.seen(PAGE, False)
    assert phones.to_ring("wang") == "1001"


def test_who_has_no_telephone_of_their_own_is_rung_at_the_browser() -> None:
    phones = Telephones({})
    assert phones.to_ring("sun") is None
    phones.sit_at("sun", "web-1")
    phones.seen(PAGE, True)
    assert phones.to_ring("sun") == "web-1"


@at_virtual_time
async def test_any_telephone_that_is_there_makes_an_agent_available() -> None:
    room = Room()
    room.floor.sit_at("wang", "web-1")
    assert room.phase("wang") == "offline"
    room.floor.device(PAGE, "NOT_INUSE")
    assert room.phase("wang") == "available"
    assert room.floor.phone("wang") == "web-1"
    room.floor.device(OWN, "NOT_INUSE")
    room.floor.device(PAGE, "UNAVAILABLE")
    assert room.phase("wang") == "available"
    assert room.floor.phone("wang") == "1001"
    room.floor.device(OWN, "UNAVAILABLE")
    assert room.phase("wang") == "offline"


@at_virtual_time
async def test_a_log_in_that_ends_takes_its_telephone_away() -> None:
    room = Room()
    room.floor.sit_at("wang", "web-1")
    room.floor.device(PAGE, "NOT_INUSE")
    room.floor.leave_phone("web-1")
    assert room.phase("wang") == "offline"
    room.floor.device(PAGE, "NOT_INUSE")
    assert room.phase("wang") == "offline"
