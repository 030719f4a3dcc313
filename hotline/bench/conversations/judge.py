"""One conversation's help against what it is to bring."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_assist.assist.assistance import Assistance
from agent_assist.assist.summary.summary import BETWEEN, FRAME, Clause
from agent_assist.assist.ticket.field import Field
from hotline.bench.conversations.gold import Gold

SHOWN = 3
"""Suggestions that an agent sees without looking further."""
SENTENCES = ("demand", "appeal")
"""Fields that are whole sentences: words of them are named."""
PLACES = ("address", "street", "community", "landmark")
"""Fields in which 三期 and 3期 are the same."""
_PEOPLE = "people"
_FIGURES = str.maketrans("一二三四五六七八九", "123456789")
_COURTESY = re.compile("(?:先生|女士|小姐)$")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be."""

    conversation: str
    what: str
    """A field of the ticket, `article`, `misfit` or `summary`."""
    wanted: str
    """Empty: nothing was said."""
    found: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts of one conversation; everything that is not right is among the faults."""

    kind: str
    said: int
    right: int
    never_said: int
    empty: int
    clauses: int
    traced: int
    """Clauses of which every stretch stands in the sentences that they name."""
    invented: int
    """Clauses about something that was never said."""
    wanted: int
    """1: there is an article for it."""
    fitting: int
    """1: and it is among the first three."""
    shown: int
    misfits: int
    faults: Sequence[Fault]


def judged(gold: Gold, sentences: Sequence[str], found: Assistance) -> Verdict:
    """`sentences`: what was said, in its order."""
    faults: list[Fault] = []
    said = never = 0
    for name, field in found.ticket.items():
        if name in gold.open:
            continue
        wanted = gold.ticket.get(name)
        said, never = said + (wanted is not None), never + (wanted is None)
        if not _right(name, wanted, field):
            faults.append(Fault(gold.id, name, _told(wanted), field.value))
    wrong, filled = (sum(bool(one.wanted) is it for one in faults) for it in (True, False))
    untraced = [clause for clause in found.summary if not _traced(clause, sentences)]
    invented = [clause for clause in found.summary if _invented(clause, gold)]
    faults += [Fault(gold.id, "summary", "", clause.text) for clause in [*untraced, *invented]]
    shown = [one.article for one in found.suggestions[:SHOWN]]
    misfits = [one for one in shown if one not in (*gold.articles, *gold.also)]
    faults += [Fault(gold.id, "misfit", "", one) for one in misfits]
    fitting = any(one in gold.articles for one in shown)
    if gold.articles and not fitting:
        faults.append(Fault(gold.id, "article", "|".join(gold.articles), " ".join(shown)))
    return Verdict(
        kind=gold.kind,
        said=said,
        right=said - wrong,
        never_said=never,
        empty=never - filled,
        clauses=len(found.summary),
        traced=len(found.summary) - len(untraced),
        invented=len(invented),
        wanted=int(bool(gold.articles)),
        fitting=int(fitting),
        shown=len(shown),
        misfits=len(misfits),
        faults=faults,
    )


def _right(name: str, wanted: str | Sequence[str] | None, field: Field) -> bool:
    found = _plain(name, field.value)
    if wanted is None or not found:
        return wanted is None and not found
    if name in SENTENCES:
        return all(any(_plain(name, word) in found for word in words.split("|")) for words in wanted)
    assert isinstance(wanted, str)
    return found in {_plain(name, one) for one in wanted.split("|")}


def _told(wanted: str | Sequence[str] | None) -> str:
    return wanted if isinstance(wanted, str) else " ".join(wanted or ())


def _plain(name: str, value: str) -> str:
    """Letters and digits; of people their number, of a name no courtesy, of a time its beginning."""
    value = unicodedata.normalize("NFKC", value).lower()
    if name == _PEOPLE:
        return re.sub(r"\D", "", value)
    value = re.sub(r"[\W_]", "", value)
    if name in PLACES:
        return value.translate(_FIGURES)
    if name == "name":
        return _COURTESY.sub("", value)
    return value.removesuffix("起") if name == "time" else value


def _traced(clause: Clause, sentences: Sequence[str]) -> bool:
    frame = next((one for one in FRAME.values() if clause.text.startswith(one)), None)
    places = [place for place in clause.sentences if 0 <= place < len(sentences)]
    if frame is None or not places or len(places) < len(clause.sentences):
        return False
    stretches = clause.text.removeprefix(frame).split(BETWEEN)
    return all(any(stretch in sentences[place] for place in places) for stretch in stretches)


def _invented(clause: Clause, gold: Gold) -> bool:
    """Whether it tells of a field that was never said."""
    of: Mapping[str, str] = {frame: name for name, frame in FRAME.items()}
    name = next((of[frame] for frame in of if clause.text.startswith(frame)), "")
    return name not in ("", "risk", "answer") and name not in (*gold.ticket, *gold.open)
