"""What a message tells, answer by answer, and how it is read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.case_numbers import grouped
from contracts.dialogue import CaseDraft
from ivr.slots import Gazetteer
from ivr.slots.dates.dates import date_answer
from ivr.slots.places.address import address_answer
from ivr.slots.plain import plain
from ivr.slots.spoken_form import aloud

SURE = 0.5
"""An answer that scores this is taken."""
UNASKED = 0.7
"""One that was not asked for needs more."""
LONGEST_SAID = 1000
"""Characters of a message."""
READ_BACK = 60
"""Characters of what was said that are read back."""


class Draft:
    """Of one message."""

    def __init__(self, gazetteer: Gazetteer, begun: datetime, known: CaseDraft) -> None:
        """`begun`: local time, which 昨天 counts from; `known`: what the caller has told before."""
        self._gazetteer = gazetteer
        self._begun = begun
        self._known = known
        self.told = replace(known, said="")

    @property
    def whole(self) -> CaseDraft:
        """With what was told before the message, where it has nothing of its own."""
        return self.told if self.told.said else replace(self.told, said=self._known.said)

    def tell(self, text: str) -> None:
        """More of what it is about; a place and a time in it are taken where they are sure."""
        said = f"{self.told.said}，{text}" if self.told.said else text
        self.told = replace(self.told, said=said[:LONGEST_SAID])
        if not self.told.place_said:
            self.place(text, UNASKED)
        if not self.told.happened:
            self.when(text, UNASKED)

    def forget_said(self) -> None:
        """What was said was wrong."""
        self.told = replace(self.told, said="")

    def place(self, text: str, sure: float = SURE) -> bool:
        """Takes the place that the text names; False when it surely names none."""
        found = address_answer(text, self._gazetteer)
        if found is None or found.score < sure:
            return False
        self.told = replace(self.told, place=found.value, place_said=text)
        return True

    def place_as_said(self, text: str) -> None:
        """No address was understood in it."""
        self.told = replace(self.told, place="", place_said=plain(text))

    def when(self, text: str, sure: float = SURE) -> bool:
        """Takes the time that the text names; False when it surely names none."""
        found = date_answer(text, self._begun)
        if found is None or found.score < sure:
            return False
        self.told = replace(self.told, happened=found.value)
        return True

    def when_as_said(self, text: str) -> None:
        """No time was understood in it."""
        self.told = replace(self.told, happened=plain(text))

    def sentence(self) -> str:
        """All of it, to be read back."""
        told = self.whole
        said = told.said if len(told.said) <= READ_BACK else told.said[:READ_BACK] + "等等"
        parts = [said.rstrip("，,。.")]
        place = told.place or told.place_said
        parts += [f"地点是{place}"] if place else []
        parts += [f"时间是{told.happened}"] if told.happened else []
        parts += [f"联系电话{told.telephone}" if told.telephone else "不留电话"]
        parts += ["个人信息保密" if told.secret else "个人信息不保密"]
        return aloud("，".join(parts))


def number_aloud(number: str) -> str:
    """The number of a case, digit by digit, in groups."""
    digits = "零一二三四五六七八九"
    return "，".join("".join(digits[int(digit)] for digit in group) for group in grouped(number))
