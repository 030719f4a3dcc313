"""What is wrong with text that is no YAML, in plain words, in Chinese and in English."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from hotline.configuration.yaml.problem import Problem

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        r"'\\t'",
        "这里只能用空格，不能用 Tab / a tab stands where only spaces may",
        "用空格缩进 / indent with spaces",
    ),
    (
        r"cannot start any token",
        "文字不能以这个字符开头 / a text cannot begin with this character",
        "给文字加上引号 / put the text in quotes",
    ),
    (
        "mapping values are not allowed",
        "这里不该有冒号 / there is a ':' where no key can be",
        "给文字加上引号，或检查这一行和上一行的缩进 / "
        "put the text in quotes, or check the indentation of this line and the one above",
    ),
    (
        "could not find expected ':'",
        "键的后面缺少冒号 / a ':' is missing after the key",
        "写成“键: 值” / write it as key: value",
    ),
    (
        "expected <block end>|expected but found '-'|did not find expected",
        "这一行和上面的对不齐 / this line does not fit the ones above",
        "检查缩进：同一组的各项要从同一列开始 / "
        "check the indentation: entries of one list or mapping begin in the same column",
    ),
    (
        "unexpected end of stream",
        "引号没有配对 / a quotation mark is opened and not closed",
        "补上后一个引号 / close the quotation mark",
    ),
    (
        r"expected ',' or '\]'|expected ',' or '}'",
        "括号没有配对 / a bracket is opened and not closed",
        "补上后一个括号 / close the bracket",
    ),
    (
        "undefined alias",
        "别名引用的锚点不在它前面 / the alias refers to an anchor that is not above it",
        "先用 & 定义锚点，或给文字加上引号 / define the anchor with & first, or put the text in quotes",
    ),
    (
        "found another document",
        "这里又开始了一个文档 / a second document begins here",
        "删掉 --- 这一行 / remove the line with ---",
    ),
)
"""ruamel.yaml's words, what they mean, and what to do."""


def syntax_problem(error: MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem behind ruamel.yaml's error in `text`; `file` is its name in messages."""
    said = str(error.problem or error.context or "this is not YAML").strip()
    from_start = re.search(r"end of stream|expected ','|could not find expected ':'", said)
    marks = [error.problem_mark, error.context_mark]
    if from_start:  # what was begun there is what has to be mended
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    message, hint = f"YAML 写法有误 / {said}", "检查这一行的写法 / check the spelling of this line"
    for pattern, plain, advice in _SYNTAX:
        if re.search(pattern, said):
            message, hint = plain, advice
            break
    if "key" in message or "fit" in message:
        hint = colon_hint(text, line, hint)
    return Problem(file, line + 1, column + 1, "", message, hint)


def colon_hint(text: str, line: int, otherwise: str = "写成“键: 值” / write key: value") -> str:
    """Chinese input methods give a full-width colon, which looks right and is not YAML."""
    nearby = text.splitlines()[max(0, line - 1) : line + 1]
    if any("：" in one and ": " not in one for one in nearby):
        return "把“：”换成英文冒号加空格 / write an English colon and a space (': ') instead of '：'"
    return otherwise
