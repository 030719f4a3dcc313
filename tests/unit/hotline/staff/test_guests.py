"""`hotline guests`: what is refused, and what is printed once."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_assist.settings import Guest
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import State
from hotline.staff.guests import GuestBook, GuestsError, with_guests

TEXT = """\
telephony:
  trunks:
    - {id: local, match: [203.0.113.7/32], dial: {address: 203.0.113.7, prefixes: ["110"]}}
partners:
  - {id: police, name: "110", number: "110"}
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [general]}
queues:
  - {id: general, name: 综合}
intents:
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


TOMORROW = (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%d 17:00")


class House:
    def __init__(self, folder: Path) -> None:
        self.config = folder / "config.yaml"
        self.config.write_text(TEXT, encoding="utf-8")
        self.state = State(folder / "state")

    def guests(self, *words: str) -> tuple[int, str]:
        where = ("--config", str(self.config), "--state", str(self.state.root))
        env = {"COLUMNS": "200", "LC_ALL": "C.UTF-8"}
        done = CliRunner().invoke(app, ["guests", *words, *where], env=env)
        return done.exit_code, done.output

    def add(self, guest: str = "zhang", *more: str, extension: str = "1090", until: str = TOMORROW):  # type: ignore[no-untyped-def]
        return self.guests(
            "add", guest, "--name", "张局长", "--extension", extension, "--until", until, *more
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_guest_is_added_listed_and_ended(house: House) -> None:
    code, shown = house.add("zhang", "--queues", "general")
    assert code == 0, shown
    assert TOMORROW in shown
    assert re.search(r"account 1090, password \S{12}", shown)
    with sqlite3.connect(house.state.accounts) as accounts:
        assert accounts.execute("SELECT agent FROM account").fetchall() == [("zhang",)]
    (listed,) = json.loads(house.guests("list", "--json")[1])
    assert (listed["id"], listed["queues"], listed["extension"]) == ("zhang", ["general"], "1090")
    assert house.guests("end", "zhang")[0] == 0
    assert json.loads(house.guests("list", "--json")[1]) == []
    code, shown = house.add("zhang")
    assert code == 0, "invited again"
    assert "password" in shown, "of the desk, a new one"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"guest": "wang"}, "is an agent already"),
        ({"guest": "police"}, "is an office in partners"),
        ({"extension": "1001"}, "is taken"),
        ({"extension": "citizen"}, "is taken"),
        ({"until": "2001-01-01 10:00"}, "is over already"),
        ({"until": "soon"}, "is no time"),
        ({"guest": "张"}, "id"),
        ({"extension": ""}, "telephone"),
    ],
)
def test_a_guest_who_cannot_be_is_refused_and_nothing_changes(
    house: House, change: dict[str, str], told: str
) -> None:
    code, shown = house.add(**change)
    assert code != 0
    assert told in shown
    assert json.loads(house.guests("list", "--json")[1]) == []


def test_a_guest_has_the_skills_of_special_seats(house: House) -> None:
    assert house.add("zhang", "--skills", "企业之家=5,特色农产品=4")[0] == 0
    (guest,) = json.loads(house.guests("list", "--json")[1])
    assert guest["skills"] == {"企业之家": 5, "特色农产品": 4}


@pytest.mark.parametrize("skills", ["企业之家", "企业之家=9", "=3", "企业之家=好"])
def test_skills_that_are_none_are_refused(house: House, skills: str) -> None:
    code, shown = house.add("zhang", "--skills", skills)
    assert (code != 0, "skills" in shown) == (True, True)


def test_unknown_queues_and_guests_are_named(house: House) -> None:
    code, shown = house.add("zhang", "--queues", "general,nowhere")
    assert (code != 0, "nowhere" in shown) == (True, True)
    code, shown = house.guests("end", "zhang")
    assert (code != 0, "zhang" in shown) == (True, True)


def test_a_guest_who_stays_for_centuries_or_serves_nobody_is_refused(house: House) -> None:
    code, shown = house.add(until="2999-10-01 17:00")
    assert code == 2
    assert "366" in shown
    config = load(house.config, HotlineConfig)
    guest = Guest.model_validate(
        {
            "id": "zhang",
            "name": "张局长",
            "extension": "1090",
            "queues": [],
            "until": datetime.now().astimezone() + timedelta(days=1),
        }
    )
    with pytest.raises(GuestsError, match="queue"):
        GuestBook(house.state.guests).add(guest, config, datetime.now().astimezone())
    assert GuestBook(house.state.guests).all() == []


def test_an_office_that_gets_the_id_of_a_guest_later_keeps_it(house: House) -> None:
    assert house.add("zhang")[0] == 0
    assert [one.id for one in with_guests(load(house.config, HotlineConfig), house.state).agents] == [
        "wang",
        "zhang",
    ]
    house.config.write_text(TEXT.replace("id: police", "id: zhang"), encoding="utf-8")
    assert [one.id for one in with_guests(load(house.config, HotlineConfig), house.state).agents] == ["wang"]
