"""`hotline persons`: everything of one person is found, handed over and deleted, nothing of another."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import (
    CallEnded,
    CallLookedUp,
    CallStarted,
    PersonDeleted,
    PersonExported,
    TranscriptFinal,
)
from hotline.cases.store import PURPOSE as CASES
from hotline.cases.store import CaseStore
from hotline.cases.table import CaseMatter
from hotline.cases.table import Person as CasePerson
from hotline.city.kept.store import PURPOSE as CITY
from hotline.city.kept.store import CityStore
from hotline.cli.app import app
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.bus import EventBus
from hotline.records.database.callbacks.store import PURPOSE as CALLBACKS
from hotline.records.database.callbacks.store import CallbackStore
from hotline.records.database.followups.store import PURPOSE as FOLLOWUPS
from hotline.records.database.followups.store import FollowupStore, Wanted
from hotline.records.database.outbox import Outbox
from hotline.records.database.past.store import PURPOSE as CALLERS
from hotline.records.database.past.store import PastStore
from hotline.records.database.records import Records
from hotline.records.sealing import Seal
from telephony.calls.place import Place
from tests.databases import dump

pytestmark = pytest.mark.usefixtures("database")

HOTLINE = """\
agents: [{{id: wang, name: 王芳, extension: "1001"}}]
desk: {{emergency_queues: []}}
dialogue: {{human_queue: general}}
queues: [{{id: general, name: 综合}}]
intents: [{{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}]
records: {{url: "{url}"}}
"""
NUMBER, OTHER = "13812348000", "13899998000"
WORDS, OTHERS = "路灯不亮了", "水管漏水了"
NAME, APPEAL = "欧阳小明", "尽快把灯修好"


class House:
    """A state folder in which two people have called."""

    def __init__(self, folder: Path) -> None:
        self.state = State(folder)
        self.secret = load_or_create(self.state.secrets, ()).seal
        self.config = folder / "config.yaml"
        self.config.write_text(HOTLINE.format(url=self.state.database_url), "utf-8")
        self.case = asyncio.run(self._fill())
        file = self.state.recordings / "2025-11-29" / "mine.1764400000000.wav"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"sound")
        self.recording = file

    def run(self, *words: str) -> tuple[int, str]:
        where = ("--config", str(self.config), "--state", str(self.state.root))
        done = CliRunner().invoke(app, ["persons", *words, *where], env={"LC_ALL": "C.UTF-8"})
        return done.exit_code, done.output

    def left(self) -> list[object]:
        async def ask() -> list[object]:
            async with Outbox.opened(self.state.database_url) as outbox:
                return list((await outbox.waiting("hotline1")).values())

        return asyncio.run(ask())

    def close(self) -> None:
        async def run() -> None:
            async with CaseStore.opened(self.state.database_url, Seal(self.secret, CASES)) as cases:
                await cases.set_state(self.case, "closed", "8001")

        asyncio.run(run())

    def everything(self) -> str:
        """Every row of every table, as text."""
        return dump(self.state.database_url)

    async def _fill(self) -> str:
        url = self.state.database_url
        async with (
            Records.opened(url, EventBus(), self.state.spill) as records,
            PastStore.opened(url, Seal(self.secret, CALLERS)) as past,
            CityStore.opened(url, Seal(self.secret, CITY)) as city,
            CaseStore.opened(url, Seal(self.secret, CASES)) as cases,
            FollowupStore.opened(url, Seal(self.secret, FOLLOWUPS)) as followups,
            CallbackStore.opened(url, Seal(self.secret, CALLBACKS)) as callbacks,
        ):
            for call, number, said in (("mine", NUMBER, WORDS), ("theirs", OTHER, OTHERS)):
                for event in (
                    CallStarted(call=call, at=1, caller="138****8000", dialled="12345"),
                    TranscriptFinal(
                        call=call,
                        at=2,
                        leg="caller",
                        utterance=0,
                        text=said,
                        start_ms=0,
                        end_ms=1,
                        confidence=1,
                    ),
                    CallEnded(call=call, at=3, by="caller"),
                    CallLookedUp(call=call, at=4, agent="9001"),
                ):
                    records.write(event)
                await past.note(call, number, 1)
                await city.note(call, number, 1)
            await records.flush()
            matter = CaseMatter(
                topic="路灯",
                place="人民路",
                said=WORDS,
                appeal=APPEAL,
                people="隔壁邻居",
                community="翠竹小区",
                longitude=113.25,
            )
            case = await cases.open("mine", NUMBER, matter, person=CasePerson(NAME))
            await cases.join(case.number, "theirs", "8001")
            await followups.add("hotline1", [Wanted(NUMBER, "default", case.number)])
            await callbacks.book("hotline1", "missed", "mine", NUMBER, Place(queue="urban", since=1), 0)
            return case.number


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "state")


@pytest.mark.parametrize("who", ["+86 138 1234 8000", "case"])
def test_all_of_a_person_is_handed_over_and_nothing_of_another(
    house: House, tmp_path: Path, who: str
) -> None:
    code, output = house.run("export", house.case if who == "case" else who, "--to", str(tmp_path / "to"))
    assert code == 0, output
    readable = (tmp_path / "to" / "person.txt").read_text("utf-8")
    found = json.loads((tmp_path / "to" / "person.json").read_text("utf-8"))
    assert [call["id"] for call in found["calls"]] == ["mine"]
    assert [case["number"] for case in found["cases"]] == [house.case]
    assert [one["file"] for one in found["recordings"]] == [str(house.recording)]
    assert (len(found["callbacks"]), len(found["followups"])) == (1, 1)
    for shown in (WORDS, house.case, str(house.recording), "人民路", NAME, APPEAL, "隔壁邻居"):
        assert shown in readable
    assert found["cases"][0]["person"]["name"] == NAME
    whole = readable + json.dumps(found, ensure_ascii=False)
    assert OTHERS not in whole
    assert NUMBER not in whole
    assert '"sealed"' not in whole
    [told] = house.left()
    assert isinstance(told, PersonExported)
    assert (told.person, told.agent, told.calls, told.recordings) == ("138****8000", this_user(), 1, 1)


def test_a_dry_run_deletes_nothing_and_a_running_case_is_kept(house: House) -> None:
    before = house.everything()
    house.run("delete", NUMBER, "--dry-run", "--closed-anyway")
    code, output = house.run("delete", NUMBER, "--yes")
    assert code == 2
    assert house.case in output
    assert "--closed-anyway" in output
    assert house.everything() == before
    assert house.recording.is_file()


@pytest.mark.parametrize("anyway", [True, False])
def test_what_is_deleted_is_gone_and_traces_stay(house: House, anyway: bool) -> None:
    if not anyway:
        house.close()
    code, output = house.run("delete", NUMBER, "--yes", *(["--closed-anyway"] if anyway else []))
    assert code == 0, output
    assert not house.recording.exists()
    kept = house.everything()
    for gone in (WORDS, "人民路", "欧", APPEAL, "隔壁邻居", "翠竹小区", "113.25"):
        assert gone not in kept
    assert OTHERS in kept
    assert kept.count("call_looked_up") >= 2, "who looked at it stays"
    for purpose in (CASES, FOLLOWUPS, CALLERS, CALLBACKS, CITY):
        assert Seal(house.secret, purpose).name(NUMBER) not in kept
    told = next(one for one in house.left() if isinstance(one, PersonDeleted))
    assert (told.person, told.calls, told.cases, told.recordings) == ("138****8000", 1, 1, 1)
    code, output = house.run("delete", NUMBER, "--yes")
    assert (code, "nothing is kept" in output) == (1, True)


def test_who_says_no_nothing_is_deleted_of(house: House) -> None:
    house.close()
    before = house.everything()
    where = ("--config", str(house.config), "--state", str(house.state.root))
    assert CliRunner().invoke(app, ["persons", "delete", NUMBER, *where], input="n\n").exit_code == 1
    assert house.everything() == before


def test_what_is_no_person_is_said(house: House, tmp_path: Path) -> None:
    for who, code in (("110", 2), ("nobody", 2), ("13712340000", 1)):
        assert house.run("export", who, "--to", str(tmp_path / "to"))[0] == code
    assert not (tmp_path / "to").exists()
    assert not house.left()
