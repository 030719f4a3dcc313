"""Corrections: kept with the records, listed, taken over as sayings without harm, put aside."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from contracts import Corrected, Event
from hotline.administration.corrections.saying import NotASaying, as_saying, with_saying
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import State
from hotline.records.database.corrections.store import Corrections
from hotline.records.database.records import Records, RecordsUnavailable
from ivr.settings.words.template import cover
from ivr.settings.words.template import parse as template

TEXT = """\
# our hotline
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [urban, general]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - id: noise      # loud neighbours
    name: 噪声
    queue: urban
    sayings:
      - 楼上装修声音太大了
      - 楼下广场舞太吵了
      - 工地半夜还在施工   # the last one
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


def corrected(call: str, **more: Any) -> Corrected:
    fields = {"agent": "wang", "queue": "urban", "intent": "noise", "decided_intent": "school", "at": 100.0}
    return Corrected(call=call, **{**fields, "heard": "隔壁天天放音响震得慌", **more})


async def keep(state: Path, *events: Event) -> None:
    """As the service does."""
    records = Records(State(state).database_url, spill=State(state).spill)
    await records.open()
    for event in events:
        records.write(event)
    await records.close()


def kept(state: Path, *events: Event) -> None:
    """For tests of commands, which have loops of their own."""
    asyncio.run(keep(state, *events))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(place: Path, *arguments: str) -> tuple[int, str]:
    options = ["--config", str(place / "config.yaml"), "--state", str(place)]
    result = CliRunner().invoke(app, ["corrections", *arguments, *options])
    return result.exit_code, re.sub(r"\s+", " ", result.output)


def listed(place: Path, *arguments: str) -> list[dict[str, Any]]:
    options = ["--config", str(place / "config.yaml"), "--state", str(place), "--json"]
    result = CliRunner().invoke(app, ["corrections", "list", *arguments, *options])
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


# --- kept ---


@pytest.mark.usefixtures("database")
async def test_a_correction_is_kept_with_its_call(tmp_path: Path) -> None:
    await keep(tmp_path, corrected("one"))
    async with Corrections.opened(State(tmp_path).database_url) as store:
        (one,) = await store.listed()
    assert (one.call, one.agent, one.heard) == ("one", "wang", "隔壁天天放音响震得慌")
    assert (one.decided_intent, one.intent, one.queue, one.status) == ("school", "noise", "urban", "open")


@pytest.mark.usefixtures("database")
async def test_the_last_correction_of_a_call_counts_whatever_comes_late_or_twice(tmp_path: Path) -> None:
    first, last = corrected("one", at=100.0), corrected("one", at=200.0, intent=None, queue="general")
    await keep(tmp_path, last, first, last)
    url = State(tmp_path).database_url
    async with Corrections.opened(url) as store:
        (one,) = await store.listed()
        assert (one.at, one.intent, one.queue) == (200.0, None, "general")
        await store.close([one], "accepted", "root")
    await keep(tmp_path, last)
    async with Corrections.opened(url) as store:
        assert await store.listed() == [], "the same event again opens nothing"
    await keep(tmp_path, corrected("one", at=300.0))
    async with Corrections.opened(url) as store:
        (again,) = await store.listed()
    assert (again.id, again.intent, again.closed_by) == (one.id, "noise", None)


@pytest.mark.usefixtures("database")
async def test_correcting_to_what_was_decided_takes_the_correction_back(tmp_path: Path) -> None:
    back = corrected("one", at=200.0, intent="school", queue="general", decided_queue="general")
    await keep(tmp_path, corrected("one"), back)
    async with Corrections.opened(State(tmp_path).database_url) as store:
        assert await store.listed() == []
        assert [one.status for one in await store.listed(None)] == ["dismissed"]


@pytest.mark.usefixtures("database")
async def test_one_that_an_agent_changes_meanwhile_is_not_closed(tmp_path: Path) -> None:
    await keep(tmp_path, corrected("one"))
    async with Corrections.opened(State(tmp_path).database_url) as store:
        found = await store.listed()
        await keep(tmp_path, corrected("one", at=200.0))
        await store.close(found, "dismissed", "root")
        assert len(await store.listed()) == 1


async def test_a_database_that_is_away_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RecordsUnavailable, match="nowhere"):
        async with Corrections.opened(f"sqlite:///{tmp_path}/nowhere/hotline.db"):
            pass


# --- a sentence becomes a saying ---


def test_a_saying_means_the_sentence_and_nothing_else() -> None:
    assert as_saying(" 我家(楼下)\n[太吵] {home}|了 ") == "我家楼下 太吵 home了"
    assert as_saying("我家（楼下）【太吵】｜了") == "我家楼下太吵了"


@pytest.mark.parametrize(
    ("sentence", "why"), [("", "nothing"), ("[]", "nothing"), ("我是138****8000", "number")]
)
def test_what_cannot_be_a_saying_is_refused(sentence: str, why: str) -> None:
    with pytest.raises(NotASaying, match=why):
        as_saying(sentence)
    with pytest.raises(NotASaying, match="longer"):
        as_saying("长" * 201)


SOURCES = Sources.single(TEXT.encode(), "config.yaml")


@given(st.text(max_size=60), st.sampled_from(["noise", "school"]))
def test_any_sentence_is_written_so_that_it_is_read_again(sentence: str, intent: str) -> None:
    try:
        saying = as_saying(sentence)
    except NotASaying:
        return
    assert cover(template(saying), {}, 9) == [saying]
    after = with_saying(SOURCES, intent, saying)
    config, _ = parse(after, HotlineConfig)
    assert config.ivr.intent(intent).sayings[-1] == saying


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    sayings:\n    - 一句话\n", "    sayings:\n    - 一句话\n    - 又一句\n"),
        ("    sayings: [一句话]\n", "    sayings: [一句话, 又一句]\n"),
        ("    sayings: [一句话,]\n", "    sayings: [一句话,又一句]\n"),
        ("    sayings:\n      - 一句话 # why\n\n", "    sayings:\n      - 一句话 # why\n      - 又一句\n\n"),
        (
            "    sayings:\n      - >-\n        一句\n        话\n",
            "        一句\n        话\n      - 又一句\n",
        ),
        ("    sayings:\r\n      - 一句话\r\n", "      - 一句话\r\n      - 又一句\r\n"),
        ("    sayings:\n      - 一句话", "      - 一句话\n      - 又一句\n"),
    ],
)
def test_everything_else_stays_as_it_was_written(before: str, after: str) -> None:
    head = TEXT[: TEXT.index("intents:")] + "intents:\n  - id: one\n    name: 一\n    queue: urban\n"
    changed = with_saying(Sources.single((head + before).encode(), "config.yaml"), "one", "又一句")
    text = changed.files["config.yaml"].decode()
    assert text.startswith(head)
    assert text.endswith(after)


def test_a_saying_goes_into_the_file_where_its_intent_stands() -> None:
    at = TEXT.index("intents:")
    main = f"include: [intents.yaml]\n{TEXT[:at]}".encode()
    sources = Sources("config.yaml", {"config.yaml": main, "intents.yaml": TEXT[at:].encode()})
    changed = with_saying(sources, "noise", "又一句")
    assert changed.files["config.yaml"] == main
    assert "      - 又一句\n" in changed.files["intents.yaml"].decode()


def test_an_alias_is_not_touched() -> None:
    shared = TEXT.replace("    sayings:\n      - 楼上", "    sayings: &all\n      - 楼上").replace(
        "sayings: [孩子上小学怎么报名, 学区是怎么划分的]", "sayings: *all"
    )
    with pytest.raises(NotASaying, match="yourself"):
        with_saying(Sources.single(shared.encode(), "config.yaml"), "school", "又一句")


# --- the command ---


def test_an_accepted_sentence_is_a_saying_and_comments_stay(place: Path) -> None:
    kept(place, corrected("one"))
    (row,) = listed(place)
    code, output = run(place, "accept", str(row["id"]))
    assert code == 0, output
    assert "隔壁天天放音响震得慌 → noise" in output
    expected = TEXT.replace("# the last one\n", "# the last one\n      - 隔壁天天放音响震得慌\n")
    assert (place / "config.yaml").read_text(encoding="utf-8") == expected
    assert listed(place) == []
    (done,) = listed(place, "--all")
    assert done["status"] == "accepted"
    assert done["closed_by"]
    code, output = run(place, "accept", str(row["id"]))
    assert (code, "accepted already" in output) == (2, True)


def test_a_sentence_that_would_confuse_is_refused_and_the_others_are_taken(place: Path) -> None:
    bad, good = corrected("bad", heard="孩子上小学怎么报名"), corrected("good", at=101.0)
    kept(place, bad, good)
    ids = [str(row["id"]) for row in listed(place)]
    code, output = run(place, "accept", *ids)
    assert code == 1
    assert f"{ids[0]} refused" in output
    assert "school" in output
    text = (place / "config.yaml").read_text(encoding="utf-8")
    assert text.count("孩子上小学怎么报名") == 1
    assert "隔壁天天放音响震得慌" in text
    assert [row["call"] for row in listed(place)] == ["bad"]


def test_an_old_doubt_refuses_nothing_new(place: Path) -> None:
    doubtful = TEXT.replace(
        "- {id: general, name: 综合}", "- {id: general, name: 综合}\n  - {id: x, name: 无人}"
    )
    (place / "config.yaml").write_text(doubtful, encoding="utf-8")
    kept(place, corrected("one"))
    (row,) = listed(place)
    assert run(place, "accept", str(row["id"]))[0] == 0


def test_a_queue_alone_needs_an_intent_and_a_number_needs_other_words(place: Path) -> None:
    kept(place, corrected("one", intent=None, heard="我是138****8000，隔壁太吵"))
    (row,) = listed(place)
    code, output = run(place, "accept", str(row["id"]))
    assert (code, "--intent" in output) == (1, True)
    code, output = run(place, "accept", str(row["id"]), "--intent", "noise")
    assert (code, "--as" in output) == (1, True)
    assert (place / "config.yaml").read_text(encoding="utf-8") == TEXT
    code, output = run(place, "accept", str(row["id"]), "--intent", "noise", "--as", "隔壁天天太吵")
    assert code == 0, output
    assert "- 隔壁天天太吵" in (place / "config.yaml").read_text(encoding="utf-8")


def test_what_is_a_saying_already_is_done_with(place: Path) -> None:
    kept(place, corrected("one", heard="楼上装修声音太大了"))
    (row,) = listed(place)
    assert run(place, "accept", str(row["id"]))[0] == 0
    assert (place / "config.yaml").read_text(encoding="utf-8") == TEXT
    assert listed(place) == []


def test_dismissed_ones_are_put_aside(place: Path) -> None:
    kept(place, corrected("one"), corrected("two", at=101.0))
    first, second = (str(row["id"]) for row in listed(place))
    assert run(place, "dismiss", first)[0] == 0
    assert [str(row["id"]) for row in listed(place)] == [second]
    assert run(place, "dismiss", first)[0] == 2


@pytest.mark.parametrize("arguments", [("list",), ("accept", "1"), ("dismiss", "1")])
def test_without_records_it_says_where_they_would_be(place: Path, arguments: tuple[str, ...]) -> None:
    code, output = run(place, *arguments)
    assert (code, "no records here" in output) == (2, True)


def test_numbers_that_are_not_there_are_named(place: Path) -> None:
    kept(place, corrected("one"))
    code, output = run(place, "dismiss", "999")
    assert (code, "999" in output) == (2, True)
    code, output = run(place, "list")
    assert (code, "隔壁天天放音响" in output.replace(" ", "")) == (0, True)


def test_what_callers_of_another_queue_say_is_refused_as_the_agents_mistake(place: Path) -> None:
    kept(
        place,
        corrected("one", heard="学区是怎么划分的呀"),
        corrected("two", heard="学区房楼下太吵", at=101.0),
    )
    code, output = run(place, "accept", *(str(row["id"]) for row in listed(place)))
    assert code == 1
    assert "学区是怎么划分的" in output
    assert "入学 (school, queue general)" in output
    text = (place / "config.yaml").read_text(encoding="utf-8")
    assert ("学区是怎么划分的呀" in text, "学区房楼下太吵" in text) == (False, True)
