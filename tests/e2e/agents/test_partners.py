"""Offices outside are asked into a call over a carrier, by real SIP; nobody else is ever dialled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import soundfile

from contracts import CallEnded, TranscriptFinal
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import RECORDINGS
from tests.e2e.conversations import CITIZEN, LI, VOICES, WANG, Conversation, conversation
from tests.e2e.house import House, opened
from tests.e2e.phones.carrier import Behaviour, Carrier, Dialled, carrier
from tests.e2e.phones.tones import hears_only, tone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

OFFICE, POLICE = "07752821234", "110"
OFFICES = f"""\
partners:
  - {{id: guigang, name: 贵港 12345, number: "{OFFICE}", ring_s: 5}}
  - {{id: police, name: 110 指挥中心, number: "{POLICE}", ring_s: 5}}
"""


@dataclass(slots=True)
class Place:
    house: House
    carrier: Carrier

    @property
    def sound(self) -> Path:
        """A tone of the office's own."""
        file = self.house.scene.folder / "office.wav"
        soundfile.write(file, tone(LI, 8), RATE)
        return file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def outside() -> AsyncIterator[Carrier]:
    async with carrier() as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built(outside: Carrier) -> AsyncIterator[House]:
    dial = f"{{address: '{outside.address}', prefixes: ['0775', '110']}}"
    trunk = f"trunks: [{{id: local, match: [127.0.0.1/32], dial: {dial}}}], "
    async with opened(OFFICES, telephony=trunk) as found:
        yield found


@pytest.fixture
def place(house: House, outside: Carrier) -> Place:
    return Place(house, outside)


@asynccontextmanager
async def consulting(
    place: Place, number: str = OFFICE, partner: str = "guigang"
) -> AsyncIterator[tuple[Conversation, Dialled]]:
    """wang talks with the office, the citizen hears music."""
    place.carrier.does[number] = "answer"
    before = len(place.carrier.calls)
    async with conversation(place.house) as talk:
        await talk.press("consult", partner=partner)
        dialled = await place.carrier.answered(before + 1)
        await stands(talk, "briefing")
        assert dialled.number == number
        yield talk, dialled


async def stands(talk: Conversation, state: str, reason: str | None = None) -> None:
    def shown() -> tuple[str, str] | None:
        found = talk.shown["transfer"]
        return found and (found["state"], found["reason"])

    await eventually(
        lambda: (found := shown()) and found[0] == state and reason in (None, found[1]), seen=shown
    )


async def test_all_three_hear_each_other_and_the_offices_words_are_written_under_its_name(
    place: Place,
) -> None:
    async with consulting(place) as (talk, dialled):
        dialled.voice.say(place.sound)
        await hears_only(talk.own, LI, of=VOICES)
        await talk.press("join")
        await stands(talk, "bridged")
        await hears_only(talk.citizen.phone, WANG, LI, of=VOICES)
        await hears_only(talk.own, CITIZEN, LI, of=VOICES)
        dialled.voice.say(RECORDINGS / "agent-1.wav")

        def written() -> bool:
            said = [e for e in talk.citizen.saw(TranscriptFinal) if isinstance(e, TranscriptFinal)]
            return any((e.leg, e.agent) == ("consulted", "guigang") and e.text for e in said)

        await eventually(written, seen=lambda: talk.citizen.saw(TranscriptFinal))
        await talk.own.say(tone(WANG))
        place.carrier.hang_up(dialled)
        await stands(talk, "completed")
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()


async def test_the_office_has_the_call_when_the_agent_leaves_and_it_ends_with_the_office(
    place: Place,
) -> None:
    async with consulting(place, POLICE, "police") as (talk, dialled):
        await talk.press("complete")
        await talk.wang.until(phase="wrap_up")
        dialled.voice.say(place.sound)
        await hears_only(talk.citizen.phone, LI, of=VOICES)
        assert talk.sun.calls[talk.call]["agent"] == "police"
        place.carrier.hang_up(dialled)
        await talk.citizen.until(CallEnded)


async def test_an_office_that_hangs_up_in_the_briefing_gives_the_citizen_back(place: Place) -> None:
    async with consulting(place) as (talk, dialled):
        place.carrier.hang_up(dialled)
        await stands(talk, "rejected")
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()


async def test_what_an_office_says_before_it_answers_is_heard_by_the_agent_alone(place: Place) -> None:
    place.carrier.does[OFFICE] = "early media"
    before = len(place.carrier.calls)
    async with conversation(place.house) as talk:
        await talk.press("consult", partner="guigang")
        dialled = await place.carrier.call(before + 1)
        await stands(talk, "ringing")
        dialled.voice.say(place.sound)
        await hears_only(talk.own, LI, of=VOICES)
        await hears_only(talk.citizen.phone, of=VOICES)
        await talk.press("take_back")
        await stands(talk, "cancelled")
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await hears_only(talk.own, CITIZEN, of=VOICES)
        await talk.citizen.phone.hang_up()


async def test_who_is_taken_back_rings_no_more(place: Place) -> None:
    place.carrier.does[OFFICE] = "ring"
    before = len(place.carrier.calls)
    async with conversation(place.house) as talk:
        await talk.press("consult", partner="guigang")
        dialled = await place.carrier.call(before + 1)
        await stands(talk, "ringing")
        await talk.press("complete")
        await eventually(lambda: talk.wang.errors, seen=lambda: talk.shown["transfer"])
        await talk.press("take_back")
        await stands(talk, "cancelled")
        await eventually(dialled.over.is_set)
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()


@pytest.mark.parametrize(
    ("does", "state", "reason"),
    [
        (486, "failed", "busy"),
        (404, "failed", "wrong number"),
        (480, "failed", "no answer"),
        (603, "rejected", "rejected"),
        ("ring", "failed", "no answer"),
        ("early media", "failed", "no answer"),
    ],
)
async def test_an_office_that_does_not_come_gives_the_citizen_back_and_says_why(
    place: Place, does: Behaviour, state: str, reason: str
) -> None:
    place.carrier.does[OFFICE] = does
    async with conversation(place.house) as talk:
        await talk.press("consult", partner="guigang")
        await stands(talk, state, reason)
        await hears_only(talk.citizen.phone, WANG, of=VOICES)
        await talk.citizen.phone.hang_up()


TRICKS = [
    *(
        OFFICE,
        POLICE,
        "13912345678",
        "+8613912345678",
        "0013912345678",
        "９００１１２２３３",
        "*72",
        "#",
        "1 1 0",
    ),
    *(
        "guigang ",
        "GUIGANG",
        "guigang@203.0.113.9",
        "guigang,police",
        "../guigang",
        "PJSIP/local-out",
        "\u200bpolice",
    ),
    "sip:1@203.0.113.9",
]


async def test_nothing_but_an_office_of_the_list_is_ever_dialled(place: Place) -> None:
    before = len(place.carrier.calls)
    async with conversation(place.house) as talk:
        refused = 0
        for trick in TRICKS:
            for kind in ("consult", "hand_on"):
                for field in ("partner", "agent", "queue"):
                    await talk.press(kind, **{field: trick})
                    refused += 1
        await talk.press("hand_on", partner="police")
        await talk.press("consult", partner="police", agent="li")
        await eventually(lambda: len(talk.wang.errors) == refused + 2, seen=lambda: talk.wang.errors[-3:])
        assert talk.shown["transfer"] is None
        assert len(place.carrier.calls) == before
        await talk.citizen.phone.hang_up()
