"""Articles, search and suggestions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.knowledge import Article, KnowledgeError, load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.query import Part, SearchQuery, asked
from agent_assist.knowledge.suggester import MAX_CALLS, Suggester
from agent_assist.knowledge.words import matched_words, query_terms, terms
from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    Leg,
    Suggested,
    TranscriptFinal,
)
from tests.waiting import in_time

SHIPPED = Path(__file__).parents[4] / "knowledge"

# What callers say (written for this test) and the article that must be among the first three.
QUERIES = {
    "我家楼下工地半夜还在打桩吵得一家人睡不着": "noise-construction",
    "小区里跳广场舞的音响太吵了": "noise-square",
    "公积金怎么取出来我要还房贷": "fund-withdrawal",
    "包工头拖着我们十几个人的工资不发": "wage-arrears",
    "健身房突然关门了我卡里还有三千块": "prepaid-card",
    "我想办港澳通行证去香港玩": "hk-macau-permit",
    "楼道里停满了电瓶车还拉线充电": "ebike-charging",
    "我刚被骗子骗了转了五万块钱": "fraud",
    "网购的衣服想七天无理由退货商家不给退": "online-return",
    "暖气一点都不热屋里才十五度": "heating-cold",
    "在外地看病医保怎么报销": "medical-elsewhere",
    "生孩子的津贴怎么领产假多少天": "maternity",
    "老公又打我我该怎么办": "domestic-violence",
    "我觉得活着没意思不想活了": "psychological",
    "孩子上幼儿园怎么报名": "kindergarten",
    "门口路上有个大坑把轮胎扎了": "road-pothole",
    "社保交满十五年就能退休领养老金吗": "pension-years",
    "公司把我辞退了有没有经济补偿": "dismissal",
    "身份证快到期了在外地能不能换": "id-card",
    "营业执照不想要了怎么注销": "company-cancel",
    "超市买的面包发霉了吃坏肚子": "food-safety",
    "物业说不交物业费就停我家的水电": "property-fee",
    "闻到很重的煤气味": "gas-leak",
    "上次反映的事情一直没人管我要催办": "case-progress",
    "没钱请律师想申请法律援助": "legal-aid",
}


def article(number: int = 1, **fields: object) -> Article:
    given = {
        "id": f"a{number}", "title": "标题", "source": "某条例", "updated": "2026-01-01", "body": "正文。",
    } | fields  # fmt: skip
    return Article.model_validate(given)


def parts(*weighed: tuple[str, float]) -> SearchQuery:
    return SearchQuery(tuple(Part(text, counts, (text,)) for text, counts in weighed))


@pytest.fixture(scope="module")
def shipped() -> ArticleSearch:
    return ArticleSearch(load_articles(SHIPPED))


@pytest.mark.parametrize(("said", "wanted"), QUERIES.items())
def test_the_right_article_is_among_the_first_three(shipped: ArticleSearch, said: str, wanted: str) -> None:
    found = shipped.find(asked(said), 3)
    assert wanted in [suggestion.article for suggestion in found]


def test_the_right_article_is_mostly_the_first(shipped: ArticleSearch) -> None:
    firsts = [shipped.find(asked(said), 1)[0].article for said in QUERIES]
    right = sum(first == wanted for first, wanted in zip(firsts, QUERIES.values(), strict=True))
    assert right >= 0.9 * len(QUERIES)


@pytest.mark.parametrize(
    "said", ["", "嗯好的谢谢", "你好请问一下", "！？，。", '" OR * NEAR(', "' ; DROP TABLE article"]
)
def test_small_talk_and_symbols_find_nothing_and_break_nothing(shipped: ArticleSearch, said: str) -> None:
    assert shipped.find(asked(said), 3) == []


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for(said: str) -> None:
    search = ArticleSearch([article(1, body=said.strip() or "空"), article(2, title="别的")])
    for suggestion in search.find(asked(said), 3):
        assert suggestion.source
        assert 0 <= suggestion.score <= 1


@given(
    st.text(alphabet="楼下施工噪音的了abc12 ，", max_size=30),
    st.text(alphabet="楼下施工噪音abc12", max_size=30),
)
def test_marked_words_stand_in_both_texts(said: str, body: str) -> None:
    for word in matched_words(said, body):
        assert word in said.lower()
        assert word in body.lower()


def test_the_latest_sentence_counts_most(shipped: ArticleSearch) -> None:
    first, second = "公积金怎么提取", "还有楼下工地半夜施工太吵"
    found = shipped.find(parts((second, 1.0), (first, 0.6)), 3)
    assert found[0].article == "noise-construction"
    assert "fund-withdrawal" in [suggestion.article for suggestion in found]


def test_what_is_far_behind_the_best_is_not_shown() -> None:
    best = article(1, title="路灯不亮", body="路灯不亮，请记录灯杆编号。")
    search = ArticleSearch([best, *(article(n, title=f"路灯规划{n}", body="路灯") for n in (2, 3))])
    found = search.find(asked("门口的路灯不亮了，灯杆编号是三十二"), 3)
    assert [one.title for one in found] == ["路灯不亮"]


def test_the_passage_that_fits_is_shown_with_its_source_and_words() -> None:
    body = "先说办理地点。\n\n提前24小时通知用户停水。"
    search = ArticleSearch([article(1, title="供水", body=body, source="供水条例")])
    (found,) = search.find(asked("你们停水怎么不通知"), 3)
    assert found.text == "提前24小时通知用户停水。"
    assert found.source.startswith("供水条例")
    assert "2026-01-01" in found.source
    assert found.matched == ("停水", "通知")


def test_terms_are_pairs_of_characters_and_whole_numbers() -> None:
    assert terms("拨打12348热线") == ["拨打", "12348", "热线"]
    assert query_terms("请问我的公积金") == ["公积", "积金"]


def test_every_shipped_article_says_where_it_comes_from() -> None:
    articles = load_articles(SHIPPED)
    assert len(articles) >= 45
    for shipped_article in articles:
        assert (
            "《" in shipped_article.source or "示例知识，请由本市主管部门核实替换" in shipped_article.source
        )
        assert all(len(passage) <= 160 for passage in shipped_article.passages), shipped_article.id


HEAD = "---\nid: ok\ntitle: t\nsource: s\nupdated: 2026-01-01\n---\n\nbody\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("no front matter", 1, "must begin"),
        ("---\nid: a\n", 1, "no closing"),
        ("---\nid: a\ntitle: [x\n---\nb\n", 3, "no YAML"),
        ("---\n- a\n---\nb\n", 2, "name: value"),
        (HEAD.replace("id: ok", "id: 坏 id"), 2, "id"),
        (HEAD.replace("source: s\n", ""), 1, "source"),
        (HEAD.replace("2026-01-01", "yesterday"), 5, "updated"),
        (HEAD.replace("updated", "colour: red\nupdated"), 5, "colour"),
        (HEAD.replace("body", ""), 6, "no text"),
    ],
)
def test_a_broken_article_is_named_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    (tmp_path / "good.md").write_text(HEAD.replace("ok", "good"), encoding="utf-8")
    (tmp_path / "bad.md").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=what) as error:
        load_articles(tmp_path)
    (problem,) = error.value.problems
    assert problem.startswith(f"{tmp_path / 'bad.md'}:{line}: ")


def test_all_broken_articles_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    (tmp_path / "b.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "c.md").write_text(HEAD, encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_articles(tmp_path)
    assert ["UTF-8" in p or "is taken" in p for p in error.value.problems] == [True, True]
    with pytest.raises(KnowledgeError, match="no such folder"):
        load_articles(tmp_path / "none")


def said(call: str, number: int, text: str, leg: Leg = "caller") -> TranscriptFinal:
    return TranscriptFinal(
        call=call, leg=leg, utterance=number, text=text, start_ms=0, end_ms=1, confidence=0.9
    )


@contextlib.asynccontextmanager
async def suggesting(
    search: ArticleSearch,
) -> AsyncIterator[tuple[Callable[[Event], None], asyncio.Queue[Event]]]:
    emitted: asyncio.Queue[Event] = asyncio.Queue()
    suggester = Suggester(search, emitted.put_nowait)
    task = asyncio.create_task(suggester.run(ThreadPoolExecutor(1)))
    yield suggester.handle, emitted
    task.cancel()


async def test_suggestions_follow_the_conversation(shipped: ArticleSearch) -> None:
    async with suggesting(shipped) as (handle, emitted):
        handle(CallStarted(call="c", caller="x", dialled="12345"))
        handle(said("c", 0, "我要反映楼下工地半夜施工"))
        await asyncio.sleep(0.05)
        assert emitted.empty(), "nobody reads suggestions while the voice menu talks"
        handle(CallQueued(call="c", queue="urban", position=1))
        first = await in_time(emitted.get())
        assert isinstance(first, Suggested)
        assert first.suggestions[0].article == "noise-construction"
        assert first.for_text == "我要反映楼下工地半夜施工"
        assert len(first.suggestions) <= 3
        handle(Bridged(call="c", agent="8001"))
        handle(said("c", 1, "还有就是公积金怎么提取"))
        second = await in_time(emitted.get())
        assert isinstance(second, Suggested)
        # Another sentence of the same turn: what is shown keeps its place.
        assert [one.article for one in second.suggestions][:2] == ["noise-construction", "fund-withdrawal"]
        assert all(s.source for s in second.suggestions)


async def test_what_no_article_answers_says_so_and_a_yes_leaves_what_is_there(shipped: ArticleSearch) -> None:
    async with suggesting(shipped) as (handle, emitted):
        handle(CallStarted(call="c", caller="x", dialled="12345"))
        handle(Bridged(call="c", agent="8001"))
        handle(said("c", 0, "足球比赛几点开始"))
        nothing = await in_time(emitted.get())
        assert isinstance(nothing, Suggested)
        assert (nothing.suggestions, nothing.for_text) == ((), "足球比赛几点开始")
        handle(said("c", 1, "我要反映楼下工地半夜施工"))
        found = await in_time(emitted.get())
        assert isinstance(found, Suggested)
        assert found.suggestions[0].article == "noise-construction"
        handle(said("c", 2, "对对对"))
        handle(said("c", 3, "公积金怎么提取"))
        after = await in_time(emitted.get())
        assert isinstance(after, Suggested)
        assert after.suggestions, "a yes wipes nothing away"


@pytest.mark.parametrize("said", ["邻居家小孩学钢琴", "足球比赛几点开始", "电视没有信号", "银行卡被吞了"])
def test_an_article_that_mentions_a_word_in_passing_is_no_answer(shipped: ArticleSearch, said: str) -> None:
    assert shipped.find(asked(said), 3) == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    {
        "我们这一片从昨天晚上就没有自来水了也没人说一声什么时候能恢复": "water-outage",
        "老家的地想搞个大棚政府有没有什么补贴": "farm-subsidy",
    }.items(),
)
def test_a_long_sentence_finds_what_a_part_of_it_is_about(
    shipped: ArticleSearch, said: str, wanted: str
) -> None:
    assert wanted in [suggestion.article for suggestion in shipped.find(asked(said), 3)]


def test_a_topic_long_past_is_no_longer_suggested(shipped: ArticleSearch) -> None:
    query = parts(("公积金怎么提取", 1.0), ("楼下工地半夜施工", 0.36))
    found = [suggestion.article for suggestion in shipped.find(query, 3)]
    assert found[0] == "fund-withdrawal"
    assert "noise-construction" not in found


@pytest.mark.parametrize(
    ("intent", "said", "wanted"),
    [
        ("火灾", "隔壁着火了冒好大的烟", "fire"),
        ("燃气泄漏", "屋里全是煤气味", "gas-leak"),
        ("急病受伤", "我爸突然晕倒叫不醒", "medical-emergency"),
        ("正在发生的危险", "有人持刀在打人", "crime-danger"),
        ("险情被困", "后山塌方有人埋在下面", "disaster"),
        ("心理危机", "我不想活了", "psychological"),
    ],
)
def test_every_emergency_has_its_article(shipped: ArticleSearch, intent: str, said: str, wanted: str) -> None:
    found = shipped.find(parts((said, 1.0), (intent, 0.5)), 3)
    assert found[0].article == wanted


async def test_talk_behind_the_caller_brings_nothing(shipped: ArticleSearch) -> None:
    async with suggesting(shipped) as (handle, emitted):
        handle(Bridged(call="c", agent="8001"))
        handle(said("c", 0, "公积金怎么提取").model_copy(update={"aside": True}))
        handle(said("c", 1, "我要反映楼下工地半夜施工"))
        suggested = await in_time(emitted.get())
        assert isinstance(suggested, Suggested)
        assert suggested.suggestions[0].article == "noise-construction"


async def test_the_intent_alone_brings_suggestions(shipped: ArticleSearch) -> None:
    async with suggesting(shipped) as (handle, emitted):
        handle(CallStarted(call="c", caller="x", dialled="12345"))
        handle(Decided(call="c", outcome="route", intent="x", intent_name="拖欠工资"))
        handle(Bridged(call="c", agent="8001"))
        suggested = await in_time(emitted.get())
        assert isinstance(suggested, Suggested)
        assert suggested.suggestions[0].article == "wage-arrears"


async def test_a_failing_search_is_reported_and_the_next_sentence_is_tried() -> None:
    class Failing(ArticleSearch):
        fails = True

        def find(self, query, limit, vector=None):  # type: ignore[no-untyped-def]
            if self.fails:
                raise OSError("disk gone")
            return super().find(query, limit, vector)

    search = Failing([article(1, title="停水通知")])
    async with suggesting(search) as (handle, emitted):
        handle(Bridged(call="c", agent="8001"))
        handle(said("c", 0, "停水"))
        fault = await in_time(emitted.get())
        assert isinstance(fault, Fault)
        assert "disk gone" in fault.message
        search.fails = False
        handle(said("c", 1, "停水"))
        assert isinstance(await in_time(emitted.get()), Suggested)


async def test_ended_and_forgotten_calls_take_no_memory(shipped: ArticleSearch) -> None:
    suggester = Suggester(shipped, lambda _event: None)
    for number in range(MAX_CALLS + 10):
        suggester.handle(CallStarted(call=str(number), caller="x", dialled="12345"))
    assert len(suggester._calls) == MAX_CALLS
    for number in range(MAX_CALLS + 10):
        suggester.handle(CallEnded(call=str(number), by="caller"))
        suggester.handle(said(str(number), 9, "来晚了"))
    assert suggester._calls == {}
    assert suggester._due == {}
