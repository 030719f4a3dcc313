"""Who calls: sentences one after another, or a recording with its own pauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracts import TranscriptFinal
from hotline.administration.simulation.honest import Reply
from ivr import IvrSettings
from ivr.virtual import VirtualCall


def speak_in_turn(call: VirtualCall, sentences: Sequence[str], yes: str | None) -> None:
    """The caller hears every prompt out and says the next sentence; after the last one, nothing more.

    Confirm questions are answered with `yes`, or with the next sentence where it is None.
    """
    call.answer()
    rest = list(sentences)
    while not call.over:
        call.hear_out()
        if call.asked and yes is not None:
            call.speak(yes)
        elif rest:
            call.speak(rest.pop(0))
        else:
            call.silence()


Again = Callable[[TranscriptFinal, tuple[str, ...]], TranscriptFinal]
"""Hears an utterance again with a recogniser that expects only those phrases."""


def play(
    call: VirtualCall,
    finals: Sequence[TranscriptFinal],
    endpoint_ms: int,
    yes: str | None,
    again: Again = lambda final, phrases: final,
) -> None:
    """The caller hears the greeting out, then the recording runs without regard to what the machine says.

    So a second utterance may fall into a prompt and interrupt it, as in a call. Each final comes
    `endpoint_ms` after its last word. What is said while the dialogue expects only some phrases is heard
    `again` with these. When the recording is over, confirm questions are answered as in `speak_in_turn`.
    """
    call.answer()
    call.hear_out()
    begin = call.now
    for index, final in enumerate(finals):
        if call.over:
            return
        call.until(begin + final.start_ms / 1000)
        pause_ms = endpoint_ms
        if index + 1 < len(finals):
            pause_ms = min(pause_ms, finals[index + 1].start_ms - final.end_ms)
        seconds = (final.end_ms - final.start_ms) / 1000
        heard = final if call.phrases is None else again(final, call.phrases)
        call.repeat(heard, seconds, max(0, pause_ms) / 1000)
    while not call.over:
        call.hear_out()
        if call.asked and yes is not None:
            call.speak(yes)
        else:
            call.silence()


def type_in(call: VirtualCall, line: str) -> None:
    """One line from a person at a terminal.

    `#1` or a single digit are keys (more characters after # are pressed one after another), an empty
    line is silence until the machine speaks again, anything else is said.
    """
    text = line.strip()
    call.hear_out()
    if call.over:
        return
    keys = text[1:] if len(text) > 1 and text.startswith("#") else text
    if not text:
        call.silence()
    elif (text.startswith("#") or len(text) == 1) and set(keys) <= set("0123456789*#"):
        call.press(keys)
    else:
        call.speak(text)
    if call.connecting:
        call.hear_out()


def react(call: VirtualCall, reply: Reply | None, last: str, settings: IvrSettings) -> None:
    """The caller does that; `last` is what they said last. Yes and no are keys where no word means them."""
    dialogue = settings.dialogue
    match reply:
        case "again":
            call.speak(last)
        case "yes" | "no":
            words = dialogue.yes if reply == "yes" else dialogue.no
            if words:
                call.speak(words[0])
            else:
                call.press(dialogue.yes_key if reply == "yes" else dialogue.no_key)
        case None:
            call.silence()
