"""The section `vocabulary:` of config.yaml: names that callers say and no general model can know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, model_validator

from contracts.configuration.own_files import OpenFile, read_bounded
from contracts.configuration.settings import Mistake, OneLine, Section, errors
from hotline.machine.paths import CHECKOUT

Name = Annotated[str, OneLine(30)]

KINDS = ("streets", "districts", "communities", "departments", "products", "others")

MOST = 20_000
"""Names altogether."""
_LONGEST = 30
"""Characters of a name in a file."""
_LARGEST_BYTES = 2_000_000
"""Of a file of names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name and where it stands."""

    name: str
    kind: str
    """One of `KINDS`, or the stem of the file it comes from."""
    path: tuple[str | int, ...]
    """Of the node in config.yaml; for names from a file, the node that names the file."""


class Location(Section):
    """Where a place lies."""

    grid: str = Field(default="", max_length=40, description="What looks after it, as the city names it.")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees, WGS 84.")
    latitude: float | None = Field(default=None, ge=-90, le=90)


class VocabularySettings(Section):
    """Names by kind, and files of names."""

    streets: tuple[Name, ...] = Field(default=(), description="幸福路, 滨河大道 ...")
    districts: tuple[Name, ...] = Field(default=(), description="Districts, counties, townships.")
    communities: tuple[Name, ...] = Field(default=(), description="Communities, estates, villages.")
    departments: tuple[Name, ...] = Field(default=(), description="Offices as callers call them.")
    products: tuple[Name, ...] = Field(default=(), description="Cards, apps, programmes of this city.")
    others: tuple[Name, ...] = Field(default=(), description="Any other names.")
    areas: dict[Name, tuple[Name, ...]] = Field(
        default_factory=dict,
        description="Districts, each with its streets and communities. These are names too; in addresses "
        "the district is added.",
    )
    located: dict[Name, Location] = Field(
        default_factory=dict, description="Where names of the above lie: grid and coordinates, for cases."
    )
    files: tuple[OpenFile, ...] = Field(
        default=(),
        description="Text files in UTF-8 with a name a line, # begins a comment. Relative to the project "
        "folder.",
    )
    correct: bool = Field(
        default=True, description="Whether what sounds like one of the names is written as the name."
    )

    _from_files: tuple[Entry, ...] = PrivateAttr(default=())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All names, each once, those of config.yaml first."""
        own = [
            Entry(name, kind, ("vocabulary", kind, index))
            for kind in KINDS
            for index, name in enumerate(getattr(self, kind))
        ]
        areas = [
            entry
            for district, names in self.areas.items()
            for entry in (
                Entry(district, "districts", ("vocabulary", "areas", district)),
                *(
                    Entry(name, "areas", ("vocabulary", "areas", district, index))
                    for index, name in enumerate(names)
                ),
            )
        ]
        found: dict[str, Entry] = {}
        for entry in (*own, *areas, *self._from_files):
            found.setdefault(entry.name, entry)
        return tuple(found.values())

    @model_validator(mode="after")
    def _read_files(self) -> Self:
        found: list[Entry] = []
        mistakes: list[Mistake] = []
        for index, file in enumerate(self.files):
            try:
                names = read_names(CHECKOUT / file)
            except ValueError as error:
                mistakes.append((("files", index), str(error), file))
            else:
                stem = Path(file).stem
                found += [Entry(name, stem, ("vocabulary", "files", index)) for name in names]
        count = len(found) + sum(len(getattr(self, kind)) for kind in KINDS)
        count += sum(1 + len(names) for names in self.areas.values())
        if count > MOST:
            text = f"共有 {count} 个词，最多 {MOST} 个，请删减 / too many names"
            mistakes.append(((), text, count))
        if mistakes:
            raise errors(mistakes)
        self._from_files = tuple(found)
        return self


def read_names(path: Path) -> list[str]:
    """The names in a file. Raises `ValueError` that says what is wrong, in which line, and what to do."""
    try:
        lines = read_bounded(path, _LARGEST_BYTES).decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise ValueError(f"找不到 {path}，请检查路径（相对于项目目录）/ there is no such file") from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} 不是 UTF-8 文本（第 {error.start} 字节），请另存为 UTF-8 / not UTF-8"
        ) from None
    except OSError as error:
        raise ValueError(
            f"{path} 无法读取：{error.strerror}，请检查是不是普通文件、权限、大小（最多 "
            f"{_LARGEST_BYTES // 1_000_000} MB）/ cannot be read"
        ) from None
    names = []
    for number, line in enumerate(lines, start=1):
        name = line.partition("#")[0].strip()
        if len(name) > _LONGEST:
            raise ValueError(f"{path}:{number} 这一行超过 {_LONGEST} 个字，请每行写一个词 / too long")
        if name:
            names.append(name)
    return names
