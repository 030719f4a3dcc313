"""Thirty ways to break config.yaml: the exact line is named, and a sentence says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app

GOOD = """\
telephony:
  number: "12345"
  trunks:
    - {id: local, match: [127.0.0.1/32]}
agents:
  - {id: wang, name: 王芳, extension: "1001"}
  - {id: li, name: 李强, extension: "1002", queues: [urban]}
asr:
  endpoint_ms: 600
desk:
  port: 8012
dialogue:
  prompts:
    greeting: 您好，请问您要反映什么事？
    confirm: 您是要{request}，对吗？
  route_at: 0.9
  confirm_at: 0.45
  human_key: "0"
  human_queue: general
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
lists:
  home: [我家, 我们小区]
intents:
  - id: noise
    name: 噪声
    queue: urban
    sayings:
      - "{home}楼下(太吵|半夜施工)"
      - 装修声音太大
  - id: school
    name: 入学
    queue: general
    key: "5"
    sayings: [孩子怎么上学]
"""
MISTAKES: list[tuple[str, str, str, str]] = [
    # what is replaced, by what, a piece of the line that must be named, words of the answer
    ('  number: "12345"', '\tnumber: "12345"', "\tnumber", "spaces"),
    ("asr:\n", "asr：\n", "asr：", "English colon"),
    ('name: 王芳, extension: "1001"}', 'name: 王芳, extension: "1001"', "id: wang", "close the bracket"),
    ("  endpoint_ms: 600", "  endpoint_ms: fast", "endpoint_ms: fast", "a whole number"),
    ("  endpoint_ms: 600", "  endpoint_ms: 20", "endpoint_ms: 20", "200"),
    ("  endpoint_ms: 600", "  endpoint_msec: 600", "endpoint_msec", "endpoint_ms"),
    ("  endpoint_ms: 600", "  endpoint_ms: 600\n  endpoint_ms: 700", "endpoint_ms: 700", "a second time"),
    ("  port: 8012", "  port: 99999", "port: 99999", "65535"),
    ("  port: 8012", "  port:8012", "port:8012", "blank is missing"),
    ("  route_at: 0.9", "  route_at: 1.9", "route_at: 1.9", "at most 1"),
    ("  confirm_at: 0.45", "  confirm_at: 0.95", "confirm_at: 0.95", "route_at"),
    ('  human_key: "0"', '  human_key: "1"', "human_key", "differ"),
    ('  human_key: "0"', '  human_key: "00"', 'human_key: "00"', "human_key"),
    ("  human_queue: general", "  human_queue: generl", "generl", "general"),
    ("confirm: 您是要{request}，对吗？", "confirm: 您是要{reqest}，对吗？", "reqest", "request"),
    ("    greeting: 您好，请问您要反映什么事？", '    greeting: ""', "greeting", "greeting"),
    ("{id: general, name: 综合}", "{id: urban, name: 综合}", "id: urban, name: 综合", "id used twice"),
    (
        '{id: urban, name: 城市管理, key: "2"}',
        '{id: urban, name: 城市管理, key: "0"}',
        'id: urban, name: 城市管理, key: "0"',
        "key used twice",
    ),
    ('    key: "5"', '    key: "2"', 'key: "2"\n    sayings', "key used twice"),
    ('    key: "5"', "    key: five", "key: five", "key"),
    ("    queue: urban\n", "    queue: urbn\n", "queue: urbn", "urban"),
    ("    queue: urban\n", "", "- id: noise", "queue"),
    ("- 装修声音太大", "- 装修(声音太大", "装修(声音太大", "没有对应"),
    ("- 装修声音太大", "- 装修|声音太大", "装修|声音太大", "里面"),
    ("- 装修声音太大", '- "{hom}太吵"', "{hom}太吵", "home"),
    ("sayings: [孩子怎么上学]", "sayings: []", "sayings: []", "sayings"),
    ("  home: [我家, 我们小区]", "  home: []", "home: []", "empty list"),
    ("queues: [urban]}", "queues: [urbann]}", "urbann", "urban"),
    ('extension: "1002"', 'extension: "1001"', "id: li", "used twice"),
    ('extension: "1002"', 'extension: "10 02"', "id: li", "use letters and digits, 32 at most"),
    ('extension: "1002"', 'extension: "10/02"', "id: li", "use letters and digits, 32 at most"),
    ("{id: li,", "{id: 李,", "id: 李", "use letters, digits and _, 64 at most"),
    ("queues: [urban]}", "contact: 110}", "contact: 110", "in quotes"),
    ("queues: [urban]}", 'contact: "110"}', "contact:", "sip:110@203.0.113.5"),
    ('number: "12345"', 'number: "12345-1"', "12345-1", "2 to 15 digits"),
    ("{id: local,", "{id: Local,", "id: Local", "small letters, digits and _"),
    (
        "    name: 噪声",
        "    name: 噪声\n    answer: {article: 噪声}",
        "article",
        "small letters, digits, _ and -",
    ),
    ("match: [127.0.0.1/32]", "match: [127.0.0.1.5/32]", "127.0.0.1.5", "write an address"),
    ("intents:\n", "intent:\n", "intent:", "intents"),
    ("  - id: school", " - id: school", " - id: school", "indentation"),
    ("    name: 噪声", "    name: *noise", "*noise", "alias"),
    ("desk:\n", "city:\n  queues: {urbn: 东区}\ndesk:\n", "queues: {urbn", "urban"),
    (
        "desk:\n",
        'vocabulary:\n  areas: {东区: [人民路]}\ncity:\n  numbers: {"871": 西区}\ndesk:\n',
        "numbers: {",
        "东区",
    ),
    (
        "desk:\n",
        "sampling:\n  rules: [{id: a, name: 甲, queues: [urbn]}]\ndesk:\n",
        "rules: [",
        "urban",
    ),
    (
        "desk:\n",
        "sampling:\n  rules: [{id: a, name: 甲, marks: [greting]}]\ndesk:\n",
        "rules: [",
        "greeting",
    ),
]


def run(path: Path, *arguments: str) -> tuple[int, str]:
    shown = CliRunner().invoke(app, ["check", "--config", str(path), *arguments])
    return shown.exit_code, shown.output


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_the_unbroken_file_is_fine(good: Path) -> None:
    code, shown = run(good, "--json")
    assert code == 0
    assert json.loads(shown)["mistakes"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("endpoint_ms: 600", "endpoint_ms: fast"),
        ("endpoint_ms: 600", "engine: vosc"),
        ("port: 8012", "port: 99999"),
        ('human_key: "0"', 'human_key: "00"'),
        ('number: "12345"', "number: x"),
    ],
)
def test_one_mistake_is_one_answer(good: Path, old: str, new: str) -> None:
    good.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    _, shown = run(good, "--json")
    assert len(json.loads(shown)["mistakes"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"), MISTAKES, ids=[new.strip()[:40] for _, new, _, _ in MISTAKES]
)
def test_the_line_of_a_mistake_and_what_to_do(good: Path, old: str, new: str, line: str, words: str) -> None:
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    good.write_text(text, encoding="utf-8")
    wanted = text[: text.index(line)].count("\n") + 1
    code, shown = run(good, "--json")
    assert code == 2
    mistakes = json.loads(shown)["mistakes"]
    here = [one for one in mistakes if one["line"] == wanted]
    assert here, f"line {wanted} expected: {mistakes}"
    assert any(words in f"{one['path']}: {one['message']} {one['hint']}" for one in here), here
    assert all(one["hint"] or "请" in one["message"] or "要" in one["message"] for one in here), here


@pytest.mark.parametrize(
    ("old", "new", "place", "advice"),
    [
        (
            "{id: li,",
            "{id: li-si.2,",
            "config.yaml:7:10: agents[1].id",
            "只用字母、数字和 _，最多 64 个 / use letters, digits and _, 64 at most",
        ),
        (
            'extension: "1002"',
            'extension: "10-02"',
            "config.yaml:7:35: agents[1].extension",
            "use letters and digits, 32 at most, and not global, udp, tcp",
        ),
    ],
)
def test_an_agent_whose_name_no_channel_can_have(
    good: Path, old: str, new: str, place: str, advice: str
) -> None:
    good.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    _, shown = run(good)
    assert place in shown, shown
    assert advice in shown
    assert "AgentSettings" not in shown
