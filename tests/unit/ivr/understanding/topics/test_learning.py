"""What is learned of sentences: features, syllables, and one machine for each label."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from ivr.dialects.pinyin import pinyin
from ivr.understanding.topics.classify import Classifier, Sample
from ivr.understanding.topics.features import features, learned_features

SAYINGS = [
    ["水管爆了没有水", "家里停水了", "自来水什么时候来", "水压太小了"],
    ["家里停电了", "电表坏了", "变压器烧了没有电", "什么时候来电"],
    ["公积金怎么提取", "公积金贷款要什么条件", "怎么查公积金"],
    ["路灯不亮了", "路灯坏了没人修", "小区门口路灯什么时候修"],
]


def samples() -> list[Sample]:
    return [
        Sample(text, label, saying=10 * label + place)
        for label, texts in enumerate(SAYINGS)
        for place, text in enumerate(texts)
    ]


@given(st.text(alphabet="银行重庆长大乐音乐都了还的地得着觉睡会计不要绿女a1，", max_size=20))
def test_syllables_are_those_of_pypinyin(text: str) -> None:
    expected = lazy_pinyin(text, style=Style.NORMAL, errors=list, v_to_u=False)
    assert pinyin(text) == tuple(expected)


@given(st.lists(st.text(alphabet="水停了电a1 ，绿", max_size=6), min_size=2, max_size=8))
def test_what_is_counted_of_all_sentences_is_what_each_has(texts: list[str]) -> None:
    learned, table = learned_features(texts, list(range(len(texts))))
    assert learned.names == sorted({name for text in texts for name in features(text)})
    assert np.array_equal(table.toarray(), learned.table(texts).toarray())


def test_each_sentence_is_within_its_label_and_outside_of_the_others() -> None:
    margins = Classifier(samples()).margins([sample.text for sample in samples()])
    for row, sample in zip(margins, samples(), strict=True):
        assert row[sample.label] > 0
        assert all(margin < 0 for label, margin in enumerate(row) if label != sample.label)


def test_what_shares_nothing_is_outside_of_all() -> None:
    (row,) = Classifier(samples()).margins(["猪肉涨价"])
    assert np.all(row < -0.8)


def test_the_same_sayings_give_the_same_weights() -> None:
    one, other = Classifier(samples()), Classifier(samples())
    texts = ["公积金怎么查", "灯坏了", "停水停电"]
    assert np.array_equal(one.margins(texts), other.margins(texts))


def test_a_heavier_sample_is_farther_inside() -> None:
    light = [Sample("路灯停水", 0, -1, weight=0.05), *samples()]
    heavy = [Sample("路灯停水", 0, -1, weight=5.0), *samples()]
    (low,), (high,) = (Classifier(learned).margins(["路灯停水"]) for learned in (light, heavy))
    assert high[0] > low[0]


def test_two_labels_are_enough() -> None:
    two = [sample for sample in samples() if sample.label < 2]
    margins = Classifier(two).margins(["家里停水了", "家里停电了"])
    assert margins.shape == (2, 2)
    assert margins.argmax(axis=1).tolist() == [0, 1]


def test_evidence_is_the_words_that_speak_for_a_label() -> None:
    assert Classifier(samples()).evidence("请问公积金在哪里查", 2)[0].startswith("公积金")
