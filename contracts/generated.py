"""What is made from the code: files of the checkout, and the JSON Schema behind some of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema


class Plain(GenerateJsonSchema):
    """Without the titles that only repeat the fields' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def write_or_check(module: str, files: Mapping[Path, str], arguments: Sequence[str]) -> int:
    """The command line of `python -m MODULE --write | --check`; returns the exit status.

    `files` are the texts by where they belong. `--check` ends with 1 when one of them is another.
    """
    match list(arguments):
        case ["--write"]:
            for path, text in files.items():
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return 0
        case ["--check"]:
            stale = [path.name for path, text in files.items() if _read(path) != text]
            if stale:
                sys.stderr.write(f"not up to date: {', '.join(stale)}: python -m {module} --write\n")
            return 1 if stale else 0
        case _:
            sys.stderr.write(f"usage: python -m {module} --write | --check\n")
            return 2


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
