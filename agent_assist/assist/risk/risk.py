"""Risks in what citizens say, from unfinished sentences too.

Whether somebody is in danger is for the hotline to judge, as it does for callers whom no agent has yet
(`Reader.danger`); here is which danger it is, in which words, and what it does not look for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_assist.assist.reader import Danger, Reader
from agent_assist.assist.risk.kinds import DANGERS, Kind, beside, certain, named
from agent_assist.assist.turns import Sentence, Turn

_KIND_OF: dict[str, Kind] = {
    "farewell": "self_harm", "violence": "violence", "fire": "fire", "body": "medical",
    "lifeless": "medical", "poison": "medical", "trapped": "trapped",
}  # fmt: skip
"""Of the groups of signs, where no word says more."""
_LONGEST = 200
"""Characters of a sentence in which danger is looked for: its end, where it is longer."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One, in one sentence."""

    kind: Kind
    words: tuple[str, ...]
    """As they stand in the sentence; the whole of it where only the whole tells."""
    sentence: int

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger."""
        return self.kind in DANGERS


def risks(turns: Sequence[Turn], reader: Reader) -> list[Risk]:
    """Of a conversation, in the order of its sentences. What only two sentences together tell counts for the
    second."""
    found: list[Risk] = []
    for turn in turns:
        if turn.role != "caller":
            continue
        before: Sentence | None = None
        for one in turn.sentences:
            own = risks_in(one, reader)
            if before is not None and not any(risk.urgent for risk in own):
                both = risks_in(
                    Sentence(one.index, one.speaker, one.role, f"{before.text}，{one.text}"), reader
                )
                own += [risk for risk in both if risk.urgent]
            told = any(risk.urgent for risk in own)
            before = None if told else one
            found += own
    return found


def risks_in(sentence: Sentence, reader: Reader, *, finished: bool = True) -> list[Risk]:
    """Of one sentence of a citizen, each kind once; not `finished`: as far as it was heard."""
    text = sentence.text[-_LONGEST:]
    if not text.strip():
        return []
    found = certain(text)
    danger = reader.danger(text, finished=finished)
    if danger is not None and not found:
        kind, words = _which(danger, text)
        found[kind] = words
    return [Risk(kind, words, sentence.index) for kind, words in {**found, **beside(text)}.items()]


def _which(danger: Danger, text: str) -> tuple[Kind, tuple[str, ...]]:
    signs = tuple(sign for sign in danger.signs if sign in text)
    if (told := named(text)) is not None:
        return told[0], tuple(dict.fromkeys((*told[1], *signs)))
    kind: Kind = next((_KIND_OF[group] for group in danger.groups if group in _KIND_OF), "danger")
    return kind, tuple(dict.fromkeys(signs)) or (text,)
