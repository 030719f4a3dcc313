"""What the page is told while an administrator types: mistakes under their place, doubts, the picture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.admin.wire.checking import Checked, CheckRequest
from agent_assist.admin.wire.files import FileText
from hotline.administration.page.drafts.checking import check
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.texts.spots import end_of, lines_of
from hotline.administration.page.texts.texts import MOST_PROBLEMS
from tests.unit.hotline.administration.page.parts import SMALL, config, line_of, shipped


def checked(files: tuple[FileText, ...], *, doubts: bool = False) -> Checked:
    return check(CheckRequest(files=files, doubts=doubts), Learned())


def test_the_shipped_configuration_has_no_mistakes() -> None:
    found = checked(shipped())
    assert found.problems == ()
    assert found.intents > 50


def test_a_mistake_is_shown_where_it_stands() -> None:
    name = "menus/legal.yaml"
    files = shipped("    queue: legal\n", "    queue: leagl\n")
    found = checked(files)
    (problem,) = found.problems
    assert (problem.severity, problem.file, problem.line) == (
        "error", name, line_of(files, "leagl", name)
    )  # fmt: skip
    line = next(file.text for file in files if file.name == name).split("\n")[problem.line - 1]
    assert problem.end_line == problem.line
    assert problem.end_column is not None
    assert line[problem.column - 1 : problem.end_column - 1] == "leagl"
    assert "leagl" in problem.message
    assert found.graph is None


def test_a_mistake_in_an_included_file_is_shown_there() -> None:
    main = SMALL + "include: [storm.yaml]\n"
    storm = "announcements:\n  - {id: storm, text: 台风来了。, intents: [nois]}\n"
    (problem,) = checked(config(main, storm=storm)).problems
    assert (problem.file, problem.line) == ("storm.yaml", 2)


def test_a_name_that_leads_out_of_the_folder_is_refused() -> None:
    files = (*config(), FileText(name="../secret.yaml", text=""))
    (problem,) = checked(files).problems
    assert "folder" in problem.message


def test_what_is_no_yaml_has_a_place_too() -> None:
    found = checked(config(SMALL.replace("name: 综合}", "name: 综合")))
    assert found.problems
    assert all(problem.severity == "error" and problem.line >= 1 for problem in found.problems)


def test_of_very_many_mistakes_the_first_are_told() -> None:
    found = checked(config(SMALL + "  - {id: x}\n" * (MOST_PROBLEMS + 10)))
    assert len(found.problems) == MOST_PROBLEMS
    lines = [problem.line for problem in found.problems]
    assert lines == sorted(lines)


def test_doubts_are_found_when_asked_for() -> None:
    text = SMALL.replace("sayings: [孩子上小学怎么报名,", "sayings: [楼上装修声音太大了, 孩子上小学怎么报名,")
    assert checked(config(text)).problems == ()
    found = checked(config(text), doubts=True)
    assert {problem.severity for problem in found.problems} == {"doubt"}
    assert "collision" in {problem.kind for problem in found.problems}
    assert found.graph is not None


def test_the_picture_shows_ways_and_where_they_stand() -> None:
    text = SMALL.replace(
        'key: "2"}', 'key: "2", hours: office, after_hours: general}'
    ) + (
        'hours:\n  office: {workdays: ["08:30-17:30"]}\n'
        "announcements:\n  - {id: outage, text: 正在抢修。, intents: [noise], words: [城东]}\n"
        'languages:\n  - {id: en, name: 英语, key: "#", words: [英语], queue: general}\n'
        "questions:\n  - {id: address, label: 地址, prompt: 请问是什么地方？, kind: address}\n"
        'seats:\n  - {id: lights, name: 路灯, queue: urban, key: "7"}\n'
    )  # fmt: skip
    text = text.replace(
        "name: 噪声, queue: urban,", "name: 噪声, queue: urban, ask: [address], answer: 夜间禁止施工。,"
    )
    files = config(text)
    found = checked(files)
    assert found.problems == ()
    assert found.graph is not None
    nodes = {node.id: node for node in found.graph.nodes}
    assert len(nodes) == len(found.graph.nodes)
    assert nodes["queue:urban"].line == line_of(files, "id: urban")
    assert nodes["intent:noise"].group == "urban"
    assert nodes["intent:noise"].line == line_of(files, "id: noise")
    assert nodes["announcement:outage"].detail == "正在抢修。"
    assert {node.kind for node in found.graph.nodes} >= {
        "greeting", "language", "announcement", "key", "intent", "question", "answer", "menu", "hours",
        "queue", "human", "end",
    }  # fmt: skip
    ways = {(edge.source, edge.target, edge.kind) for edge in found.graph.edges}
    assert ways >= {
        ("intent:noise", "queue:urban", "flow"),
        ("intent:noise", "question:address", "flow"),
        ("intent:noise", "answer:noise", "flow"),
        ("intent:noise", "announcement:outage", "flow"),
        ("greeting", "key:2", "key"),
        ("key:2", "queue:urban", "key"),
        ("key:7", "queue:urban", "key"),
        ("key:0", "human", "key"),
        ("queue:urban", "queue:general", "after_hours"),
        ("greeting", "menu", "fallback"),
        ("menu", "human", "fallback"),
        ("greeting", "language:en", "key"),
        ("language:en", "queue:general", "flow"),
    }
    assert {end for edge in found.graph.edges for end in (edge.source, edge.target)} <= set(nodes)


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        ("    queue: emergncy  # 应急", 12, "emergncy"),
        ("  - {id: li, queue: urbn}", 21, "urbn"),
        ("  - {id: li, queue: urbn, key: 1}", 21, "urbn"),
        ("    queu: general", 5, "queu"),
        ('    greeting: "您好，#请讲" # 注释', 15, '"您好，#请讲"'),
        ("    greeting: '您''好' ", 15, "'您''好'"),
        ("    sayings: [a, b", 14, "["),
        ("    greeting: 您好, 请讲\r", 15, "您好"),
    ],
)
def test_the_line_under_a_mistake_ends_where_it_does(line: str, column: int, marked: str) -> None:
    end = end_of(["first", line, "last"], 2, column)
    assert end is not None
    assert line[column - 1 : end - 1] == marked


@given(st.text(), st.integers(-2, 50), st.integers(1, 50))
def test_an_end_is_always_within_the_line(text: str, line: int, column: int) -> None:
    end = end_of(lines_of(text), line, column)
    if end is not None:
        assert column < end <= len(text.split("\n")[line - 1]) + 1
