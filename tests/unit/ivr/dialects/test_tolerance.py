"""Tolerance for dialects: tables, wordings, sounds, and that it can be switched off."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings
from pydantic import ValidationError
from rapidfuzz import fuzz, process

from ivr import IvrSettings, Understanding
from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import sounds_of
from ivr.dialects.tables import tables
from ivr.dialects.tolerance import ToleranceSettings
from ivr.settings.words.template import expand, parse

ROOT = Path(__file__).resolve().parents[4]
BENCH = ROOT / "hotline" / "bench" / "dialect" / "dialects"


def lines(name: str) -> list[list[str]]:
    with (BENCH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def understanding_with(settings: IvrSettings, **tolerance: object) -> Understanding:
    changed = settings.tolerance.model_copy(update=tolerance)
    return Understanding(settings.model_copy(update={"tolerance": changed}))


@pytest.fixture(scope="module")
def plain(settings: IvrSettings) -> Understanding:
    """With the tolerance switched off."""
    return understanding_with(settings, wordings=False, sounds=False)


def test_every_wording_means_something_else_in_one_way_only() -> None:
    meanings: dict[str, set[str]] = {}
    for table in tables().values():
        assert not set(table.words) & set(table.local), table.name
        for word, means in [*table.words.items(), *table.local.items()]:
            assert word != means, (table.name, word)
        for word, means in table.words.items():
            meanings.setdefault(word, set()).add(means)
    assert {word: means for word, means in meanings.items() if len(means) > 1} == {}


@pytest.mark.parametrize(
    "word", ["没有什么事", "怎么样", "公积金余额", "什么时候来水", "个人所得税完成个人申报"]
)
def test_mandarin_is_left_alone(word: str) -> None:
    assert Normaliser().content(word) == word


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("他们屋头水都莫得", "他们家里水都没有"),
        ("恁管管吧，楼上吵哩睡不着", "你们管管吧楼上吵的睡不着"),
        ("我屋企冇水用，几时先至有返", "我家里没有水用什么时候才恢复"),
        ("阿拉屋里厢呒没电，啥辰光来", "我们家里没有电什么时候来"),
        ("屋里冇得水用，么子时候来", "家里没有水用什么时候来"),
    ],
)
def test_wordings_of_many_regions(said: str, means: str) -> None:
    assert Normaliser().content(said) == means


def test_a_local_wording_needs_its_dialect() -> None:
    assert Normaliser().standard("等了好久") == "等了好久"
    assert Normaliser().standard("娃儿好久放假") == "孩子好久放假"  # 娃儿 is said everywhere
    assert Normaliser().standard("屋头好久来水") == "家里什么时候来水"
    assert Normaliser(named=["southwest"]).standard("好久来水") == "什么时候来水"


def test_the_own_wordings_win_and_stay_when_the_tables_are_off() -> None:
    own = {"莫得": "丢了", "猴年马月": "很久"}
    assert Normaliser(own).standard("莫得") == "丢了"
    assert Normaliser(own, dialects={}).standard("猴年马月屋头") == "很久屋头"


def test_explanations_name_the_dialect() -> None:
    (wording,) = Normaliser().wordings("他们家水莫得")
    assert (wording.said, wording.means, wording.dialects) == ("莫得", "没有", ("西南官话",))


@pytest.mark.parametrize(
    ("one", "other", "table"),
    [
        ("hui", "fei", "湘语"),
        ("nan", "lan", "西南官话"),
        ("ren", "yin", "东北官话"),
        ("shui", "fei", "中原官话"),
    ],
)
def test_sounds_are_closer_where_a_dialect_mixes_them(one: str, other: str, table: str) -> None:
    id = next(id for id, found in tables().items() if found.name == table)
    without = sounds_of(ToleranceSettings(dialects=("wu",)))
    with_it = sounds_of(ToleranceSettings(dialects=(id,)))
    assert with_it.cost(one, other) < without.cost(one, other)
    assert table in with_it.why(one, other)


@pytest.mark.parametrize("one", ["shui", "a", "lv", "english", "", "3"])
def test_a_sound_is_near_to_itself_only_if_it_is_one(one: str) -> None:
    cost = sounds_of(ToleranceSettings()).cost(one, one)
    assert cost == (0 if one in ("shui", "a", "lv") else 1)


@pytest.mark.parametrize(
    ("tolerance", "place"),
    [
        ({"dialects": ["sichuan"]}, ("dialects", 0)),
        ({"confusions": {"initials": {"zx": {"z": 0.1}}}}, ("confusions", "initials", "zx")),
        ({"confusions": {"finals": {"ing": {"inn": 0.1}}}}, ("confusions", "finals", "ing", "inn")),
        ({"confusions": {"syllables": {"hui": {"hui": 0.1}}}}, ("confusions", "syllables", "hui", "hui")),
        ({"confusions": {"syllables": {"hui": {"fei": 2}}}}, ("confusions", "syllables", "hui", "fei")),
        ({"sound": True}, ("sound",)),
    ],
)
def test_mistakes_name_their_place(tolerance: dict[str, object], place: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        ToleranceSettings.model_validate(tolerance)
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_an_own_pair_of_sounds_is_explained(settings: IvrSettings) -> None:
    far, near = (
        understanding_with(settings),
        understanding_with(
            settings,
            confusions=settings.tolerance.confusions.model_validate({"syllables": {"biang": {"ting": 0.05}}}),
        ),
    )
    assert near.sounds.cost("biang", "ting") < far.sounds.cost("biang", "ting")
    assert near.sounds.why("biang", "ting") == ["本地"]


def test_what_was_heard_is_explained(understanding: Understanding) -> None:
    judgement = understanding.decide("今天又挺随了")
    assert judgement.intent == "water_outage"
    assert "挺随" in judgement.reason
    assert "湘语" in judgement.reason
    best = understanding.heard("今天又挺随了")[0]
    assert understanding.intent_of(best).id == "water_outage"
    assert "停水" in best.meant


def test_sounds_count_only_when_they_are_on(understanding: Understanding, plain: Understanding) -> None:
    text = "今天又挺随了"
    assert understanding.decide(text).score > plain.decide(text).score
    assert plain.decide("停水了").queue == "utilities"


def test_wordings_count_only_when_they_are_on(plain: Understanding) -> None:
    assert plain.read("他们屋头水都莫得").text == "他们屋头水都莫得"
    assert plain.read("他们屋头水都莫得").wordings == ()


@given(strategies.text(max_size=80), strategies.lists(strategies.text(max_size=30), max_size=8))
@hypothesis_settings(max_examples=60)
def test_anything_can_be_judged(understanding: Understanding, text: str, others: list[str]) -> None:
    judgement = understanding.decide(text, others)
    assert 0 <= judgement.score <= 1
    assert len(understanding.read(text).syllables) == len(understanding.read(text).text)
    assert all(candidate.score > 0 for candidate in understanding.heard(text, others))


def test_dialect_wordings_reach_their_queues(understanding: Understanding, settings: IvrSettings) -> None:
    rows = lines("wordings.tsv")
    judged = [(queue, text, understanding.decide(text)) for _, queue, text in rows]
    wrong = [(text, found) for queue, text, found in judged if found.queue != queue]
    assert len(wrong) <= 0.1 * len(rows), wrong
    sure = [text for text, found in wrong if found.score >= settings.dialogue.route_at]
    assert len(sure) <= 0.01 * len(rows), sure


def test_the_bench_has_many_dialects_and_queues() -> None:
    rows = lines("wordings.tsv")
    assert {row[0] for row in rows} <= set(tables())
    assert len(rows) >= 60
    assert len(Counter(row[0] for row in rows)) >= 8
    assert len({row[1] for row in rows}) >= 10


def test_no_near_copy_of_a_bench_sentence_is_learned(settings: IvrSettings) -> None:
    normaliser = Normaliser(dialects={})  # as they are written: in Mandarin some say what a saying says
    learned = [word for intent in settings.intents for word in intent.keywords]
    for intent in settings.intents:
        for saying in intent.sayings:
            learned += expand(parse(saying), settings.lists, 500)
    texts = [
        normaliser.standard(row[-1]) for name in ("wordings.tsv", "sentences.tsv") for row in lines(name)
    ]
    likeness = process.cdist(texts, list(map(normaliser.standard, learned)), scorer=fuzz.ratio)
    assert [text for text, row in zip(texts, likeness, strict=True) if row.max() >= 80] == []
