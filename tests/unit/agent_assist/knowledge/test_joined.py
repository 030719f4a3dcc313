"""Search joined of letters, meaning and sound, on a few articles made up for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.knowledge.joined import Bm25, JoinedSearch, Meanings, Weights
from agent_assist.knowledge.joined.bigrams import Letters, Sounds

ARTICLES = (
    "暖气不热怎么报修：先看阀门，再打供热公司的电话。",
    "井盖破损报修：说清路名和位置，两小时内有人到场。",
    "老年卡怎么办理：带身份证到街道，当天可以取卡。",
    "Wifi 2046 热线：公园里的无线网络怎么连接。",
)
HEATING, MANHOLE, ELDERLY, WIFI = range(4)
SYLLABLES = {
    "暖": "nuan",
    "气": "qi",
    "器": "qi",
    "汽": "qi",
    "井": "jing",
    "景": "jing",
    "盖": "gai",
    "概": "gai",
}


def sound_of(character: str) -> str:
    return SYLLABLES.get(character, character)


SOUNDS = Sounds(sound_of)


def towards(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def meanings() -> Meanings:
    """Each article in a direction of its own."""
    return Meanings([np.eye(4, dtype=np.float32)[[at]] for at in range(4)])


@pytest.fixture(scope="module")
def search() -> JoinedSearch:
    return JoinedSearch(ARTICLES, meanings(), sound_of)


def first(search: JoinedSearch, query: str, vector: np.ndarray | None = None, **parts: float) -> int | None:
    found = search.find(query, vector, limit=1, weights=Weights(**parts) if parts else None)
    return found[0].place if found else None


@pytest.mark.parametrize(
    ("query", "place"),
    [("我家的暖气不热", HEATING), ("老年卡", ELDERLY), ("2046", WIFI), ("WIFI 连不上", WIFI)],
)
def test_letters_find_what_has_the_same_words(search: JoinedSearch, query: str, place: int) -> None:
    assert first(search, query, letters=1, meaning=0, sound=0) == place


def test_what_the_recogniser_misheard_is_found_by_its_sound_alone(search: JoinedSearch) -> None:
    assert first(search, "景概", letters=1, meaning=0, sound=0) is None
    assert first(search, "景概", letters=0, meaning=0, sound=1) == MANHOLE
    assert first(search, "景概") == MANHOLE


def test_other_words_are_found_by_what_they_mean(search: JoinedSearch) -> None:
    asked = towards(0, 0, 1, 0.1)
    assert first(search, "爷爷坐车", asked, letters=1, meaning=0, sound=1) is None
    assert first(search, "爷爷坐车", asked) == ELDERLY


def test_a_part_without_weight_or_vector_says_nothing(search: JoinedSearch) -> None:
    asked = towards(0, 0, 0, 1)
    alone = search.scores("暖气不热", None, Weights(1, 0, 0))
    np.testing.assert_array_equal(search.scores("暖气不热", asked, Weights(1, 0, 0)), alone)
    np.testing.assert_array_equal(search.scores("暖气不热", None, Weights(1, 2, 0)), alone)
    without = JoinedSearch(ARTICLES)
    np.testing.assert_array_equal(without.scores("暖气不热", asked), alone)


def test_parts_that_agree_come_before_one_alone(search: JoinedSearch) -> None:
    one = search.find("报修", towards(0.1, 1, 0, 0), limit=4)
    assert [found.place for found in one[:2]] == [MANHOLE, HEATING]
    assert one[0].score > one[1].score


def test_a_long_article_is_as_near_as_its_best_window() -> None:
    four = np.eye(4, dtype=np.float32)
    long = Meanings([four[[0]], four[[1, 2]], four[[3]]])
    for window in (1, 2):
        assert int(np.argmax(long.scores(four[window]))) == 1
    assert int(np.argmax(long.scores(four[3]))) == 2


def test_of_several_vectors_of_a_query_the_mean_counts() -> None:
    four = np.eye(4, dtype=np.float32)
    scores = meanings().scores(four[[0, 1]])
    apart = [meanings().scores(four[at]) for at in (0, 1)]
    np.testing.assert_allclose(scores, np.mean(apart, axis=0), atol=1e-6)


def test_an_article_without_a_vector_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Meanings([np.ones((1, 4), np.float32), np.zeros((0, 4), np.float32)])
    with pytest.raises(ValueError, match="at least one"):
        Meanings([])


def test_no_more_articles_than_there_are_and_none_of_none(search: JoinedSearch) -> None:
    assert len(search.find("报修", limit=3)) == 2
    assert JoinedSearch([]).find("报修", limit=3) == []
    assert JoinedSearch(["", "。"]).find("报修", limit=3) == []
    assert search.find("", limit=3) == []


def test_pairs_do_not_reach_from_one_text_into_the_next() -> None:
    scores = Bm25(["停水", "电费"], Letters()).scores("水电")
    assert scores.tolist() == [0, 0]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    scores = Bm25(["报修 暖气", "报修 井盖", "报修 路灯"], Letters()).scores("报修 路灯")
    assert int(np.argmax(scores)) == 2
    assert scores[0] == scores[1] < scores[2]


def test_many_texts_are_built_in_pieces() -> None:
    texts = ["报修"] * 4_500
    texts[4_321] = "井盖"
    scores = Bm25(texts, Letters()).scores("井盖 报修")
    assert int(np.argmax(scores)) == 4_321
    assert (scores > 0).all()


@given(st.text(), st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_may_be_asked_or_stand_in_an_article(query: str, texts: list[str]) -> None:
    by_sound = Bm25(texts, SOUNDS).scores(query)
    for scores in (by_sound, JoinedSearch(texts).scores(query)):
        assert scores.shape == (len(texts),)
        assert np.isfinite(scores).all()
