"""The shipped intents understand sentences that they have not learned."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from ivr import IvrSettings, Understanding
from ivr.dialects.normalise import Normaliser
from ivr.settings.words.template import expand, parse

SENTENCES = YAML(typ="safe").load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))

SHIPPED = Path(__file__).resolve().parents[3] / "data" / "requests.tsv"

KNOWN_MISSES = {
    "utilities: 大热天停了一晚上电，老人中暑了谁负责",
    "urban: 两只没人管的大黄狗天天在楼道口转悠，孩子不敢出门",
    "consumer: 呢间餐厅收多咗我钱，点投诉",
    "enterprise: 我厂子想扩大生产，银行贷款批不下来怎么办",
}
"""Our own sentences that reach another queue than theirs. Whoever mends one takes it off the list."""


def misses(understanding: Understanding, pairs: list[tuple[str, str]]) -> set[str]:
    """Those that reach another queue than theirs; who is asked about danger answers."""
    missed = set()
    for queue, text in pairs:
        judgement = understanding.decide(text)
        if judgement.otherwise is not None and judgement.queue != queue:
            judgement = judgement.otherwise
        if judgement.queue != queue:
            missed.add(f"{queue}: {text}")
    return missed


def pairs_of(part: str) -> list[tuple[str, str]]:
    return [(queue, text) for queue, texts in SENTENCES[part].items() for text in texts]


def test_own_sentences_reach_their_queues_but_for_the_known_misses(understanding: Understanding) -> None:
    assert misses(understanding, pairs_of("standard") + pairs_of("dialect")) == KNOWN_MISSES


def test_shared_requests_reach_their_queues(
    understanding: Understanding, requests_tsv: list[tuple[str, str]]
) -> None:
    assert misses(understanding, requests_tsv) == set()


def test_no_sentence_is_wrong_with_high_confidence(
    understanding: Understanding, settings: IvrSettings
) -> None:
    pairs = pairs_of("standard") + pairs_of("dialect")
    judged = [(queue, text, understanding.decide(text)) for queue, text in pairs]
    wrong = [
        f"{text} -> {judgement.intent} {judgement.score:.2f}"
        for queue, text, judgement in judged
        if judgement.queue != queue and judgement.score >= settings.dialogue.route_at
    ]
    assert wrong == []


def test_talk_that_asks_for_nothing_is_never_routed(
    understanding: Understanding, settings: IvrSettings
) -> None:
    scores = {text: understanding.decide(text).score for text in SENTENCES["none"]}
    assert all(score < settings.dialogue.route_at for score in scores.values()), scores
    low = [text for text, score in scores.items() if score < settings.dialogue.confirm_at]
    assert len(low) >= 0.8 * len(scores), scores


def near_copies(settings: IvrSettings, texts: list[str]) -> list[str]:
    """Which texts have a learned sentence or keyword that shares 80 % with them.

    Texts of up to four characters are left out: a plea for a human has no other words than 转人工.
    """
    normaliser = Normaliser(settings.dialect)
    learned = [word for intent in settings.intents for word in intent.keywords]
    for intent in settings.intents:
        for saying in intent.sayings:
            learned += expand(parse(saying), settings.lists, 500)
    plain = list(map(normaliser.standard, learned))
    asked = [said for text in texts if len(said := normaliser.standard(text)) > 4]
    likeness = process.cdist(asked, plain, scorer=fuzz.ratio)
    return [
        f"{asked[row]} ~ {learned[column]}" for row, column in zip(*np.where(likeness >= 80), strict=True)
    ]


def test_no_near_copy_of_a_shared_request_is_learned(
    settings: IvrSettings, requests_tsv: list[tuple[str, str]]
) -> None:
    assert near_copies(settings, [text for _, text in requests_tsv]) == []


def test_no_near_copy_of_an_own_test_sentence_is_learned(settings: IvrSettings) -> None:
    texts = [text for part in ("standard", "dialect") for _, text in pairs_of(part)]
    texts += [line.split("\t")[2] for line in SHIPPED.read_text(encoding="utf-8").splitlines()[1:]]
    assert near_copies(settings, texts) == []


def test_a_decision_names_its_reason(understanding: Understanding) -> None:
    judgement = understanding.decide("我家暖气不热，屋里冷得很")
    assert judgement.intent == "heating"
    assert judgement.queue == "utilities"
    assert judgement.score > judgement.runner_up_score
    assert judgement.runner_up not in (None, "heating")
    assert "暖气" in judgement.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("暖气片摸着冰凉", "听到“暖气片摸着冰凉”"),
        ("知来隋停了", "听到“隋停了”，按湘语、粤语口音像“水停了”（例句："),
        ("", "没有听到具体内容"),
    ],
)
def test_a_reason_is_one_plain_sentence(understanding: Understanding, text: str, reason: str) -> None:
    said = understanding.decide(text).reason
    assert said.startswith(reason)


def test_no_reason_has_pinyin_or_pieces_of_words_beside_a_phrase(understanding: Understanding) -> None:
    for _, text in pairs_of("standard") + pairs_of("dialect"):
        said = understanding.decide(text).reason
        assert not re.search("[a-z]", said.replace(text, "")), said
        assert "依据" not in said


def test_alternatives_count(understanding: Understanding) -> None:
    alone = understanding.decide("报告嗯")
    helped = understanding.decide("报告嗯", ["公积金怎么提", "公积金怎么取", "公积金怎样提"])
    assert alone.intent != "housing_fund"
    assert helped.intent == "housing_fund"


@pytest.mark.parametrize(
    "text",
    [
        "公鸡精怎么提区",  # 公积金怎么提取, every character wrong, every sound right
        "工及今怎么题取",
    ],
)
def test_wrong_characters_with_the_right_sound_are_understood(
    understanding: Understanding, text: str
) -> None:
    assert understanding.decide(text).intent == "housing_fund"


@pytest.mark.parametrize(
    ("standard", "accented"), [("自来水停了", "知来隋停了"), ("楼上装修很吵", "楼桑庄修很操")]
)
def test_confusable_sounds_are_understood(understanding: Understanding, standard: str, accented: str) -> None:
    assert understanding.decide(accented).queue == understanding.decide(standard).queue


@pytest.mark.parametrize("text", ["", "   ", "嗯", "！？。", "🙂", "喂，你好"])
def test_nothing_said_is_no_intent(understanding: Understanding, text: str) -> None:
    judgement = understanding.decide(text)
    assert judgement.intent is None
    assert judgement.score == 0


def test_urgent_words_act_on_unfinished_text(understanding: Understanding) -> None:
    judgement = understanding.urgent("我们家楼下着火了快")
    assert judgement is not None
    assert judgement.queue == "emergency"
    assert "着火了" in judgement.reason


@pytest.mark.parametrize(
    "text",
    [
        "楼道里停满电动车，万一着火了怎么跑",
        "消防通道堵了，如果着火了谁负责",
        "人工湖的水很臭",
        "我要投诉物业",
    ],
)
def test_what_only_sounds_urgent_is_not(understanding: Understanding, text: str) -> None:
    assert understanding.urgent(text) is None


@pytest.mark.parametrize("text", ["轉人工", "转人工", "人工服务！", "我要找接线员", "给我转个人工服务嘛"])
def test_a_plea_for_a_human_is_heard_at_once(understanding: Understanding, text: str) -> None:
    judgement = understanding.urgent(text)
    assert judgement is not None
    assert judgement.intent == "operator"
