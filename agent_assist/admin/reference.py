"""The table of requests in docs/admin-protocol.md, made from the verbs.

python -m agent_assist.admin.reference --write  writes it
python -m agent_assist.admin.reference --check  exits with 1 when it is not up to date
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from agent_assist.admin.verbs import VERBS, Verb
from contracts.generated import write_or_check

FILE = Path(__file__).parents[2] / "docs" / "admin-protocol.md"

BEGIN = "<!-- Made by `python -m agent_assist.admin.reference --write` from agent_assist/admin/verbs.py. -->"
END = "<!-- To here. -->"


def table() -> str:
    """The verbs as Markdown."""
    rows = (f"| {_request(verb)} | {_answer(verb)} |" for verb in VERBS)
    return "\n".join(("| request | answer |", "|---|---|", *rows))


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    text = _replaced(FILE.read_text(encoding="utf-8"))
    return write_or_check("agent_assist.admin.reference", {FILE: text}, arguments)


def _replaced(text: str) -> str:
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


def _request(verb: Verb[Any, Any]) -> str:
    path = re.sub(r"{(\w+)[^}]*}+", r"{\1}", verb.path)
    if verb.asks is bytes:
        return f"`{verb.method} /api/admin/{path}`, body: a WAV file"
    fields = verb.asks.model_fields
    if verb.method == "GET":
        names = [one.alias or name for name, one in fields.items() if f"{{{name}}}" not in path]
        query = "&".join(f"{name}=" for name in names)
        return f"`GET /api/admin/{path}{'?' if query else ''}{query}`"
    return f"`{verb.method} /api/admin/{path}` `{{{', '.join(_with_defaults(verb.asks))}}}`"


def _with_defaults(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        default = "" if field.is_required() else f": {json.dumps(field.default)}"
        yield f'"{name}"{default}'


def _answer(verb: Verb[Any, Any]) -> str:
    says = " ".join(verb.says.split())
    shown, kind = "{}", verb.answers
    if get_origin(kind) is list:
        shown, (kind,) = "[{}]", get_args(kind)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return says
    names = ", ".join(f'"{name}"' for name in kind.model_fields)
    return f"`{shown.replace('{}', f'{{{names}}}')}`: {says}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
