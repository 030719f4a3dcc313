"""One written conversation, played to its end."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.dialogue import HangUp
from hotline.administration.simulation.callers import react
from hotline.administration.simulation.dialogues.file import DialogueTest, Expect, Turn
from hotline.administration.simulation.dialogues.script import Script, kind_of, slot_kind
from hotline.administration.simulation.honest import HonestCaller
from hotline.administration.simulation.result import also_queues
from hotline.administration.simulation.right_queues import NOWHERE, RightQueues
from ivr import IvrSettings
from ivr.virtual import VirtualCall

OBJECTS_AFTER_S = 1.0
"""So long a caller listens to where they are put through to before they object."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a conversation, as far as it is judged."""

    queue: str | None
    """Where the caller was put."""
    topic: str | None
    """Where what they wanted belongs, as far as that was decided: a call may end with a good-bye there."""
    ended: bool
    """Whether the machine closed the call."""
    also: tuple[str, ...]
    slots: dict[str, str]
    """By the names that files of conversations have for them, or by the id of the question."""
    said: tuple[str, ...]
    said_after: tuple[str, ...]
    """Of it, what was said from the caller's last turn on."""
    read_back: str
    """What was read back last; empty when nothing was."""
    unused_turns: int


def play_dialogue(call: VirtualCall, dialogue: DialogueTest, settings: IvrSettings) -> Played:
    """The caller waits for the end of what is said and takes the turn that fits.

    Where none fits they are the honest caller: they answer confirm questions by what is expected, say the
    last thing once more when asked again, and are silent otherwise. What is said behind a caller (`aside`)
    reaches the machine as such, when it has spoken; it is nothing the caller would repeat.
    """
    expect = dialogue.expect
    right = RightQueues.of(expect.queue or NOWHERE, settings)
    script = Script(dialogue.turns)
    caller = HonestCaller(right, _wants_human(expect))
    last, last_turn = "", 0
    call.answer()
    _listen(call)
    while not call.over:
        turn = script.next(kind_of(call.asks, settings))
        if turn is None and call.connecting:
            call.hear_out()
        elif turn is None:
            react(call, caller.reply(call.asks), last, settings)
        else:
            last_turn = len(call.steps)
            _take(call, turn)
            if turn.say is not None:
                last = turn.say
                caller.spoke()
        _listen(call)
    return _outcome(call, last_turn, script.unused, settings)


def _outcome(call: VirtualCall, last_turn: int, unused_turns: int, settings: IvrSettings) -> Played:
    """`last_turn` is the step at which the caller's last turn began."""
    decided = call.decided
    slots = {} if decided is None else {slot.id: slot.value for slot in decided.slots}
    said = [(index, step) for index, step in enumerate(call.steps) if step.kind == "say"]
    read_backs = [step.text for _, step in said if step.asks is not None and step.asks.topic == "read_back"]
    return Played(
        queue=call.reached,
        topic=call.reached or _topic(call),
        ended=isinstance(call.end, HangUp),
        also=() if decided is None else tuple(also_queues(decided, settings)),
        slots=_named(slots, settings),
        said=tuple(step.text for _, step in said),
        said_after=tuple(step.text for index, step in said if index >= last_turn),
        read_back=read_backs[-1] if read_backs else "",
        unused_turns=unused_turns,
    )


def _topic(call: VirtualCall) -> str | None:
    """The queue of the last decision to put the caller through, or to answer them."""
    decided = [step.decided for step in call.steps if step.decided is not None]
    found = (one.queue for one in reversed(decided) if one.outcome in ("route", "answer") and one.queue)
    return next(found, None)


def _listen(call: VirtualCall) -> None:
    """The caller hears all of it, but for where they are put through to: into that they may speak."""
    call.hear_out(objects=True)
    if call.connecting:
        call.until(call.now + OBJECTS_AFTER_S)


def _wants_human(expect: Expect) -> bool:
    """What this caller answers to the offer of an agent."""
    return expect.human is not False and not expect.ends


def _take(call: VirtualCall, turn: Turn) -> None:
    if turn.say is not None:
        call.utter(turn.say)
    elif turn.aside is not None:
        call.overhear(turn.aside)
    elif turn.silent is not None:
        call.until(call.now + turn.silent)
    else:
        call.press(turn.press or "")


def _named(slots: dict[str, str], settings: IvrSettings) -> dict[str, str]:
    """The answers by kind; a second one of the same kind, and those of other kinds, by their question."""
    named: dict[str, str] = {}
    for question, value in slots.items():
        kind = slot_kind(question, settings)
        name = question if kind == "other" or kind in named else kind
        named[name] = value
    return named
