"""`hotline dialect`: what the tables of dialects make of a sentence, for those who extend them."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from hotline.cli.terminal import ConfigOption, JsonOption, load_config, print_json, talk
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from ivr import Understanding
    from ivr.dialects.phrases import Candidate

dialect_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Dialects: which tables there are, and what they make of a sentence.",
)

CANDIDATES = 5


@dialect_app.command("list")
def show_tables() -> None:
    """The tables that ship: name for `tolerance.dialects`, name in Chinese, size."""
    from ivr.dialects.tables import tables

    for id, table in tables().items():
        sounds = sum(len(others) for section in table.sounds() for others in section.values())
        wordings = len(table.words) + len(table.local)
        talk.print(
            _("{id:10} {name}: {sounds} pairs of sounds, {wordings} wordings").format(
                id=id, name=table.name, sounds=sounds, wordings=wordings
            ),
            highlight=False,
        )


@dialect_app.command("test")
def try_sentences(
    sentences: Annotated[list[str], typer.Argument(help="What callers say, one sentence an argument.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Wordings, syllables and candidates of each sentence, and which table did it."""
    from ivr import Understanding

    understanding = Understanding(load_config(config).ivr)
    for sentence in sentences:
        found = examine(understanding, sentence)
        if as_json:
            print_json(found)
        else:
            for line in _lines(found):
                talk.print(line, highlight=False, soft_wrap=True)


def examine(understanding: Understanding, sentence: str) -> dict[str, Any]:
    """Everything that is found in the sentence, as JSON has it."""
    reading = understanding.read(sentence)
    judgement = understanding.decide(sentence)
    return {
        "sentence": sentence,
        "wordings": [
            {"said": one.said, "means": one.means, "dialects": list(one.dialects)} for one in reading.wordings
        ],
        "normalised": reading.text,
        "syllables": list(reading.syllables),
        "candidates": [
            _as_json(understanding, one) for one in understanding.heard(sentence, most=CANDIDATES)
        ],
        "intent": judgement.intent,
        "queue": judgement.queue,
        "score": round(judgement.score, 3),
        "reason": judgement.reason,
    }


def _as_json(understanding: Understanding, candidate: Candidate) -> dict[str, Any]:
    return {
        "intent": understanding.intent_of(candidate).id,
        "phrase": candidate.phrase.text,
        "meant": candidate.meant,
        "heard": candidate.heard,
        "syllables_right": round(candidate.score, 2),
        "swaps": [
            {"meant": swap.meant, "heard": swap.heard, "cost": round(swap.cost, 2)}
            for swap in candidate.swaps
            if swap.cost > 0
        ],
        "dialects": list(candidate.dialects),
    }


def _lines(found: dict[str, Any]) -> list[str]:
    wordings = "，".join(
        f"{one['said']} → {one['means']}（{'、'.join(one['dialects']) or '同义词'}）"
        for one in found["wordings"]
    )
    lines = [
        f"[bold]{escape(found['sentence'])}[/]",
        f"  用词  {escape(wordings) or '没有方言词'}",
        f"  归一  {escape(found['normalised'])}",
        f"  读音  {' '.join(found['syllables'])}",
    ]
    for one in found["candidates"]:
        swaps = "，".join(
            f"{s['heard'] or '（无）'} → {s['meant'] or '（多）'} {s['cost']:g}" for s in one["swaps"]
        )
        tables_ = "、".join(one["dialects"])
        lines.append(
            escape(
                f"  候选  {one['intent']}：“{one['heard']}”像“{one['meant']}”（{one['phrase']}），"
                f"对 {one['syllables_right']:g} 个音节" + (f"；{swaps}" if swaps else "")
            )
            + (f" [dim]{tables_}[/]" if tables_ else "")
        )
    lines.append(
        f"  判断  {found['intent']} → {found['queue']}，{found['score']:.2f}；{escape(found['reason'])}"
    )
    return lines
