"""A field of the ticket, and where values are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_assist.assist.reader import Reader
from agent_assist.assist.turns import Turn


@dataclass(frozen=True, slots=True)
class Field:
    """A value with what it was taken from."""

    value: str = ""
    """As people write it; empty: it was not said."""
    sentence: int | None = None
    score: float = 0.0
    """0 to 1: how sure it is."""
    also: tuple[int, ...] = ()
    """Further sentences it was taken from: a number dictated in pieces."""


EMPTY = Field()


@dataclass(frozen=True, slots=True)
class Told:
    """Something the citizen has told: said, or read back by the agent and said yes to."""

    sentence: int
    text: str
    asked: str = ""
    """What the agent said right before; empty: nothing, or it was answered before."""
    also: tuple[int, ...] = ()
    """Places of further sentences, where it is several."""
    own: bool = True
    """Whether the citizen's own words; False: the agent's, which they have confirmed."""


_READ_BACK = 200
"""Characters of an agent's turn that may be a question or a read-back."""


def told_in(turns: Sequence[Turn], reader: Reader) -> list[Told]:
    """All that citizens have told, in its order.

    Of a turn each sentence, and the turn as a whole where it has several: a number is dictated in pieces.
    """
    found: list[Told] = []
    asked = ""
    for place, turn in enumerate(turns):
        if turn.role == "caller":
            found += _own(turn, asked)
            asked = ""
        elif turn.role == "agent":
            asked = turn.text[-_READ_BACK:]
            if _confirmed(turns, place, reader):
                found += [Told(one.index, one.text, own=False) for one in turn.sentences]
    return found


def _own(turn: Turn, asked: str) -> list[Told]:
    found = [Told(one.index, one.text, asked if one is turn.sentences[0] else "") for one in turn.sentences]
    if len(turn.sentences) > 1 and asked:
        also = tuple(one.index for one in turn.sentences[1:])
        found.append(Told(turn.sentences[0].index, turn.text, asked, also))
    return found


def _confirmed(turns: Sequence[Turn], place: int, reader: Reader) -> bool:
    if place + 1 == len(turns) or turns[place + 1].role != "caller":
        return False
    return reader.yes_or_no(turns[place + 1].sentences[0].text) is True
