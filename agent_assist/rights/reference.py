"""The table of rights in the administrators' handbook, in both languages.

python -m agent_assist.rights.reference --write  writes it
python -m agent_assist.rights.reference --check  exits with 1 when it is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, get_args

from agent_assist.rights.right import Reach
from agent_assist.rights.table import RIGHTS
from agent_assist.settings import Role
from contracts.generated import write_or_check

_DOCS = Path(__file__).parents[2] / "docs"
_BEGIN = "<!-- Made by `python -m agent_assist.rights.reference --write`. -->"
_END = "<!-- To here. -->"

Language = Literal["zh", "en"]
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("什么", "坐席", "班长", "管理员", "审计员", "留下的记录"),
    "en": ("what", "agent", "supervisor", "administrator", "auditor", "trace"),
}
_WORDS: dict[Language, dict[Reach, str]] = {
    "zh": {"none": "–", "own": "自己的", "all": "全部"},
    "en": {"none": "–", "own": "own", "all": "all"},
}


def table(language: Language) -> str:
    """As Markdown."""
    rows = [_HEADS[language], ("---",) * len(_HEADS[language])]
    for right in RIGHTS:
        reaches = (_WORDS[language][right.reach(role)] for role in get_args(Role))
        traces = ", ".join(f"`{event.TYPE}`" for event in right.traced)
        rows.append((right.zh if language == "zh" else right.en, *reaches, traces))
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    languages: tuple[Language, ...] = get_args(Language)
    pages = {language: _DOCS / language / "administrators" / "rights.md" for language in languages}
    texts = {page: _replaced(page.read_text(encoding="utf-8"), of) for of, page in pages.items()}
    return write_or_check("agent_assist.rights.reference", texts, arguments)


def _replaced(text: str, language: Language) -> str:
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return f"{head}{_BEGIN}\n\n{table(language)}\n\n{_END}{tail}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
