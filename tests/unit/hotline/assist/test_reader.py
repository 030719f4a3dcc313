"""How the shipped configuration reads sentences for the assist, and the verb that prints all of it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_assist.assist.quality.settings import RULES
from agent_assist.assist.reader import Money, Place, Reader
from agent_assist.assist.risk.risk import risks
from agent_assist.assist.ticket.ticket import ticket
from agent_assist.assist.turns import turns_of
from hotline.assist.reader import GuideReader
from hotline.cli.app import app
from hotline.configuration.articles.publisher import ArticlePublisher, check
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.vocabulary import VocabularySettings
from hotline.configuration.yaml.load import load
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import State
from tests.unit.agent_assist.assist.doubles import talk
from tests.unit.hotline.configuration.articles.parts import write_article

SHIPPED = Path(__file__).parents[4] / "config.yaml"
BEGUN = datetime(2026, 11, 26, 10)
HOTLINE = """\
agents: [{{id: wang, name: 王芳, extension: "1001"}}]
desk: {{emergency_queues: [], knowledge: "{folder}"}}
dialogue: {{human_queue: general}}
queues: [{{id: general, name: 综合}}]
intents: [{{id: fund, name: 公积金, queue: general, sayings: [公积金怎么提取, 想取公积金, 公积金能取多少]}}]
"""
CITY = VocabularySettings(streets=("滨江路",), communities=("碧水花园",), others=("文昌阁",))


@pytest.fixture(scope="module")
def reader() -> Reader:
    config = load(SHIPPED, HotlineConfig)
    assert config.quality.rules == RULES
    return GuideReader(CallGuide.of(config.model_copy(update={"vocabulary": CITY})), BEGUN)


def test_what_a_sentence_asks_for_is_named_as_agents_read_it(reader: Reader) -> None:
    topic = reader.topic("楼下工地半夜打桩，吵得睡不着")
    assert topic is not None
    assert (topic.name, topic.unit) == ("施工噪声", "城市管理")
    assert reader.topic("转人工") is None


def test_danger_is_told_as_the_hotline_judges_it(reader: Reader) -> None:
    named = reader.danger("我家着火了快来人")
    assert named is not None
    assert named.signs == ("着火了",)
    unnamed = reader.danger("爷爷倒在地上，怎么喊都不答应")
    assert unnamed is not None
    assert "lifeless" in unnamed.groups
    assert unnamed.signs
    assert reader.danger("电影里那个房子烧起来的特效做得真好") is None
    assert reader.danger("孩子上小学怎么报名") is None
    assert reader.danger("我家着火了", finished=False) is not None


def test_places_are_those_of_the_city_by_their_kind(reader: Reader) -> None:
    assert list(reader.places("滨江路碧水花园旁边的文昌阁")) == [
        Place("滨江路", "street"), Place("碧水花园", "community"), Place("文昌阁", "landmark"),
    ]  # fmt: skip


def test_numbers_are_read_as_they_are_said(reader: Reader) -> None:
    assert list(reader.money("押金两千块不退")) == [Money("2000元", 2, 5)]
    assert list(reader.people("我们十五个人，还有三个老人")) == ["15个人", "3个老人"]
    assert reader.figures("幺三八零") == "1380"
    time = reader.time("昨天晚上八点")
    assert time is not None
    assert time.value == "2026-11-25 20:00"


def test_a_whole_conversation_fills_the_ticket(reader: Reader) -> None:
    said = talk(
        "a: 您好，一二三四五热线",
        "c: 滨江路碧水花园三栋楼下半夜还在打桩",
        "a: 请问怎么称呼您",
        "c: 我姓林，林小燕",
        "a: 联系电话是多少",
        "c: 幺三八零零幺三",
        "c: 八零零零",
        "c: 我都打了三次电话了还没人管，希望你们派人去查",
    )
    found = {name: field.value for name, field in ticket(turns_of(said), reader).items() if field.value}
    assert found["address"] == "滨江路碧水花园3栋楼下"
    assert (found["street"], found["community"]) == ("滨江路", "碧水花园")
    assert found["telephone"] == "13800138000"
    assert (found["category"], found["unit"]) == ("施工噪声", "城市管理")
    assert found["appeal"] == "希望你们派人去查"
    assert "id_number" not in found
    assert [risk.kind for risk in risks(turns_of(said), reader)] == ["repeated_failure"]


def test_the_verb_prints_one_object_or_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "call.jsonl"
    line = {"speaker": "caller", "text": "公积金怎么提取", "start": 0, "end": 2}
    path.write_text(json.dumps(line), encoding="utf-8")
    options = ["--json", "--state", str(tmp_path)]
    printed = CliRunner().invoke(app, ["assist", str(path), *options])
    assert printed.exit_code == 0, printed.output
    found = json.loads(printed.stdout)
    assert found["suggestions"][0]["article"] == "fund-withdrawal"
    assert found["ticket"]["demand"] == {
        **found["ticket"]["demand"],
        "value": "公积金怎么提取",
        "sentence": 0,
    }
    assert CliRunner().invoke(app, ["assist", str(path), "--state", str(tmp_path)]).exit_code == 0
    path.write_text("{", encoding="utf-8")
    refused = CliRunner().invoke(app, ["assist", str(path), *options])
    assert refused.exit_code == 2
    assert "call.jsonl:1: no JSON" in refused.stderr


def test_the_verb_goes_by_what_is_published_and_says_so(tmp_path: Path) -> None:
    folder, state = tmp_path / "knowledge", tmp_path / "state"
    folder.mkdir()
    config, call = tmp_path / "config.yaml", tmp_path / "call.jsonl"
    config.write_text(HOTLINE.format(folder=folder), "utf-8")
    call.write_text(json.dumps({"speaker": "caller", "text": "公积金怎么提取"}), "utf-8")

    def found(*options: str) -> tuple[list[str], str]:
        words = ["assist", str(call), "--json", "--config", str(config), "--state", str(state), *options]
        printed = CliRunner().invoke(app, words)
        assert printed.exit_code == 0, printed.output
        told = [one for one in printed.stderr.splitlines() if one.startswith("articles:")]
        return [one["article"] for one in json.loads(printed.stdout)["suggestions"]], "\n".join(told)

    write_article(folder, "published", "公积金提取")
    assert found() == (["published"], f"articles: those in {folder}: none are published yet")
    publisher = ArticlePublisher(folder, State(state))
    publisher.publish(check(publisher.on_disk(), date.today()), "李", "why")
    (folder / "published.md").unlink()
    write_article(folder, "draft", "公积金提取")
    assert found() == (["published"], "articles: those that are published, generation 1")
    assert found("--draft") == (["draft"], f"articles: those in {folder}, published or not")


def test_the_verb_suggests_what_holds_where_the_ticket_places_it(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    config, call = tmp_path / "config.yaml", tmp_path / "call.jsonl"
    config.write_text(HOTLINE.format(folder=folder), "utf-8")
    for name, district in (("all", ""), ("east", "district: 东城区\n"), ("west", "district: 西城区\n")):
        write_article(folder, name, "公积金提取", district)
    said = "我在西城区人民路8号，公积金怎么提取"
    call.write_text(json.dumps({"speaker": "caller", "text": said}), "utf-8")
    options = ["--json", "--config", str(config), "--state", str(tmp_path / "state")]
    printed = json.loads(CliRunner().invoke(app, ["assist", str(call), *options]).stdout)
    assert printed["ticket"]["district"]["value"] == "西城区"
    assert [one["article"] for one in printed["suggestions"]] == ["west", "all"]
