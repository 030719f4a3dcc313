"""Bytes of a YAML file → plain values, with the place of each.

ruamel.yaml (YAML 1.2) parses; its nodes carry line and column. From the nodes we build dicts,
lists and scalars ourselves, because that is where repeated keys, foreign tags and aliases that
expand without end are found, each with its place. Keys are always the text as written, so that
`1:` and `yes:` mean what they look like.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from hotline.configuration.yaml.depth import MAX_DEPTH, TOO_DEEP, check_depth
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.syntax import colon_hint, syntax_problem

MAX_BYTES = 5_000_000
"""A larger file is refused: it would take many seconds to read."""
MAX_VALUES = 1_000_000
"""Values after expanding aliases; a few lines of nested aliases can otherwise fill the memory."""

PathParts = Sequence[str | int]

_TOO_LARGE = (
    f"文件超过 {MAX_BYTES // 1_000_000} MB / the file is larger than {MAX_BYTES} bytes",
    "拆分或删减 / split it",
)
_EMPTY = (
    "文件是空的 / the file is empty",
    "像示例那样写入各部分 / write sections into it, as in the example",
)

_NO_KEYS = "这里没有“键: 值” / there are no keys here"
_NO_LIST = (
    "这里应是一个列表 / a list is wanted here",
    "每一项前面写“- ” / write '- ' before each entry",
)

_TAG = "tag:yaml.org,2002:"


class Source:
    """Parsed text: `data` as plain values, and the place of each of them."""

    def __init__(
        self, file: str, data: Any, root: Node, values: int, files: Mapping[int, str] | None = None
    ) -> None:
        """`values` is how many values `data` has; `files` says which nodes, by `id`, come from another file
        than `file` (and with each, what is below it)."""
        self.file = file
        self.data = data
        self.root = root
        self.values = values
        self.files = files or {}

    def problem(self, path: PathParts, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem at `path`, for example `("intents", 3, "queue")`.

        Points at the value, or with `key` at its key; at the nearest parent when there is no such path.
        """
        found, node, key_node, file = self._walk(path)
        mark = (key_node if key and key_node is not None else node).start_mark
        return Problem(file, mark.line + 1, mark.column + 1, shown(found), message, hint)

    def existing(self, path: PathParts) -> list[str | int]:
        """The parts of `path` that lead anywhere. Names of union members, as pydantic adds, fall out."""
        return self._walk(path)[0]

    def _walk(self, path: PathParts) -> tuple[list[str | int], Node, Node | None, str]:
        node, key_node, file = self.root, None, self.file
        found: list[str | int] = []
        for part in path:
            if isinstance(node, MappingNode):
                for name, value in node.value:
                    if name.value == str(part):
                        node, key_node = value, name
                        found.append(part)
                        break
            elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
                node, key_node = node.value[part], None
                found.append(part)
            file = self.files.get(id(node), file)
        return found, node, key_node, file


def shown(path: PathParts) -> str:
    """`("intents", 3, "queue")` as `intents[3].queue`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read(data: bytes, file: str, values: int = 0, *, as_list: bool = False) -> Source:
    """Parses a file's bytes; `file` is its name in messages. `values` are read already, of `MAX_VALUES`.

    `as_list`: the file is a list of entries (`- …`), not keys and their values.
    Raises `ConfigError` and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise ConfigError([Problem(file, 1, 1, "", *_TOO_LARGE)])
    text = decoded(data, file)
    check_depth(text, file)
    root = _compose(text, file)
    if not isinstance(root, SequenceNode if as_list else MappingNode):
        line, column = root.start_mark.line, root.start_mark.column
        message, hint = _NO_LIST if as_list else (_NO_KEYS, colon_hint(text, line))
        raise ConfigError([Problem(file, line + 1, column + 1, "", message, hint)])
    builder = _Builder(file, values)
    built = builder.build(root, [])
    if builder.problems:
        raise ConfigError(builder.problems)
    return Source(file, built, root, builder.values)


def decoded(data: bytes, file: str) -> str:
    """A file's bytes as text. Raises `ConfigError` when they are no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        byte = f"0x{data[error.start]:02X}"
        message = f"字节 {byte} 不是 UTF-8 编码 / the byte {byte} is not UTF-8"
        hint = f"把文件另存为 UTF-8 / save the file as UTF-8{_encoding_guess(data)}"
        raise ConfigError([Problem(file, line, column, "", message, hint)]) from None


def _encoding_guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "; it looks like UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "; it looks like GBK (ANSI on a Chinese Windows)"


def _compose(text: str, file: str) -> Node:
    """libyaml reads five times as fast; what it refuses is read again in Python, which says why."""
    with warnings.catch_warnings(action="ignore"):  # a reused anchor is no mistake
        try:
            root: Node | None = YAML(typ="safe", pure=False).compose(text)
        except Exception:
            return _compose_slowly(text, file)
    return root if root is not None else _compose_slowly(text, file)


def _compose_slowly(text: str, file: str) -> Node:
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise ConfigError([syntax_problem(error, text, file)]) from None
    except ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        code = error.character if isinstance(error.character, int) else ord(error.character)
        message = f"不能有字符 U+{code:04X} / the character U+{code:04X} is not allowed"
        raise ConfigError([Problem(file, line, column, "", message, "删掉它 / delete it")]) from None
    except Exception as error:  # ruamel.yaml fails in other ways on broken directives and tags
        message = f"不是 YAML / this cannot be read as YAML ({error.__class__.__name__})"
        hint = "检查以 % 开头的行和以 ! 开头的词 / check the lines with % and the words with !"
        raise ConfigError([Problem(file, 1, 1, "", message, hint)]) from None
    if root is None:
        raise ConfigError([Problem(file, 1, 1, "", *_EMPTY)])
    return root


class _Builder:
    """Turns nodes into plain values and collects what is wrong with them."""

    def __init__(self, file: str, values: int) -> None:
        self.problems: list[Problem] = []
        self.values = values
        self._file = file
        self._open: set[int] = set()

    def report(self, node: Node, path: PathParts, message: str, hint: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(self._file, mark.line + 1, mark.column + 1, shown(path), message, hint))

    def build(self, node: Node, path: list[str | int]) -> Any:
        self.values += 1
        if self.values > MAX_VALUES:
            if self.values == MAX_VALUES + 1:
                message = (
                    f"别名展开后超过 {MAX_VALUES} 个值 / more than {MAX_VALUES} values with aliases expanded"
                )
                self.report(node, path, message, "少用别名 / use fewer aliases (*name)")
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._open:
            message = "通过别名包含了自己 / this contains itself through an alias"
            self.report(node, path, message, "删掉别名 / remove the alias (*name)")
            return None
        if len(self._open) == MAX_DEPTH:  # through aliases, each of which is not deep
            self.report(node, path, *TOO_DEEP)
            return None
        self._open.add(id(node))
        built = self._list(node, path) if isinstance(node, SequenceNode) else self._dict(node, path)
        self._open.discard(id(node))
        return built

    def _list(self, node: SequenceNode, path: list[str | int]) -> list[Any]:
        self._expect(node, path, "seq")
        built = []
        for index, item in enumerate(node.value):
            built.append(self.build(item, [*path, index]))
            if self.values > MAX_VALUES:
                break
        return built

    def _dict(self, node: Node, path: list[str | int]) -> dict[str, Any]:
        self._expect(node, path, "map")
        built: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.tag == _TAG + "merge":
                self.report(
                    key,
                    path,
                    "这不能作键 / this cannot be a key",
                    "键写成词或数字，逐个写出 / use a word or a number as key, and write all keys out",
                )
                continue
            name = str(key.value)
            if name in built:
                line = lines[name]
                hint = f"只留一个，前一个在第 {line} 行 / keep one of them; the first is in line {line}"
                message = "这个键重复了 / the key stands here a second time"
                self.report(key, [*path, name], message, hint)
                continue
            lines[name] = key.start_mark.line + 1
            built[name] = self.build(value, [*path, name])
            if self.values > MAX_VALUES:
                break
        return built

    def _expect(self, node: Node, path: list[str | int], kind: str) -> None:
        if node.tag != _TAG + kind:
            self._unknown_tag(node, path)

    def _scalar(self, node: ScalarNode, path: list[str | int]) -> Any:
        text = str(node.value)
        kind = str(node.tag).removeprefix(_TAG)
        try:
            match kind:
                case "str" | "timestamp" | "value" | "merge":
                    return text
                case "null":
                    return None
                case "bool":
                    return {"true": True, "false": False}.get(text.lower(), text)
                case "int":
                    return _integer(text)
                case "float":
                    return float(re.sub(r"\.(?=inf|nan)", "", text.replace("_", "").lower()))
        except ValueError:  # thousands of digits, or a tag such as !!int before a word
            return text
        self._unknown_tag(node, path)
        return text

    def _unknown_tag(self, node: Node, path: PathParts) -> None:
        message = f"不认识标签 {_short(node.tag)} / the tag {_short(node.tag)} is not known"
        self.report(node, path, message, "删掉带 ! 的词 / remove the word with !")


def _integer(text: str) -> int:
    digits = text.replace("_", "").lower()
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.lstrip("+-").startswith(prefix):
            return int(digits, base)
    return int(digits)


def _short(tag: object) -> str:
    return str(tag).replace(_TAG, "!!")[:40]
