"""One caller's conversation as its stages see it: what was counted so far, and what can be done."""

from __future__ import annotations

from dataclasses import replace

from contracts.dialogue import HangUp, Pace, Route
from contracts.events.call.decisions import Outcome
from contracts.events.city import AnnouncementHeard, AnnouncementOutcome
from ivr.dialogue.decisions import decided
from ivr.dialogue.line import Output
from ivr.dialogue.parts import Parts
from ivr.dialogue.requests import Found
from ivr.dialogue.stages.next import Matter
from ivr.understanding.judgement import NOTHING, Judgement

MOST_CONSULTED = 4
"""Opinions that are asked for in one call."""


class Conversation:
    """The counts of one call, and its hand on the line."""

    def __init__(self, parts: Parts, line: Output, call: str, consults: bool) -> None:
        """`call` is the id that decisions are reported under; `consults`: whether somebody answers that."""
        self.failures = 0
        """Requests not understood, denied or corrected."""
        self.confidence = 0.0
        """Of what was heard last; 0: the recogniser does not say."""
        self.clarity = 0.0
        """Of the request that was judged last."""
        self.understood = False
        """Whether the caller has said in Chinese what they want."""
        self.sounded = False
        """Whether the caller has made any sound, or pressed a key."""
        self.done = False
        """Whether the caller was routed or the call ended."""
        self._parts = parts
        self._elder = parts.elder
        self._line = line
        self._call = call
        self._found = Found(NOTHING, "")
        self._granted_s = 0.0
        self._may_still_consult = MOST_CONSULTED if consults else 0

    # --- the caller listens ---

    @property
    def last_said(self) -> tuple[str, ...]:
        """What the caller was told in the last turn in which something was said."""
        return self._line.last_said

    def say(self, *texts: str, personal: bool = False) -> None:
        """Says the texts; `personal`: they say what this caller answered."""
        self._line.say(*texts, personal=personal)

    def be_slow(self) -> None:
        """Speaks slowly from now on, and gives the caller time."""
        self._elder.slow = self._line.slow = True
        listening = self._line.listening
        self.expect(listening.phrases, listening.pace)

    # --- the caller speaks ---

    def expect(self, phrases: tuple[str, ...] | None, pace: Pace = "normal") -> None:
        """Only these phrases are listened for from the next utterance on; None: anything."""
        pace = "slow" if pace == "normal" and self._elder.slow else pace
        self._line.listen(replace(self._line.listening, phrases=phrases, pace=pace))

    def expect_language(self, language: str) -> None:
        """That language (by its id) is listened for, anything in it."""
        self._line.listen(replace(self._line.listening, language=language, phrases=None))

    def wait(self, seconds: float) -> None:
        """So long the caller may be silent now."""
        self._line.wait("silence", max(seconds, self._granted_s))

    def grant(self, seconds: float) -> None:
        """After what is said next the caller may be silent for so long, if that is longer than usual."""
        self._granted_s = seconds

    @property
    def granted(self) -> bool:
        """Whether the caller was given time just now."""
        return self._granted_s > 0

    def time_is_over(self) -> None:
        """The caller does something, or has done nothing for as long as was granted."""
        self._granted_s = 0.0

    # --- a request ---

    def act_on(self, found: Found) -> None:
        """A new request is judged."""
        self.clarity = self.confidence
        self._found = found
        self.expect(None)

    def add(self, main: Judgement, intent: str) -> None:
        """Who is put through for `main` wants `intent`, too."""
        found = self._found if self._is_found(main.intent) else Found(main, "")
        self._found = replace(found, also=tuple(dict.fromkeys((*found.also, intent))))

    def beside(self, intent: str | None) -> tuple[str, ...]:
        """What else the caller has announced who has that intent."""
        return self._found.also if self._is_found(intent) else ()

    def _is_found(self, intent: str | None) -> bool:
        return intent is not None and intent == self._found.judgement.intent

    @property
    def may_consult(self) -> bool:
        """Whether somebody may be asked; callers who go on speaking are not waited with for ever."""
        return self._may_still_consult > 0

    def consult(self, text: str, likely: tuple[str, ...]) -> None:
        """Asks for a second opinion on the text, and waits for it. `likely`: ids, best first."""
        self._may_still_consult -= 1
        self._line.consult(text, likely)

    def ask_cases(self, number: str, telephone: str) -> None:
        """Asks how the cases of a telephone stand, or that of a number, and waits for the answer."""
        self._line.ask_cases(number, telephone)

    def report(self, outcome: Outcome, matter: Matter, reason: str) -> None:
        """Publishes a decision."""
        judgement = matter.judgement
        found = decided(
            self._parts.settings, self._call, self._line.now, outcome, judgement, matter.heard, reason
        )
        perhaps = self._found.perhaps if self._is_found(judgement.intent) else ()
        also, language = (*self.beside(judgement.intent), *perhaps), self._parts.spoken.language
        if matter.heard and judgement.intent is not None and outcome in ("ask", "answer"):
            self.understood = True
        more = {"slots": self._parts.form.slots, "also": also, "language": language}
        self._line.report(found.model_copy(update=more))

    def tell_heard(self, announcement: int, outcome: AnnouncementOutcome) -> None:
        """Publishes that the caller hears an announcement, or what they make of it."""
        self._line.tell_heard(
            AnnouncementHeard(call=self._call, at=self._line.now, announcement=announcement, outcome=outcome)
        )

    def leave(self, last: Route | HangUp) -> None:
        """`last` is the last action there is."""
        self._line.close(last)
        self.done = True
