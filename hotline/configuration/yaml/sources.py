"""The texts of one configuration: config.yaml and what it includes, on disk or not.

`include:` of the main file names the others, with `*` and `?` for groups of them. They lie in its folder or
below, have the same sections, and include nothing themselves. The tests beside each (`urban.tests.yaml`
beside `urban.yaml`) go with them wherever they go, and are no part of what is configured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TypeVar

from pydantic import BaseModel, RootModel

from contracts.configuration.own_files import FOLDERS
from hotline.configuration.yaml import tests_beside
from hotline.configuration.yaml.further import validate
from hotline.configuration.yaml.merge import merged
from hotline.configuration.yaml.messages import problem_of
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import MAX_BYTES, Source, read
from hotline.configuration.yaml.tests_beside import is_tests, tests_of
from hotline.machine.paths import CHECKOUT

MAX_FILES = 100
"""The main file and the included ones."""
LONGEST_NAME = 200
"""Characters of a name of a file, folders included."""
INCLUDE = "include"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sources:
    """The bytes of each file by its name relative to the main file's folder, with `/`; the main file first.
    Files of tests are among them.

    Raises `ConfigError` for a name that could lead out of the folder, for too many files and too many bytes.
    """

    main: str
    files: Mapping[str, bytes]
    folder: str = field(default="", compare=False)
    """What stands before the names in messages."""
    place: Path | None = field(default=None, compare=False)
    """The main file's folder on the disk, where it has one: files that it names may lie there."""

    def __post_init__(self) -> None:
        rest = {name: data for name, data in self.files.items() if name != self.main}
        object.__setattr__(self, "files", {self.main: self.files[self.main], **rest})
        for name in rest:
            if advice := _not_a_name(name):
                raise ConfigError([Problem(self.shown(name), 1, 1, "", f"{name}：{advice[0]}", advice[1])])
        if (count := sum(not is_tests(name) for name in self.files)) > MAX_FILES:
            message = f"共 {count} 个文件，最多 {MAX_FILES} 个 / {MAX_FILES} are allowed"
            hint = "合并几个 / put some together"
            raise ConfigError([Problem(self.shown(self.main), 1, 1, INCLUDE, message, hint)])
        if len(rest) and (size := sum(len(data) for data in self.files.values())) > MAX_BYTES:
            message = f"文件共 {size} 字节，最多 {MAX_BYTES} / {MAX_BYTES} are allowed"
            hint = "减少内容 / include less"
            raise ConfigError([Problem(self.shown(self.main), 1, 1, INCLUDE, message, hint)])

    @classmethod
    def single(cls, data: bytes, file: str | Path) -> Sources:
        """One file that includes nothing; `file` is its name in messages."""
        path = PurePath(file)
        return cls(path.name, {path.name: data}, "" if path.parent == PurePath() else str(path.parent))

    @property
    def configuration(self) -> dict[str, bytes]:
        """The files that are no tests, the main one first."""
        return {name: data for name, data in self.files.items() if name == self.main or not is_tests(name)}

    @property
    def tests(self) -> dict[str, bytes]:
        """The files of tests, those beside the main file first."""
        names = sorted(self.files, key=lambda name: name != tests_of(self.main))
        return {name: self.files[name] for name in names if name != self.main and is_tests(name)}

    def shown(self, name: str) -> str:
        """The name of a file in messages."""
        return str(PurePath(self.folder) / name) if self.folder else name


def read_sources(path: Path) -> Sources:
    """The main file, all it includes and the tests beside them, from the disk.

    What is wrong in the texts is `parse`'s to say. Raises `ConfigError` for a file that cannot be read.
    """
    main = _bytes(path)
    files = {path.name: main}
    folder = "" if path.parent == Path() else str(path.parent)
    problems: list[Problem] = []
    left = MAX_BYTES - len(main)
    source, patterns = _patterns(main, str(path))
    for index, pattern in enumerate(patterns):
        if _not_a_name(pattern):
            continue
        for name in _on_disk(path, pattern):
            if name in files:
                continue
            file = path.parent / name
            try:
                if not file.resolve().is_relative_to(path.parent.resolve()):
                    raise ConfigError([Problem(str(file), 1, 1, "", *_OUTSIDE)])
                files[name] = _bytes(file, left)
            except ConfigError as error:
                (found,) = error.problems
                assert source is not None  # it gave the pattern
                place = (INCLUDE, index) if isinstance(source.data[INCLUDE], list) else (INCLUDE,)
                problems.append(source.problem(place, f"{file}: {found.message}", found.hint))
                continue
            left -= len(files[name])
            if len(files) > MAX_FILES or left < 0:
                return Sources(path.name, files, folder, path.parent)  # which refuses them
    for tests in tests_beside.on_disk(path.parent, files):
        try:
            files[tests] = _bytes(path.parent / tests, max(left, 0))
        except ConfigError as error:
            problems += error.problems
            continue
        left -= len(files[tests])
    if problems:
        raise ConfigError(problems)
    return Sources(path.name, files, folder, path.parent)


def included(source: Source, main: str, names: Iterable[str]) -> list[str]:
    """Which of `names` the parsed main file includes, in their order. Raises `ConfigError`."""
    patterns = source.data.get(INCLUDE)
    names = [name for name in names if not is_tests(name)]
    if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
        return []  # the model says what is wrong with it
    known = sorted(names)
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for index, pattern in enumerate(patterns):
        place = (INCLUDE, index)
        if advice := _not_a_name(pattern):
            problems.append(source.problem(place, f"{pattern}：{advice[0]}", advice[1]))
        elif is_tests(pattern):
            hint = "删掉这一行：测试放在旁边就会用到 / remove this line: tests are found beside their file"
            problems.append(source.problem(place, f"{pattern} 是测试 / has tests, no configuration", hint))
        elif pattern == main:
            message = f"{main} 引用了自己 / includes itself"
            problems.append(source.problem(place, message, "只写其他文件 / name the other files only"))
        elif matching := [name for name in known if name != main and _matches(name, pattern)]:
            found |= dict.fromkeys(matching)
        elif _is_wild(pattern):
            hint = "检查文件夹和后缀，或删掉这一行 / check the folder and the ending, or remove this line"
            problems.append(
                source.problem(place, f"没有文件符合 {pattern} / no file is called like '{pattern}'", hint)
            )
        else:
            hint = (
                f"检查文件名，从 {main} 的文件夹算起，或删掉这一行 / "
                "check the name; it counts from that folder; or remove this line"
            )
            problems.append(source.problem(place, f"没有文件 {pattern} / there is no file '{pattern}'", hint))
    if problems:
        raise ConfigError(problems)
    return list(found)


def parse(sources: Sources, model: type[Model], folders: tuple[Path, ...] = ()) -> tuple[Model, Source]:
    """Validates the texts together; the source places what later checks find, in whichever file it stands.

    `folders`: where files that it names may lie, relative names counting from the first; without them the
    project's folder, then that of the main file.

    A root model describes a file that is a list. Raises `ConfigError` with all that is wrong, and nothing
    else.
    """
    as_list = issubclass(model, RootModel)
    source = read(sources.files[sources.main], sources.shown(sources.main), as_list=as_list)
    if INCLUDE in model.model_fields:
        source = _with_included(sources, source)
    folders = folders or ((CHECKOUT,) if sources.place is None else (CHECKOUT, sources.place))
    made, errors = validate(model, source.data, {FOLDERS: folders})
    if made is None:
        raise ConfigError(problem_of(one, source, model) for one in errors)
    return made, source


def _with_included(sources: Sources, main: Source) -> Source:
    names = included(main, sources.main, sources.configuration)
    left_out = f"{sources.main} 没有引用这个文件 / {sources.main} does not include this file"
    problems = [
        Problem(sources.shown(name), 1, 1, "", left_out, "写进 include / name it there")
        for name in sources.configuration
        if name not in names and name != sources.main
    ]
    problems += tests_beside.problems(sources.tests, sources.configuration, sources.shown)
    parts, values = [main], main.values
    for name in names:
        try:
            part = read(sources.files[name], sources.shown(name), values)
        except ConfigError as error:
            problems += error.problems
            continue
        values = part.values
        if INCLUDE in part.data:
            loop = sources.main in _texts(part.data[INCLUDE])
            chain = f": {sources.main} includes {name}, which includes {sources.main}" if loop else ""
            message = f"被引用的文件不能再引用别的 / an included file includes nothing itself{chain}"
            hint = f"写进 {sources.main} 的 include / name the files under include in {sources.main}"
            hint = "删掉这一项 / remove this" if loop else hint
            problems.append(part.problem((INCLUDE,), message, hint, key=True))
        parts.append(part)
    if problems:
        raise ConfigError(problems)
    return merged(parts) if len(parts) > 1 else main


def _patterns(main: bytes, file: str) -> tuple[Source | None, list[str]]:
    """The parsed main file and what it includes; nothing when `parse` will refuse it anyway."""
    if INCLUDE.encode() not in main:  # in one large file: parsing would double the time
        return None, []
    try:
        source = read(main, file)
    except ConfigError:
        return None, []
    return source, _texts(source.data.get(INCLUDE))


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


_OUTSIDE = (
    "文件要在主文件的文件夹里 / the file must lie in the folder of the main file or below",
    "移到那里，从那里写起 / move it there, and name it from there",
)


def _not_a_name(name: str) -> tuple[str, str] | None:
    """What is wrong with the name or pattern of an included file, and what to do; None when nothing is."""
    parts = name.split("/")
    if name.startswith(("/", "~")) or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return _OUTSIDE
    if "\\" in name:
        return "文件夹之间用 / 分隔 / folders are separated by /", "把 \\ 换成 / / write / instead of \\"
    if "**" in name:
        return "这里不能用 ** / ** is not known here", "逐个写出文件夹 / name each folder, as menus/*.yaml"
    if not name.endswith((".yaml", ".yml")):
        return "文件名要以 .yaml 结尾 / the name does not end in .yaml", "改后缀 / give the file that ending"
    if not name.isprintable() or any(part in ("", ".") or part.startswith(".") for part in parts):
        return "不能这样写文件名 / this cannot be the name of an included file", "写成 menus/storm.yaml 这样"
    if len(name) > LONGEST_NAME:
        return (
            f"文件名超过 {LONGEST_NAME} 个字符 / the name is too long",
            "起短一些的名字 / give it a shorter one",
        )
    return None


def _is_wild(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")


def _matches(name: str, pattern: str) -> bool:
    """`*` and `?` stand for no `/`, and never for the file of tests that lies beside a configuration."""
    if not _is_wild(pattern):
        return name == pattern
    if is_tests(name):
        return False
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _on_disk(main: Path, pattern: str) -> list[str]:
    """Names of the files that a pattern means, in their order."""
    try:
        found = main.parent.glob(pattern) if _is_wild(pattern) else [main.parent / pattern]
        names = [path.relative_to(main.parent).as_posix() for path in found if path.is_file()]
    except (OSError, ValueError):  # too long for this disk: there is no such file
        return []
    return sorted(
        name for name in names if _matches(name, pattern) and not _not_a_name(name) and name != main.name
    )


def _bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """A file's bytes, one more than allowed at most. Raises `ConfigError` with one problem."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        message, hint = "没有这个文件 / there is no such file", "检查路径 / check the path"
    except IsADirectoryError:
        message, hint = (
            "这是文件夹 / this is a folder, not a file",
            "写文件的路径 / give the path of the file",
        )
    except PermissionError:
        message = "没有读取权限 / the file may not be read"
        hint = "给运行服务的用户读取权限 / give this user the right to read it"
    except (OSError, ValueError) as error:
        message = f"文件无法读取 / the file cannot be read: {error}"
        hint = "检查路径和磁盘 / check the path and the disk"
    raise ConfigError([Problem(str(path), 1, 1, "", message, hint)])
