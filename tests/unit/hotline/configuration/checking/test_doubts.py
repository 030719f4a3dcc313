"""Each thing that `hotline check` doubts, in a configuration that has only this."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.checking.doubts import Doubt, doubts
from hotline.configuration.checking.menu.duty import announcements_that_are_over, calendar_that_ends
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import DEFAULT_CONFIG
from ivr.dialogue.hours.calendar import LAST_KNOWN

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001"}
hours:
  office: {workdays: ["08:30-17:30"]}
  night: {workdays: ["00:00-08:30", "17:30-24:00"], weekends: ["00:00-24:00"], holidays: ["00:00-24:00"]}
queues:
  - {id: urban, name: 城市管理, key: "2", menu_words: [占道经营]}
  - {id: legal, name: 法律咨询, hours: office}
  - {id: duty, name: 夜间值班, hours: night}
  - {id: general, name: 综合}
lists:
  home: [我家, 我们小区]
questions:
  - id: kind
    label: 户型
    prompt: 您住的是平房还是楼房？
    kind: choice
    choices: {平房: [], 楼房: [高楼]}
intents:
  - id: noise
    name: 噪声
    queue: urban
    menu_words: [施工噪声]
    ask: [kind]
    sayings: ["{home}楼上装修声音太大了", 楼下广场舞太吵了]
  - {id: law, name: 法律, queue: legal, sayings: [我想问一下劳动合同, 合同到期不续签怎么赔]}
  - {id: night, name: 夜间, queue: duty, sayings: [晚上有没有人值班, 夜里能不能来人]}
announcements:
  - {id: water, text: 幸福路今天停水。, words: [幸福路], ends: 2999-01-01 08:00}
"""


def found(text: str) -> list[Doubt]:
    config, source = parse(Sources.single(text.encode(), "config.yaml"), HotlineConfig)
    return [doubt for doubt in doubts(config, source) if doubt.kind != "calendar"]


def test_the_unchanged_one_has_none() -> None:
    assert found(TEXT) == []


DOUBTFUL: list[tuple[str, str, str, str, str]] = [
    # what is replaced, by what, kind, a piece of the line, words of the message
    (
        "{id: general, name: 综合}",
        "{id: general, name: 综合, hours: office}",
        "closed",
        "id: legal",
        "on a working day at 00:00 nobody is on duty: legal → general closed",
    ),
    (
        "hours: office}",
        "hours: office, after_hours: duty}\n"
        "  - {id: tax, name: 税务咨询, key: '4', hours: office, after_hours: tax2}\n"
        "  - {id: tax2, name: 税务夜间, key: '5', hours: office, after_hours: tax}",
        "closed",
        "id: tax,",
        "tax → tax2 closed",
    ),
    (
        "hours: night}",
        "hours: night, after_hours: legal}\n  - {id: tax, name: 税务咨询, key: '4', after_hours: duty}",
        "unused",
        "id: tax,",
        "“税务咨询”全天有人",
    ),
    ("  home: [我家", "  road: [路边]\n  home: [我家", "unused", "road", "没有地方用到 road"),
    (
        "  office: {w",
        "  noon: {workdays: ['11:00-13:00']}\n  office: {w",
        "unused",
        "noon",
        "没有地方用到 noon",
    ),
    ("2999-01-01 08:00", "2026-01-01 08:00", "over", "2026-01-01", "water"),
    ("    ask: [kind]\n", "", "unasked", "id: kind", "户型"),
    ("楼房: [高楼]", "楼房: [高楼], 瓶房: []", "alike", "瓶房", "“瓶房”和“平房”读音相近"),
    ("楼房: [高楼]", "楼房: [平房]", "alike", "楼房: [平房]", "“平房”两边都有"),
    ("menu_words: [占道经营]", "menu_words: [占]", "short", "[占]", "too short"),
    ("menu_words: [施工噪声]", "menu_words: [发律咨询]", "alike", "id: legal", "和“发律咨询”听起来一样"),
    ("sayings: [我想问一下劳动合同, 合同到期不续签怎么赔]", "sayings: [劳动合同]", "few", "劳动合同", "法律"),
]


@pytest.mark.parametrize(
    ("old", "new", "kind", "line", "words"),
    DOUBTFUL,
    ids=[f"{kind} {words[:20]}" for *_, kind, _, words in DOUBTFUL],
)
def test_a_doubt_is_placed_and_says_what_to_do(old: str, new: str, kind: str, line: str, words: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    here = [doubt for doubt in found(text) if doubt.kind == kind and words in doubt.problem.message]
    assert here, found(text)
    assert here[0].problem.line == text[: text.index(line)].count("\n") + 1
    assert here[0].problem.hint


def test_a_menu_that_offers_nothing() -> None:
    text = TEXT.replace(', key: "2"', "") + "dialogue: {spoken_menu: {enabled: false}}\n"
    (doubt,) = (doubt for doubt in found(text) if doubt.kind == "menu")
    assert "an empty menu" in doubt.problem.message


def test_night_and_office_hours_that_meet_leave_no_gap() -> None:
    text = TEXT.replace("hours: office}", "hours: office, after_hours: duty}").replace(
        "{id: general, name: 综合}", "{id: general, name: 综合, hours: office, after_hours: duty}"
    )
    assert [doubt.kind for doubt in found(text)] == []


@pytest.mark.parametrize(
    ("spans", "gap"),
    [
        ('"00:00-08:30", "18:00-24:00"', "on a working day at 17:30"),
        ('"17:30-08:30"', "on a working day after a weekend at 00:00"),  # Monday before dawn
    ],
)
def test_a_gap_between_office_and_night_is_found(spans: str, gap: str) -> None:
    text = TEXT.replace("hours: office}", "hours: office, after_hours: duty}").replace(
        "{id: general, name: 综合}", "{id: general, name: 综合, hours: office, after_hours: duty}"
    )
    text = text.replace('"00:00-08:30", "17:30-24:00"', spans)
    closed = [doubt.problem.message for doubt in found(text) if doubt.kind == "closed"]
    assert closed
    assert gap in closed[0]


@pytest.mark.parametrize(
    ("today", "doubted"),
    [(date(LAST_KNOWN.year, 6, 1), False), (date(LAST_KNOWN.year, 12, 15), True), (date(2100, 1, 1), True)],
)
def test_a_calendar_of_holidays_that_ends(today: date, doubted: bool) -> None:
    config, _ = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)
    shown = list(calendar_that_ends(config.ivr, today))
    assert bool(shown) == doubted
    assert all("chinesecalendar" in hint for _, _, _, hint in shown)


def test_without_hours_no_calendar_is_needed() -> None:
    config, _ = parse(
        Sources.single(TEXT.replace(", hours: office", "").replace(", hours: night", "").encode(), "c"),
        HotlineConfig,
    )
    assert list(calendar_that_ends(config.ivr, date(2100, 1, 1))) == []


def test_an_announcement_is_over_when_it_ends() -> None:
    config, _ = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)
    assert list(announcements_that_are_over(config.ivr, datetime(2998, 1, 1))) == []
    assert len(list(announcements_that_are_over(config.ivr, datetime(2999, 1, 1, 8)))) == 1


def test_the_file_may_be_named_without_an_option(tmp_path: Path) -> None:
    broken = tmp_path / "config.yaml"
    broken.write_text("queues: [", encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(DEFAULT_CONFIG)]).exit_code == 0
    shown = CliRunner().invoke(app, ["check", str(broken)])
    assert shown.exit_code == 2
    assert "config.yaml:1:" in shown.output.replace("\n", "")


@pytest.mark.parametrize("setting", ["same_place_h: 900", "offer_after_s: 6"])
def test_cases_that_find_too_much_or_are_offered_too_early(setting: str) -> None:
    [doubt] = found(TEXT + f"cases:\n  {setting}\n")
    assert doubt.kind == "cases"
    assert setting.partition(":")[0] in doubt.problem.path
    assert found(TEXT + f"cases:\n  enabled: false\n  {setting}\n") == []


@pytest.mark.parametrize(
    ("desk", "telephony", "doubted"),
    [
        ("bind: 192.0.2.10, tls: own", "sip_bind: 127.0.0.1", True),
        ("bind: 192.0.2.10, tls: own", "sip_bind: 192.0.2.10", False),
        ("bind: 192.0.2.10, tls: own, phone: false", "sip_bind: 127.0.0.1", False),
        ("bind: 127.0.0.1", "sip_bind: 127.0.0.1", False),
    ],
)
def test_pages_whose_voice_would_not_arrive(desk: str, telephony: str, doubted: bool) -> None:
    kinds = [one.kind for one in found(f"{TEXT}desk: {{{desk}}}\ntelephony: {{{telephony}}}\n")]
    assert ("browsers" in kinds) == doubted


@pytest.mark.parametrize(
    ("enabled", "address", "doubted"),
    [
        ("true", "127.0.0.1", True),
        ("true", "192.0.2.10", False),
        ("true", "0.0.0.0", False),
        ("false", "127.0.0.1", False),
    ],
)
def test_machines_whose_callers_could_not_get_here(enabled: str, address: str, doubted: bool) -> None:
    """One that binds 0.0.0.0 tells the others its name."""
    shared = "records: {url: postgresql://hotline@192.0.2.7/hotline}\n"
    text = f"{TEXT}{shared}nodes: {{enabled: {enabled}}}\ntelephony: {{sip_bind: {address}}}\n"
    assert ("machines" in [one.kind for one in found(text)]) == doubted
