"""All figures of `hotline bench conversations`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from agent_assist.assist.transcript import read_transcript
from hotline.assist.assisting import assisted, draft_of, search_of
from hotline.bench.conversations.gold import read_gold
from hotline.bench.conversations.judge import Verdict, judged
from hotline.bench.rows import Row
from hotline.bench.targets import Target
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import State

ALL = "all"
TARGETS = {
    "ticket": (Target("right_percent", at_least=85), Target("never_said_empty_percent", at_least=98)),
    "summary": (Target("traced_percent", at_least=100), Target("of_things_never_said", at_most=0)),
    "suggestions": (Target("fitting_percent", at_least=85), Target("misfit_percent", at_most=10)),
}
"""By group, of the row of all conversations."""


def measure(
    folder: Path, guide: CallGuide, state: State, tell: Callable[[str], None]
) -> tuple[list[Row], list[Verdict]]:
    """Raises `NoMaterial`, `TranscriptError` and `KnowledgeError`; `tell` hears how far it is."""
    golds = read_gold(folder)
    search = search_of(guide, draft_of(guide.config), state, tell)
    verdicts = []
    for done, gold in enumerate(golds):
        tell(f"conversation {done + 1} of {len(golds)}")
        sentences = read_transcript(folder / f"{gold.id}.jsonl")
        found = assisted(sentences, guide, search, gold.begun)
        verdicts.append(judged(gold, [one.text for one in sentences], found))
    return rows_of(verdicts), verdicts


def rows_of(verdicts: Sequence[Verdict]) -> list[Row]:
    """A row a group and kind of conversations, those of all first."""
    kinds = [ALL, *dict.fromkeys(one.kind for one in verdicts)]
    of = {kind: [one for one in verdicts if kind in (ALL, one.kind)] for kind in kinds}
    rows = []
    for group, figures in (("ticket", _ticket), ("summary", _summary), ("suggestions", _suggestions)):
        for kind in kinds:
            targets = TARGETS[group] if kind == ALL else ()
            rows.append(Row(group, kind, figures(of[kind]), targets=targets))
    return rows


def _ticket(verdicts: Sequence[Verdict]) -> dict[str, float]:
    said, never = _sum(one.said for one in verdicts), _sum(one.never_said for one in verdicts)
    return {
        "said": said,
        "right_percent": _percent(_sum(one.right for one in verdicts), said),
        "never_said": never,
        "never_said_empty_percent": _percent(_sum(one.empty for one in verdicts), never),
    }


def _summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    clauses = _sum(one.clauses for one in verdicts)
    return {
        "clauses": clauses,
        "traced_percent": _percent(_sum(one.traced for one in verdicts), clauses),
        "of_things_never_said": _sum(one.invented for one in verdicts),
    }


def _suggestions(verdicts: Sequence[Verdict]) -> dict[str, float]:
    wanted, shown = _sum(one.wanted for one in verdicts), _sum(one.shown for one in verdicts)
    return {
        "with_an_article": wanted,
        "fitting_percent": _percent(_sum(one.fitting for one in verdicts), wanted),
        "shown": shown,
        "misfit_percent": _percent(_sum(one.misfits for one in verdicts), shown),
    }


def _sum(counts: Iterable[int]) -> int:
    return sum(counts)


def _percent(part: int, of: int) -> float:
    return round(100 * part / of, 1) if of else 0.0
