"""Runs the administrator's tests: the machine that takes calls, at virtual time.

The language model of `second_opinion:` is never asked: a test must come to the same result each time, on each
machine, and a publication that waits for the tests must not depend on another service.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from asr import Recogniser, RecordingError
from hotline.administration.configuration_tests.cases import (
    HANG_UP,
    ConversationTest,
    Recording,
    Sayings,
    Turn,
)
from hotline.administration.configuration_tests.expected import is_said
from hotline.administration.configuration_tests.outcome import IN, NOT_UNDERSTOOD, Outcome, Verdict
from hotline.administration.configuration_tests.suite import FileOfTests, Suite
from hotline.administration.simulation.callers import play
from hotline.administration.simulation.recording import Recording as Sound
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.administration.simulation.who_calls import Caller
from hotline.guidance.call_guide import CallGuide
from ivr.dialogue.callers.foreign import ForeignSpeakers
from ivr.understanding.judgement import NOTHING, Judgement
from ivr.understanding.tongue import tongue_of
from ivr.virtual import VirtualCall


class Runner:
    """One configuration against all its tests, or one file of them."""

    def __init__(
        self,
        guide: CallGuide,
        suite: Suite,
        on_test: Callable[[Outcome], None],
    ) -> None:
        """`on_test` sees each outcome as it is known."""
        self._guide = guide
        self._config = guide.config
        self._foreign = ForeignSpeakers(guide.config.ivr, guide.understanding)
        self._timeless = timeless(guide)
        self._suite = suite
        self._on_test = on_test

    def run(self) -> Verdict:
        """All tests. Blocking. Raises `RecogniserError` when there are recordings and nothing hears them."""
        tolerance = self._suite.tolerance
        verdict = Verdict(allowed_percent={"saying": tolerance.sayings, "recording": tolerance.recordings})

        def note(outcome: Outcome, file: FileOfTests) -> None:
            verdict.outcomes.append(replace(outcome, file=file.name))
            self._on_test(verdict.outcomes[-1])

        for file in self._suite.files:
            for group in file.tests.sayings:
                for text in group.texts:
                    note(self._saying(group, text), file)
            for conversation in file.tests.conversations:
                note(self._conversation(conversation), file)
        with contextlib.ExitStack() as stack:
            engine: Recogniser | None = None
            for file in self._suite.files:
                for recording in file.tests.recordings:
                    if engine is None:
                        engine = stack.enter_context(contextlib.closing(self._guide.recogniser()))
                    note(self._recording(file.folder / recording.file, recording, engine), file)
        return verdict

    def _saying(self, group: Sayings, text: str) -> Outcome:
        judgement = self._judgement(text)
        understood = judgement.intent is not None and judgement.score >= self._config.ivr.dialogue.confirm_at
        intent, queue = (judgement.intent, judgement.queue) if understood else (None, None)
        right = (
            not understood
            if group.rejected
            else understood and group.intent in (None, intent) and group.queue in (None, queue)
        )
        by_intent = group.intent is not None
        got = (intent if by_intent else queue) or NOT_UNDERSTOOD
        if by_intent and group.intent == intent and not right:
            got = f"{intent}{IN}{queue}"
        return Outcome(
            "saying",
            text,
            group.intent or group.queue or NOT_UNDERSTOOD,
            got,
            right,
            judgement.reason,
            score=round(judgement.score, 3),
        )

    def _judgement(self, text: str) -> Judgement:
        """What a call makes of it as a first sentence."""
        if (speaker := self._foreign.judge(text, tongue_of(text))) is not None:
            return speaker.judgement
        if self._foreign.says_nothing(text):
            return NOTHING
        encoder, understanding = self._guide.encoder, self._guide.understanding
        vector = None if encoder is None else encoder.encode(understanding.meant(text))
        return understanding.decide(text, (), vector)

    def _conversation(self, conversation: ConversationTest) -> Outcome:
        guide = self._guide if conversation.at is not None else self._timeless
        caller = Caller(conversation.caller, conversation.standing)
        call = SimulatedCalls(guide, caller).call(begun=conversation.at)
        call.answer()
        seen = 0
        for number, turn in enumerate(conversation.turns, start=1):
            if turn.of_machine:
                call.hear_out()
                said = [step.text for step in call.steps[seen:] if step.kind == "say"]
                if missing := self._not_said(turn, said):
                    return _wrong_turn(call, conversation, number, missing, tuple(said))
                continue
            if call.over:
                return _wrong_turn(call, conversation, number)
            seen = len(call.steps)
            _take(call, turn)
        call.hear_out()
        waited = 0
        while not call.over and waited < len(conversation.turns) + 10:  # silence always ends a call
            call.silence()
            waited += 1
        return _ended(call, conversation)

    def _not_said(self, turn: Turn, said: list[str]) -> str:
        """What the machine should have said and has not; empty when it has."""
        if turn.system is not None:
            return "" if any(turn.system in text for text in said) else turn.system
        wanted = turn.expected(self._config.ivr)
        return "" if any(is_said(wanted, text) for text in said) else "” / “".join(wanted) or "…"

    def _recording(self, path: Path, recording: Recording, engine: Recogniser) -> Outcome:
        try:
            sound = Sound(path, engine, self._config.asr)
        except RecordingError as error:
            return Outcome("recording", recording.file, recording.queue, "(unreadable)", False, str(error))
        call = SimulatedCalls(self._timeless).call()
        yes = self._config.ivr.dialogue.yes
        finals = [self._guide.put_right(final) for final in sound.finals]
        play(call, finals, self._config.asr.endpoint_ms, yes[0] if yes else None, sound.again)
        heard = " / ".join(final.text for final in finals)
        got = _end(call)
        return Outcome("recording", recording.file, recording.queue, got, got == recording.queue, heard)


def _ended(call: VirtualCall, conversation: ConversationTest) -> Outcome:
    got, expected = _end(call), conversation.end
    if got == expected:
        return Outcome("conversation", conversation.name, expected, got, right=True)
    reason = call.decided.reason if call.decided else ""
    detail = f"ended at {got}: {reason}"
    return Outcome("conversation", conversation.name, expected, got, False, detail, reason=reason)


def _wrong_turn(
    call: VirtualCall, conversation: ConversationTest, turn: int, wanted: str = "", said: tuple[str, ...] = ()
) -> Outcome:
    """The conversation is judged no further."""
    why = f"expected “{wanted}”, was said: “{'” “'.join(said)}”" if wanted else "the call was over already"
    name, end = conversation.name, conversation.end
    detail = f"turn {turn}: {why}"
    return Outcome("conversation", name, end, _end(call), False, detail, turn, wanted, said)


def timeless(guide: CallGuide) -> CallGuide:
    """The guide when every queue is open and nothing is announced.

    A test that does not say when its call comes must not fail at night, or because of today's outage.
    """
    queues = tuple(queue.model_copy(update={"hours": None}) for queue in guide.config.ivr.queues)
    settings = guide.config.ivr.model_copy(update={"queues": queues, "announcements": ()})
    return replace(guide, config=guide.config.model_copy(update={"ivr": settings}))


def _take(call: VirtualCall, turn: Turn) -> None:
    if turn.caller is not None:
        call.speak(turn.caller)
    elif turn.interrupts is not None:
        call.utter(turn.interrupts)
    elif turn.key is not None:
        call.hear_out()
        call.press(turn.key)
    else:
        call.silence()


def _end(call: VirtualCall) -> str:
    return call.reached or (HANG_UP if call.over else "(not over)")
