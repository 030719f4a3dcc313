"""What came of a test, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["saying", "conversation", "recording"]

NOT_UNDERSTOOD = "(asked again)"
"""What a sentence became that the machine would ask about once more."""


IN = " in "
"""Between an intent and its queue, where the intent is right and the queue is not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test. `expected` and `got` are ids of intents or queues."""

    kind: Kind
    name: str
    """The sentence, the conversation or the file."""
    expected: str
    got: str
    right: bool
    detail: str = ""
    """Why it came out like this."""
    turn: int = 0
    """The turn of a conversation that went wrong, from 1; 0: none, or it is no conversation."""
    wanted: str = ""
    """What the machine should have said in that turn; empty when the call was over already."""
    said: tuple[str, ...] = ()
    """And what it said instead."""
    reason: str = ""
    """Why a conversation ended elsewhere."""
    score: float = 0.0
    file: str = ""
    """The file of tests it stands in."""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Verdict:
    """All outcomes, and whether they are within the tolerance."""

    outcomes: list[Outcome] = field(default_factory=list)
    allowed_percent: dict[Kind, float] = field(default_factory=dict)

    def share_wrong(self, kind: Kind) -> float:
        """Percent of the tests of a kind that failed; 0 when there are none."""
        of_kind = [one for one in self.outcomes if one.kind == kind]
        return 100 * sum(not one.right for one in of_kind) / len(of_kind) if of_kind else 0.0

    @property
    def passed(self) -> bool:
        kinds = {one.kind for one in self.outcomes}
        return all(self.share_wrong(kind) <= self.allowed_percent.get(kind, 0.0) for kind in kinds)

    @property
    def wrong(self) -> list[Outcome]:
        return [one for one in self.outcomes if not one.right]

    def by_file(self) -> dict[str, tuple[int, int]]:
        """How many tests each file has, and how many of them are wrong."""
        tests, wrong = Counter(one.file for one in self.outcomes), Counter(one.file for one in self.wrong)
        return {file: (count, wrong[file]) for file, count in tests.items()}

    def confusions(self) -> list[tuple[str, str, int]]:
        """(expected, got, how often), the most frequent first; of sentences and recordings."""
        pairs = Counter((one.expected, one.got) for one in self.wrong if one.kind != "conversation")
        return [(expected, got, count) for (expected, got), count in pairs.most_common()]

    def as_json(self) -> dict[str, Any]:
        kinds = sorted({one.kind for one in self.outcomes})
        counts = Counter(one.kind for one in self.outcomes)
        return {
            "passed": self.passed,
            "kinds": {
                kind: {
                    "tests": counts[kind],
                    "wrong_percent": round(self.share_wrong(kind), 2),
                    "allowed_percent": self.allowed_percent.get(kind, 0.0),
                }
                for kind in kinds
            },
            "files": [
                {"file": file, "tests": count, "wrong": wrong}
                for file, (count, wrong) in self.by_file().items()
            ],
            "confusions": [
                {"expected": expected, "got": got, "count": count}
                for expected, got, count in self.confusions()
            ],
            "wrong": [one.as_json() for one in self.wrong],
        }
