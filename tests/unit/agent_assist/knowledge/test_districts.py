"""Articles of a district: before equal ones where a talk is about it, and not suggested elsewhere."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent_assist.knowledge import Article
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.query import asked, query_of
from agent_assist.knowledge.suggester import Suggester
from contracts import Assisted, Bridged, Event, Suggested, TicketField, TranscriptFinal
from hotline.assist.lookup import Lookup
from tests.unit.agent_assist.assist.doubles import turns
from tests.waiting import eventually

SAID = "暖气不热怎么报修"


def article(name: str, *districts: str, title: str = SAID) -> Article:
    told = {"id": name, "title": title, "district": districts, "body": "先看阀门，再打电话。"}
    return Article.model_validate({**told, "source": "示例", "updated": "2026-01-01"})


EVERYWHERE, EAST, WEST = article("a-all"), article("b-east", "东城区"), article("c-west", "西城区", "南城区")
OTHERS = [article(f"other-{number}", title=title) for number, title in enumerate(("老年卡办理", "井盖破损"))]
SEARCH = ArticleSearch([EVERYWHERE, EAST, WEST, *OTHERS])


def found(district: str) -> list[str]:
    return [one.article for one in SEARCH.find(asked(SAID, district), 5)]


def test_one_of_the_district_goes_before_its_equal_and_none_of_another_is_found() -> None:
    assert found("东城区") == ["b-east", "a-all"]
    assert found("南城区") == ["c-west", "a-all"]
    assert found("北城区") == ["a-all"]


def test_where_nobody_knows_the_district_all_are_found() -> None:
    assert found("") == ["a-all", "b-east", "c-west"]


def test_what_fits_better_stays_before_one_of_the_district() -> None:
    near = ArticleSearch([article("near", "东城区", title="暖气报修"), article("best"), *OTHERS])
    assert next(iter(near.find(asked(SAID, "东城区"), 5))).article == "best"


def test_the_article_of_an_emergency_is_that_of_the_district() -> None:
    gas = [article("gas-east", "东城区", title="燃气泄漏"), article("gas-west", "西城区", title="燃气泄漏")]
    search = ArticleSearch([*gas, *OTHERS])
    query = query_of(turns("caller: 家里有煤气味"), emergency="燃气泄漏", district="西城区")
    assert [one.article for one in search.find(query, 3)][:1] == ["gas-west"]
    assert "gas-east" not in [one.article for one in search.find(query, 3)]


async def test_a_talk_is_suggested_those_of_the_place_in_its_ticket_and_the_box_finds_them() -> None:
    told: list[Suggested] = []

    def emit(event: Event) -> None:
        assert isinstance(event, Suggested)
        told.append(event)

    def last() -> list[str]:
        return [one.article for one in told[-1].suggestions] if told else []

    suggester = Suggester(SEARCH, emit)
    with ThreadPoolExecutor(1) as thread:
        lookup = Lookup(SEARCH, _no_meaning, thread, suggester.district_of)
        running = asyncio.create_task(suggester.run(thread))
        suggester.handle(Bridged(call="c", agent="8001"))
        final = {"leg": "caller", "utterance": 0, "start_ms": 0, "end_ms": 1, "confidence": 1}
        suggester.handle(TranscriptFinal(call="c", text=SAID, **final))  # type: ignore[arg-type]
        await eventually(lambda: last() == ["a-all", "b-east", "c-west"])
        where = TicketField(field="district", value="西城区", line="caller:0", score=0.9)
        suggester.handle(Assisted(call="c", ticket=(where,)))
        await eventually(lambda: set(last()) == {"c-west", "a-all"})
        assert [one.article for one in await lookup.find(SAID, "c")] == ["c-west", "a-all"]
        assert len(await lookup.find(SAID)) == 3
        assert len(await lookup.find(SAID, "of nobody")) == 3
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def _no_meaning(_text: str) -> None:
    return None
