"""Suggestions while people speak: what is sure, what stays where it is, what goes first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.heard import SENTENCES, HeardCall
from agent_assist.knowledge.query import asked, query_of
from agent_assist.knowledge.steady import steady
from agent_assist.knowledge.suggester import EmergencyOf, Encode, Suggester, no_emergency, no_meaning
from contracts import Bridged, Event, Leg, Suggested, Suggestion, TranscriptFinal, TranscriptPartial
from tests.unit.agent_assist.assist.doubles import turns
from tests.waiting import in_time

Following = Callable[[], Awaitable[tuple[list[str], str]]]
"""Ids of the articles that are suggested next, and what for."""

NAMES = {
    "heating": ("暖气不热怎么报修", "先看阀门，再打供热公司的电话。"),
    "manhole": ("井盖破损报修", "说清路名和位置，两小时内有人到场。"),
    "elderly": ("老年卡办理", "带身份证到街道，当天可以取卡。"),
    "gas": ("燃气泄漏", "关阀门，开窗，到室外打电话。"),
}
ARTICLES = [
    Article.model_validate(
        {"id": name, "title": title, "body": body, "source": "示例", "updated": "2026-01-01"}
    )
    for name, (title, body) in NAMES.items()
]


def shown(*names: str) -> list[Suggestion]:
    return [Suggestion(article=name, title=name, text="x", source="s", score=0.5) for name in names]


def names(suggestions: Iterable[Suggestion]) -> list[str]:
    return [one.article for one in suggestions]


def final(number: int, text: str, leg: Leg = "caller") -> TranscriptFinal:
    return TranscriptFinal(call="c", leg=leg, utterance=number, text=text, start_ms=0, end_ms=1, confidence=1)


def partial(number: int, text: str) -> TranscriptPartial:
    return TranscriptPartial(call="c", leg="caller", utterance=number, text=text)


@pytest.mark.parametrize(
    ("before", "found", "after"),
    [
        ("", "abc", "abc"),
        ("abc", "bca", "abc"),
        ("abc", "dba", "abd"),
        ("abc", "cd", "dc"),
        ("ab", "x", "x"),
        ("abc", "defg", "def"),
        ("abcd", "ea", "ae"),
    ],
)
def test_who_stays_keeps_the_place(before: str, found: str, after: str) -> None:
    assert names(steady(shown(*before), shown(*found), 3)) == [*after]


def test_an_unfinished_sentence_takes_nothing_away() -> None:
    assert names(steady(shown("a"), shown("b"), 3, adds_only=True)) == ["a", "b"]
    assert names(steady(shown("a", "b", "c"), shown("d"), 3, adds_only=True)) == ["a", "b", "c"]


@given(st.permutations("abcde"), st.permutations("abcde"), st.integers(1, 4), st.booleans())
def test_nobody_who_stays_moves_past_another(
    before: list[str], found: list[str], limit: int, adds_only: bool
) -> None:
    was, now = before[:limit], found[:limit]
    after = names(steady(shown(*was), shown(*now), limit, adds_only=adds_only))
    assert len(after) == len(set(after)) <= limit
    staying = [one for one in was if one in after]
    assert [one for one in after if one in staying] == staying
    assert adds_only or set(after) == set(now)


def test_only_what_two_partials_agree_on_is_searched_for() -> None:
    call = HeardCall()
    assert not call.goes_on(partial(0, "暖气不热怎么")), "the first may be rewritten"
    assert call.goes_on(partial(0, "暖气不热怎么报修"))
    assert [turn.text for turn in call.turns] == ["暖气不热怎么"]
    assert not call.goes_on(partial(0, "暖气不热怎么报修呢")), "nothing new"
    assert not call.goes_on(partial(1, "井盖")), "another utterance"
    call.finished(final(1, "井盖破损了"))
    assert [turn.text for turn in call.turns] == ["井盖破损了"]


def test_a_long_talk_takes_no_more_memory() -> None:
    call = HeardCall()
    for number in range(10 * SENTENCES):
        call.finished(final(number, "暖气不热", "caller" if number % 2 else "agent"))
    assert sum(len(turn.sentences) for turn in call.turns) == SENTENCES


def test_turns_of_both_speakers_count_the_citizens_more() -> None:
    query = query_of(turns("c: 暖气", "a: 是不热吗", "c: 对", "c: 三天了"), "供暖")
    assert [(part.text, part.counts) for part in query.parts] == [
        ("对，三天了", 1.0), ("暖气", 0.6), ("供暖", 0.5), ("是不热吗", pytest.approx(0.18)),
    ]  # fmt: skip
    assert query.latest == "三天了"
    assert query_of([], "").latest == ""


def test_what_the_citizen_wants_counts_after_addresses_and_thanks() -> None:
    said = turns(
        "c: 楼下工地半夜施工太吵", "a: 您怎么称呼", "c: 姓王，电话您记一下", "a: 好的", "c: 谢谢，再见"
    )
    query = query_of(said, "生活噪声", "", "楼下工地半夜施工太吵")
    assert query.latest == "楼下工地半夜施工太吵"
    assert query.parts[0].counts == 1.0
    assert query.parts[1:] == query_of(said, "生活噪声").parts


def test_an_article_is_found_by_its_meaning_alone_if_it_is_near() -> None:
    search = ArticleSearch(ARTICLES)
    assert search.find(asked("屋里冷得像冰窖"), 3) == []
    vectors = dict(zip(search.passages(), np.eye(8, dtype=np.float32), strict=False))
    search.know(vectors)
    near = np.eye(8, dtype=np.float32)[0]
    assert names(search.find(asked("屋里冷得像冰窖"), 3, near)) == ["heating"]
    far = np.full(8, 8**-0.5, np.float32)
    assert search.find(asked("屋里冷得像冰窖"), 3, far) == []


def test_an_article_is_found_by_its_sound() -> None:
    alike = {"警": "井", "战": "盖", "坡": "破"}
    search = ArticleSearch(ARTICLES, lambda character: alike.get(character, character))
    assert names(search.find(asked("警战坡损"), 3)) == ["manhole"]


@contextlib.asynccontextmanager
async def suggesting(
    emergency_of: EmergencyOf = no_emergency, encode: Encode = no_meaning
) -> AsyncIterator[tuple[Callable[[Event], None], Following]]:
    emitted: asyncio.Queue[Event] = asyncio.Queue()
    suggester = Suggester(
        ArticleSearch(ARTICLES), emitted.put_nowait, emergency_of=emergency_of, encode=encode
    )
    task = asyncio.create_task(suggester.run(ThreadPoolExecutor(1)))

    async def following() -> tuple[list[str], str]:
        event = await in_time(emitted.get())
        assert isinstance(event, Suggested)
        return names(event.suggestions), event.for_text

    suggester.handle(Bridged(call="c", agent="8001"))
    yield suggester.handle, following
    task.cancel()


async def test_articles_come_while_the_sentence_is_spoken_and_stay() -> None:
    async with suggesting() as (handle, following):
        for text in ("暖气不热怎么", "暖气不热怎么报修我还", "暖气不热怎么报修我还想问井盖破损"):
            handle(partial(0, text))
            await asyncio.sleep(0)
        assert (await following())[0] == ["heating"]
        handle(final(0, "暖气不热怎么报修我还想问井盖破损报修"))
        found, said = await following()
        assert found[0] == "heating"
        assert "manhole" in found
        assert said == "暖气不热怎么报修我还想问井盖破损报修"


async def test_the_article_for_an_emergency_goes_first() -> None:
    def emergency_of(text: str, _finished: bool) -> str:
        return "燃气泄漏" if "臭" in text else ""

    async with suggesting(emergency_of) as (handle, following):
        handle(final(0, "暖气不热怎么报修"))
        assert (await following())[0] == ["heating"]
        handle(final(1, "屋里好臭，头晕"))
        assert (await following())[0][0] == "gas"
        handle(final(2, "暖气不热怎么报修"))
        assert (await following())[0] == ["gas", "heating"], "it stays first"


async def test_what_is_not_known_in_time_is_done_without() -> None:
    async def late(_text: str) -> None:
        await asyncio.sleep(0)

    async with suggesting(encode=late) as (handle, following):
        handle(final(0, "老年卡办理要什么"))
        assert (await following())[0] == ["elderly"]
