"""The section `sampling:` of config.yaml: sheets that calls are scored on, rules that they are drawn by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Mistake, OneLine, Section, errors
from contracts.events.desk.assist import RiskKind

Name = Annotated[str, OneLine(30)]


class SheetItem(Section):
    """What is looked at."""

    id: Id
    name: Name
    points: int = Field(ge=1, le=100, description="The most; 0 is the least.")
    what: Annotated[str, OneLine(200)] = Field(default="", description="What gets how many.")


class ScoringSheet(Section):
    """A sheet of one's own."""

    id: Id
    name: Name
    items: tuple[SheetItem, ...] = Field(min_length=1, max_length=40)

    @property
    def points(self) -> int:
        """The most of all items together."""
        return sum(item.points for item in self.items)


class DrawingRule(Section):
    """Which calls are drawn; all that is written must hold."""

    id: Id
    name: Name
    satisfaction_low: bool = Field(default=False, description="The citizen was not satisfied.")
    marks: tuple[Id, ...] = Field(
        default=(), description="The machine has marked one of these rules of `quality.rules`."
    )
    marked: bool = Field(default=False, description="The machine has marked any rule.")
    risks: tuple[RiskKind, ...] = Field(default=(), description="One of these risks was told.")
    talk_over_s: float | None = Field(default=None, ge=1, le=86_400, description="Talked longer than that.")
    talk_under_s: float | None = Field(default=None, ge=1, le=86_400, description="Talked shorter than that.")
    queues: tuple[Id, ...] = Field(default=(), description="In one of these queues.")

    @property
    def of_events(self) -> bool:
        """Whether a call's events are looked at."""
        timed = self.talk_over_s is not None or self.talk_under_s is not None
        return self.satisfaction_low or self.marked or bool(self.marks) or bool(self.risks) or timed


_SHEET = ScoringSheet(
    id="service",
    name="服务质量",
    items=(
        SheetItem(id="opening", name="开头语", points=10, what="问候、报工号，语气平和"),
        SheetItem(id="listening", name="倾听与询问", points=20, what="不打断，问清时间、地点、诉求"),
        SheetItem(id="answer", name="解答与处置", points=40, what="依据准确，派单正确，不推诿，不空口承诺"),
        SheetItem(id="record", name="工单记录", points=20, what="要素齐全，与通话相符"),
        SheetItem(id="closing", name="结束语", points=10, what="复述、告知时限，礼貌结束"),
    ),
)
_RULES = (
    DrawingRule(id="low", name="群众不满意", satisfaction_low=True),
    DrawingRule(id="marked", name="机器标记", marked=True),
    DrawingRule(id="long", name="通话超过十分钟", talk_over_s=600),
)


class SamplingSettings(Section):
    """How calls are drawn and scored."""

    sheets: tuple[ScoringSheet, ...] = Field(
        default=(_SHEET,),
        min_length=1,
        max_length=20,
        description="What calls are scored on.",
    )
    rules: tuple[DrawingRule, ...] = Field(default=_RULES, max_length=50)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if mistakes := [*self._twice()]:
            raise errors(mistakes)
        return self

    def sheet(self, id: str) -> ScoringSheet | None:
        """That of the id."""
        return next((one for one in self.sheets if one.id == id), None)

    def rule(self, id: str) -> DrawingRule | None:
        """That of the id."""
        return next((one for one in self.rules if one.id == id), None)

    def _twice(self) -> Iterator[Mistake]:
        places: list[tuple[tuple[str | int, ...], list[str]]] = [
            (("sheets",), [one.id for one in self.sheets]),
            (("rules",), [one.id for one in self.rules]),
            *(
                (("sheets", at, "items"), [one.id for one in sheet.items])
                for at, sheet in enumerate(self.sheets)
            ),
        ]
        for where, ids in places:
            seen: Counter[str] = Counter()
            for at, id in enumerate(ids):
                seen[id] += 1
                if seen[id] > 1:
                    yield (*where, at, "id"), f"{id!r} 用了两次，请换一个 / is used twice: choose another", id
