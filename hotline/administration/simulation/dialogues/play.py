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


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a conversation, as far as it is judged."""

    queue: str | None
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
    call.hear_out()
    while not call.over:
        turn = script.next(kind_of(call.asks, settings))
        if turn is None:
            react(call, caller.reply(call.asks), last, settings)
        else:
            last_turn = len(call.steps)
            _take(call, turn)
            if turn.say is not None:
                last = turn.say
                caller.spoke()
        call.hear_out()
    return _outcome(call, last_turn, script.unused, settings)


def _outcome(call: VirtualCall, last_turn: int, unused_turns: int, settings: IvrSettings) -> Played:
    """`last_turn` is the step at which the caller's last turn began."""
    decided = call.decided
    slots = {} if decided is None else {slot.id: slot.value for slot in decided.slots}
    said = [(index, step) for index, step in enumerate(call.steps) if step.kind == "say"]
    read_backs = [step.text for _, step in said if step.asks is not None and step.asks.topic == "read_back"]
    return Played(
        queue=call.reached,
        ended=isinstance(call.end, HangUp),
        also=() if decided is None else tuple(also_queues(decided, settings)),
        slots=_named(slots, settings),
        said=tuple(step.text for _, step in said),
        said_after=tuple(step.text for index, step in said if index >= last_turn),
        read_back=read_backs[-1] if read_backs else "",
        unused_turns=unused_turns,
    )


def _wants_human(expect: Expect) -> bool:
    """What this caller answers to the offer of an agent."""
    return expect.human is not False and not expect.ends


def _take(call: VirtualCall, turn: Turn) -> None:
    if turn.say is not None:
        call.speak(turn.say)
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
