"""What the rows are to reach: the project's own aims, so that a report says at once what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A bound for one figure of a row; exactly one of the two is given."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None

    def met(self, value: float | None) -> bool | None:
        """None where the row has no such figure."""
        if value is None:
            return None
        enough = self.at_least is None or value >= self.at_least
        return bool(enough and (self.at_most is None or value <= self.at_most))

    def text(self, value: float | None) -> str:
        """Short, for a table: `≥ 96 ✓`."""
        bound = f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"
        return bound + {True: " ✓", False: " ✗", None: ""}[self.met(value)]

    def as_json(self, value: float | None) -> dict[str, Any]:
        bound = {"at_least": self.at_least} if self.at_least is not None else {"at_most": self.at_most}
        return {"figure": self.figure, **bound, "met": self.met(value)}


def _right(percent: float) -> tuple[Target, ...]:
    return (Target("accuracy_percent", at_least=percent),)


TARGETS: dict[str, tuple[Target, ...]] = {
    "requests, neural voice": (
        Target("cer_percent", at_most=20),
        Target("pinyin_error_percent", at_most=12),
    ),
    "customer service, a woman": (Target("pinyin_error_percent", at_most=55),),
    "MBROLA voice, known templates": (Target("cer_percent", at_most=10.5),),
    "accented against standard": (Target("cer_ratio", at_most=1.5),),
    "woman (tan) left out, 20 choices": _right(96),
    "woman (tan) left out, 35 menu words and digits": _right(90),
    "woman (tan) left out, 204 hotline words": _right(85),
    "streams": (Target("ratio", at_least=0.9),),
    "streams against vosk-server": (Target("hearing_ratio", at_least=0.9),),
}
"""Row → bounds. Human words count only where the speaker was left out of training."""
