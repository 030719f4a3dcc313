"""What must be true at the end of a conversation, against what is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hotline.administration.simulation.dialogues.file import DialogueTest, Never
from hotline.administration.simulation.dialogues.play import Played
from hotline.administration.simulation.right_queues import RightQueues
from ivr import IvrSettings

_DIGITS = str.maketrans("零〇幺一二三四五六七八九", "001123456789")
_NUMBERS = ("ticket", "phone")
"""Slots of which only the digits count."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One expectation that was not met."""

    key: str
    expected: Any
    got: Any

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "expected": self.expected, "got": self.got}


def judge(dialogue: DialogueTest, played: Played, settings: IvrSettings) -> dict[str, Any]:
    """The conversation as one JSON object. What `do` forbids is listed as not judged."""
    failed = [*_expected(dialogue, played, settings), *_forbidden(dialogue, played, settings)]
    return {
        "id": dialogue.id,
        "ok": not failed,
        "failed": [fault.as_json() for fault in failed],
        "not_judged": [never.do for never in dialogue.expect.never if never.do is not None],
        "queue": played.queue,
        "also": list(played.also),
        "slots": played.slots,
        "said": list(played.said),
        "unused_turns": played.unused_turns,
    }


def failed_dialogue(dialogue: DialogueTest, problem: str) -> dict[str, Any]:
    """The object of a conversation that came to nothing."""
    return {"id": dialogue.id, "ok": False, "error": problem}


def _expected(dialogue: DialogueTest, played: Played, settings: IvrSettings) -> Iterator[Fault]:
    expect = dialogue.expect
    if expect.queue is not None:
        right = RightQueues.of(expect.queue, settings)
        if not right.allow(played.queue) and not (expect.human is False and right.allow(played.topic)):
            yield Fault("queue", expect.queue, played.queue)
    if not all(any(map(RightQueues.of(name, settings).allow, played.also)) for name in expect.also):
        yield Fault("also", list(expect.also), list(played.also))
    human = played.queue is not None
    if expect.human is not None and expect.human != human:
        yield Fault("human", expect.human, human)
    if expect.ends is not None and expect.ends != played.ended:
        yield Fault("ends", expect.ends, played.ended)
    for name, value in expect.slots.items():
        got = played.slots.get(name)
        if (value is None and got is not None) or (value is not None and not _filled(name, value, got)):
            yield Fault(f"slots.{name}", value, got)


def _forbidden(dialogue: DialogueTest, played: Played, settings: IvrSettings) -> Iterator[Fault]:
    for never in dialogue.expect.never:
        if never.queue is not None and RightQueues.of(never.queue, settings).allow(played.queue):
            yield Fault("never.queue", never.queue, played.queue)
        if never.say is not None and (said := _said(never.say, dialogue, played)) is not None:
            yield Fault("never.say", never.say, said)
        yield from _kept(never, played)


def _kept(never: Never, played: Played) -> Iterator[Fault]:
    for name, value in (never.slot or {}).items():
        got = played.slots.get(name)
        if _filled(name, value, got):
            yield Fault(f"never.slot.{name}", value, got)


def _filled(name: str, wanted: str, got: str | None) -> bool:
    """Whether the answer is one of those wanted: the digits, the day, or what the address must contain."""
    return got is not None and any(_one(name, one.strip(), got) for one in wanted.split("|"))


def _one(name: str, wanted: str, got: str) -> bool:
    if name in _NUMBERS:
        return bool(wanted) and re.sub(r"\D", "", got) == wanted
    if name == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", wanted):
        return re.match(r"\d{4}-\d\d-\d\d", got) is not None and got[:10] == wanted
    return re.search(".*".join(map(re.escape, wanted.split("…"))), got, re.DOTALL) is not None


def _said(words: str, dialogue: DialogueTest, played: Played) -> str | None:
    """What the machine said with those words in it where they are forbidden; None when nothing was.

    Digits are forbidden in what is read back last: an earlier one may be the very thing that the caller
    corrects. Words the caller used may come back in a question; they are forbidden from the last turn on.
    """
    if words.isdecimal():
        return played.read_back if words in played.read_back.translate(_DIGITS) else None
    own = any(words in (turn.say or "") for turn in dialogue.turns)
    return next((text for text in (played.said_after if own else played.said) if words in text), None)
