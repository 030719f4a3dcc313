"""Articles in files: read, told apart from what is none, imported, changed and written again."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.knowledge import Article, KnowledgeError, load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.editing.doubts import doubts_of
from agent_assist.knowledge.files import listed, markdown, tables
from agent_assist.knowledge.files.changing import MANY, changed
from agent_assist.knowledge.files.importing import id_of, imported
from agent_assist.knowledge.files.reading import read
from agent_assist.knowledge.query import asked

TODAY = datetime.date(2026, 12, 1)


def article(id_: str = "water", **more: object) -> Article:
    fields = {"title": "停水查询", "source": "供水公司", "updated": "2026-11-01", "body": "请看停水公告。"}
    return Article.model_validate({"id": id_, **fields, **more})


FULL = article(
    tags="停水、没水, 12348",
    department="水务局",
    district="东湖区",
    valid_from="2026/1/1",
    valid_until="2026年12月31日",
    reviewed="2026.11.02",
    body="第一段。\n\n第二段：“引号”和 # 号。",
)


def test_dates_and_lists_are_read_as_tables_write_them() -> None:
    assert FULL.tags == ("停水", "没水", "12348")
    assert FULL.district == ("东湖区",)
    assert (FULL.valid_from, FULL.valid_until) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert FULL.shown_source == "供水公司（2026-11-01 更新，2026-11-02 核实，限东湖区，2026-12-31 止）"
    assert article().shown_source == "供水公司（2026-11-01 更新，待核实）"


def test_what_is_written_is_read_again_in_every_format() -> None:
    other = article("gas", title="煤气: 泄漏", tags=["true", "[x]"], body="- 一\n- 二")
    for one in (FULL, other):
        assert read({"a.md": markdown.text_of(one).encode()}).articles == [one]
    both = [other, FULL]
    assert read({"a.yaml": listed.text_of(both).encode()}).articles == both
    assert read({"a.csv": tables.text_of(both).encode()}).articles == both


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60
    )
)
def test_any_title_and_text_outlives_its_file(text: str) -> None:
    line = text.strip()
    if not line:
        return
    one = article(title=line, source=line, body=line)
    for name, data in (
        ("a.md", markdown.text_of(one)),
        ("a.yaml", listed.text_of([one])),
        ("a.csv", tables.text_of([one])),
    ):
        found = read({name: data.encode()})
        assert not found.unread
        assert found.articles[0].title == one.title


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("a.yaml", "- id: a\n  title: t\n  source: s\n  updated: gestern\n  body: b\n", 4, "updated"),
        ("a.yaml", "- id: a\n- nothing\n", 2, "no article"),
        ("a.yaml", "a: b\n", 1, "list"),
        ("a.yaml", "- id: [\n", 2, "no YAML"),
        ("a.yaml", "- id: a\n  updated: 2026-1-1\n  valid_until: 2026-02-30\n", 3, "没有 2026-02-30"),
        ("a.csv", "编号,标题,正文,来源,更新日期\na,t,b,s,2026-13-01\n", 2, "updated"),
        ("a.csv", "编号,问题\na,t\n", 1, "columns"),
        ("a.csv", 'id,title,body\na,"t,b\n', 2, "CSV"),
        ("a.csv", 'id,title,body,source,updated\na,"t\nt",b,,2026-1-1\nB!,t,b,s,2026-1-1\n', 4, "id"),
        ("a.md", "---\nid: a\ntitle: t\nsource: s\nupdated: 2026-13-45\n---\nb\n", 5, "no day 2026-13-45"),
        ("a.md", "---\nid: a\ntitle: t\nsource: s\nupdated: 2026-1-1\nvalid_from: 2026-5-1\n"
         "valid_until: 2026-4-1\n---\nb\n", 2, "valid_until"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_file_and_line(name: str, text: str, line: int, what: str) -> None:
    unread = read({name: text.encode()}).unread
    assert (name, line) in {(one.file, one.line) for one in unread}
    assert any(what in one.says and one.line == line for one in unread)


def test_broken_encodings_and_what_is_too_large_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("---\nid: a\ntitle: 停水\n---\n正文".encode("gb18030"))
    (tmp_path / "b.md").write_text("---\nid: b\n---\n" + "长" * 400_000, encoding="utf-8")
    (tmp_path / "c.csv").write_bytes(b"\xff\xff\x00\x81")
    (tmp_path / "d.csv").write_bytes(
        "编号,标题,正文,来源,更新日期\nd,停水,正文,来源,2026-1-1\n".encode("gb18030")
    )
    with pytest.raises(KnowledgeError) as error:
        load_articles(tmp_path)
    assert [problem.split(": ")[0] for problem in error.value.problems] == [
        f"{tmp_path / 'a.md'}:5",
        f"{tmp_path / 'b.md'}:1",
        f"{tmp_path / 'c.csv'}:1",
    ]


def test_a_table_of_a_city_is_imported(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["问题", "答案", "依据", "关键词", "截止日期", "备注"])
    sheet.append(["停水怎么办", "看公告。", "供水条例", "没水；停水", datetime.datetime(2026, 12, 31), "x"])
    sheet.append([None, None, None, None, None, None])
    sheet.append(["没有答案", None, "条例", None, None, None])
    stream = io.BytesIO()
    book.save(stream)
    found = imported({"城市.xlsx": stream.getvalue(), "b.xlsx": b"no sheet"}, TODAY)
    (one,) = found.articles
    assert (one.id, one.updated, one.tags) == (id_of("停水怎么办"), TODAY, ("没水", "停水"))
    assert one.valid_until == datetime.date(2026, 12, 31)
    assert [(one.file, one.line) for one in found.unread] == [("城市.xlsx", 4), ("b.xlsx", 1)]


def test_a_row_without_a_title_is_told_to_want_that_alone() -> None:
    found = imported({"a.csv": "标题,正文,来源\n,没有标题,市水务局\n".encode()}, TODAY)
    assert [one.says.partition(":")[0] for one in found.unread] == ["title"]


def test_an_article_is_changed_where_it_stands() -> None:
    table = [article("a"), article("b")]
    files = {
        "t.csv": tables.text_of(table).encode(),
        "l.yaml": listed.text_of([article("c")]).encode(),
        "one.md": markdown.text_of(article("d")).encode(),
    }
    after = changed(files, [article("b", title="新"), article("e")], {"c"})
    assert {one.article.id: one.file for one in read(after).placed} == {
        "a": "t.csv", "b": "t.csv", "d": "one.md", "e": "e.md",
    }  # fmt: skip
    assert {one.id: one.title for one in read(after).articles}["b"] == "新"
    assert after["one.md"] == files["one.md"]
    many = changed(after, [article(f"n{number}") for number in range(MANY)], (), "import")
    assert len(read({"import.csv": many["import.csv"]}).articles) == MANY
    more = changed(many, [article(f"m{number}") for number in range(MANY)], (), "import")
    assert len(read({"import.csv": more["import.csv"]}).articles) == 2 * MANY


def test_a_hundred_thousand_articles_are_read_and_no_more() -> None:
    rows = [f"a{number},t,b,s,2026-01-01" for number in range(100_002)]
    found = read({"a.csv": "\n".join(["id,title,body,source,updated", *rows]).encode()})
    assert len(found.articles) == 100_000
    assert [one.line for one in found.unread] == [100_002]


def test_what_has_expired_or_contradicts_is_told() -> None:
    doubts = doubts_of(
        [
            article("old", title="甲", valid_until="2026-11-30", reviewed="2026-1-1"),
            article("next", title="甲", valid_from="2026-12-02", reviewed="2026-1-1"),
            article("one", title="乙 办理", reviewed="2026-1-1"),
            article("two", title="乙办理", valid_until="2027-1-1"),
            article("east", title="丙", district="东区", reviewed="2026-1-1"),
            article("west", title="丙", district="西区", reviewed="2026-1-1"),
        ],
        TODAY,
    )
    assert [(one.kind, one.articles) for one in doubts] == [
        ("expired", ("old",)),
        ("not_yet", ("next",)),
        ("contradictory", ("one", "two")),
        ("unreviewed", ("two",)),
    ]


def test_an_article_is_found_only_on_days_on_which_it_holds() -> None:
    days = [datetime.date(2026, 11, 30), datetime.date(2026, 12, 1), datetime.date(2026, 12, 2)]
    day = days[0]
    dated = article("a", valid_from="2026-12-01", valid_until="2026-12-01")
    search = ArticleSearch([dated, article("b", title="煤气", body="煤气")], today=lambda: day)
    found = []
    for day in days:  # noqa: B007 - what `today` says
        found.append([one.article for one in search.find(asked("停水查询"), 3)])
    assert found == [[], ["a"], []]
