"""What was said in one call so far, and in which lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent_assist.assist.turns import Sentence, role_of_leg, sure_part
from contracts import TranscriptFinal, TranscriptPartial

MOST_SENTENCES = 1_000
"""Of one call, some two hours of talk; the oldest go first."""


@dataclass(slots=True)
class Unfinished:
    """A citizen's utterance that goes on."""

    line: str
    text: str = ""
    sure: str = ""
    """As much of it as two partials have alike."""


@dataclass(slots=True)
class Conversation:
    """Of one call, changed by what is heard. Of one event loop."""

    begun: float
    """Seconds since the Unix epoch."""
    waits_or_talks: bool = False
    """Whether an agent sees it, or will."""
    ended: bool = False
    unfinished: Unfinished | None = None
    _said: list[tuple[str, Sentence]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Where each sentence stands: leg and utterance."""
        return [line for line, _ in self._said]

    @property
    def sentences(self) -> list[Sentence]:
        """Numbered from 0, as `lines` are."""
        return [
            Sentence(at, one.speaker, one.role, one.text, one.start, one.end)
            for at, (_, one) in enumerate(self._said)
        ]

    def finished(self, final: TranscriptFinal) -> bool:
        """A whole sentence was heard; says whether it is a new one."""
        line = _line(final)
        if self.unfinished is not None and self.unfinished.line == line:
            self.unfinished = None
        if not final.text or final.aside or any(line == known for known, _ in reversed(self._said[-20:])):
            return False
        end = max(0.0, final.at - self.begun - final.took_ms / 1000)
        start = max(0.0, end - (final.end_ms - final.start_ms) / 1000)
        role = role_of_leg(final.leg)
        text = final.written or final.text
        self._said.append((line, Sentence(len(self._said), final.leg, role, text, start, end)))
        del self._said[:-MOST_SENTENCES]
        return True

    def goes_on(self, partial: TranscriptPartial) -> bool:
        """More of a sentence was heard; says whether more of what a citizen says is sure by now."""
        if partial.leg != "caller":
            return False
        line = _line(partial)
        now = self.unfinished
        if now is None or now.line != line:
            now = self.unfinished = Unfinished(line)
        sure = sure_part(now.text, partial.text)
        now.text = partial.text
        if len(sure) <= len(now.sure):
            return False
        now.sure = sure
        return True


def _line(heard: TranscriptFinal | TranscriptPartial) -> str:
    return f"{heard.leg}:{heard.utterance}"
