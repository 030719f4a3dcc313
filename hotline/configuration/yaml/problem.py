"""What is wrong with a configuration file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from contracts.errors import HotlineError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `line` and `column` count from 1; `path` is for example `intents[3].queue`."""

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        hint = f" → {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {path}{self.message}{hint}"

    def as_json(self) -> dict[str, Any]:
        """As other programs read it."""
        return asdict(self)


class ConfigError(HotlineError):
    """A configuration that cannot be used. Its text has a line for each problem, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
