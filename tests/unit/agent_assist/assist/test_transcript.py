"""Conversations in files, and turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_assist.assist.transcript import TranscriptError, read_transcript, role_of
from agent_assist.assist.turns import turns_of
from tests.unit.agent_assist.assist.doubles import talk

GOOD = '{"speaker": "caller", "text": "停水了", "start": 0, "end": 1.5}'


def written(folder: Path, text: str) -> Path:
    path = folder / "call.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sentence_is_known_by_its_line(tmp_path: Path) -> None:
    second = GOOD.replace("caller", "坐席").replace("停水了", "好的")
    first, other = read_transcript(written(tmp_path, f"{GOOD}\n\n{second}\n"))
    assert (first.index, first.role, first.text, first.end) == (0, "caller", "停水了", 1.5)
    assert (other.index, other.role) == (2, "agent")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no object"),
        (GOOD.replace("caller", "王芳"), "speaker '王芳' is unknown"),
        ('{"speaker": "caller"}', "text is missing"),
        (GOOD.replace("1.5", "-1"), "end -1 is no time"),
        (GOOD.replace("1.5", "NaN"), "end nan is no time"),
        (GOOD.replace('"start": 0', '"start": 2'), "lies before start"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path: Path, line: str, what: str) -> None:
    path = written(tmp_path, f"{GOOD}\n{line}\n")
    with pytest.raises(TranscriptError) as error:
        read_transcript(path)
    assert str(error.value).startswith(f"{path}:2: ")
    assert what in str(error.value)


def test_all_bad_lines_are_named_but_not_without_end(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError) as error:
        read_transcript(written(tmp_path, "{\n" * 30))
    lines = str(error.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 10 more"


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "nobody says anything"), (b"\n \n", "nobody says anything"), (b"\xff\xfe", "UTF-8")],
)
def test_a_file_that_is_no_conversation_says_so(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "call.jsonl"
    path.write_bytes(content)
    with pytest.raises(TranscriptError, match=what):
        read_transcript(path)
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(tmp_path / "none")


def test_speakers_are_known_by_several_names() -> None:
    roles = [role_of(name) for name in ("Caller", "市民甲", "caller2", "citizen_1", "agent", "系统", "某人")]
    assert roles == ["caller", "caller", "caller", "caller", "agent", "other", None]


def test_consecutive_sentences_of_a_speaker_are_one_turn() -> None:
    found = turns_of(talk("c: 停水了", "c: 三天了", "c: ", "d: 我家也是", "a: 好的"))
    assert [(turn.speaker, turn.text) for turn in found] == [
        ("c", "停水了，三天了"), ("d", "我家也是"), ("a", "好的"),
    ]  # fmt: skip
