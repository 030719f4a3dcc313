"""Masking follows the types of whatever event there is."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

import pytest

from contracts import CallEnded, CallEvent, Record
from contracts.records.personal import Personal, Piece, Public, Report, Said, Telephone, Wording
from hotline.records.masking.outbound import MASKS, outbound

NUMBER = "13800138000"
HIDDEN = "138****8000"


class Channel(StrEnum):
    PHONE = NUMBER


class Note(Record):
    text: Said


class Answer(Record):
    value: Telephone
    words: Wording


class Syllable(Record):
    text: Piece
    speaker: Said = ""


class Case(CallEvent):
    """Every shape that a field of tomorrow may have."""

    TYPE: ClassVar[str] = ""  # not one of the contracts: the registry is the same for all tests

    id: Public = NUMBER
    kind: Literal["13800138000"] = "13800138000"
    channel: Channel = Channel.PHONE
    number: int = 13800138000
    said: Said | None = None
    either: Said | Note | tuple[Telephone, ...] | int | None = None
    several: tuple[Said, ...] = ()
    row: tuple[Public, Said, int] | None = None
    table: dict[Said, Note] | None = None
    nested: tuple[tuple[Note, ...], ...] = ()
    choice: list[Note | Syllable] | None = None
    answers: frozenset[Answer] = frozenset()
    sounds: tuple[Syllable, ...] = ()
    error: Report = ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"said": NUMBER}, {"said": HIDDEN}),
        ({"either": NUMBER}, {"either": HIDDEN}),
        ({"either": Note(text=NUMBER)}, {"either": Note(text=HIDDEN)}),
        ({"either": (NUMBER, "张三")}, {"either": (HIDDEN, "张***")}),
        ({"either": 7}, {"either": 7}),
        ({"several": ("好", NUMBER)}, {"several": ("好", HIDDEN)}),
        ({"row": (NUMBER, NUMBER, 1)}, {"row": (NUMBER, HIDDEN, 1)}),
        ({"table": {NUMBER: Note(text=NUMBER)}}, {"table": {HIDDEN: Note(text=HIDDEN)}}),
        (
            {"nested": ((Note(text="好"),), (Note(text=NUMBER),))},
            {"nested": ((Note(text="好"),), (Note(text=HIDDEN),))},
        ),
        ({"error": f"no route to {NUMBER}"}, {"error": f"no route to {HIDDEN}"}),
    ],
)
def test_every_shape_is_followed(before: dict[str, object], after: dict[str, object]) -> None:
    case = Case(call="c", at=1, **before)  # type: ignore[arg-type]
    assert outbound(case) == case.model_copy(update=after)


def test_what_is_public_stays_and_the_event_is_the_same() -> None:
    case = Case(call="c", said="路灯坏了", several=("两盏",))
    assert outbound(case) is case


def test_pieces_are_masked_as_a_whole_and_one_alone_shows_no_digit() -> None:
    sounds = tuple(Syllable(text=text, speaker=NUMBER) for text in ("我是", *"幺三八零零幺三八零零零"))
    masked = outbound(Case(call="c", sounds=sounds)).sounds
    assert "".join(one.text for one in masked) == "我是幺三八****八零零零"
    assert {one.speaker for one in masked} == {HIDDEN}
    mixed = outbound(Case(call="c", choice=[Syllable(text="幺三"), Note(text="好")])).choice
    assert mixed is not None
    assert [one.text for one in mixed] == ["**", "好"]


def test_wording_goes_where_anything_beside_it_is_hidden() -> None:
    told = {Answer(value=NUMBER, words="要三巴零零"), Answer(value="12345", words="要三巴零零")}
    masked = outbound(Case(call="c", answers=frozenset(told))).answers
    assert masked == {Answer(value=HIDDEN, words="*"), Answer(value="12345", words="要三巴零零")}


def test_every_mark_has_its_mask() -> None:
    assert set(MASKS) == set(Personal)
    assert [mark for mark, mask in MASKS.items() if mask(NUMBER) == NUMBER] == [Personal.PUBLIC]


def test_the_cause_of_an_end_leaves_masked() -> None:
    """It quotes whatever error ended the call."""
    ended = outbound(CallEnded(call="c", by="network", cause=f"no sound for {NUMBER}"))
    assert ended.cause == f"no sound for {HIDDEN}"
