"""The section `followups:` of config.yaml: citizens who are called and asked whether they were helped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Line, Mistake, Section, errors
from ivr.settings.distribution.calling import CallingSettings
from ivr.settings.words.placeholders import Fixed, with_places

FollowupKind = Literal["satisfaction", "yes_no", "text"]


class FollowupQuestion(Section):
    """One question."""

    id: Id = Field(description="Name in the machine, for events and the column of the table.")
    prompt: Fixed = Field(description="The question as citizens hear it.")
    kind: FollowupKind = Field(
        default="text",
        description="satisfaction: five steps, by key or in words; yes_no; text: as it was said.",
    )


class FollowupPrompts(Section):
    """What is said in follow-up calls, besides the questions."""

    called: Fixed = Field(
        default="您好，这里是一二三四五热线，想就您反映的事情做个简短的回访，不到一分钟。"
        "方便的话请说可以，或者按一，不方便请按二。",
        description="Said to who answers: who calls and why, and that they may say no.",
    )
    again: Fixed = Field(
        default="没有听清，请您再说一遍。", description="Said before a question that is asked once more."
    )
    thanks: Fixed = Field(default="问完了，感谢您的配合，再见。", description="Said at the end.")
    declined: Fixed = Field(
        default="好的，不打扰您了，再见。",
        description="Said to who does not want to answer, now or any more.",
    )
    never: Fixed = Field(
        default="好的，以后不再给您打回访电话。再见。",
        description="Said to who wants never to be called again.",
    )
    wrong_person: Fixed = Field(
        default="对不起，打扰您了，再见。", description="Said to who is not the one we wanted."
    )
    connecting: Fixed = Field(
        default="好的，马上为您转接接线员，请稍候。", description="Said to who wants to talk with a human."
    )


DEFAULT_SET = "default"
COLUMNS = ("id", "number", "ref", "questions", "result", "attempts", "ended")
"""Of the table of results; a column for each question follows."""
QUESTIONS = (
    FollowupQuestion(id="solved", prompt="请问您反映的问题解决了吗？", kind="yes_no"),
    FollowupQuestion(
        id="satisfaction",
        prompt="您对办理结果满意吗？非常满意请按五，满意请按四，一般请按三，不满意请按二，非常不满意请按一，也可以直接说。",
        kind="satisfaction",
    ),
    FollowupQuestion(id="remarks", prompt="您还有什么意见或者建议？没有的话请说没有。"),
)


class FollowupSettings(CallingSettings):
    """Citizens who are called and asked a few questions. Needs a trunk's `dial`."""

    enabled: bool = Field(default=False, description="Whether citizens are called; needs a trunk's `dial`.")
    questions: dict[Id, tuple[FollowupQuestion, ...]] = Field(
        default={DEFAULT_SET: QUESTIONS},
        min_length=1,
        description="What is asked, by the name of the set; each has one to five questions.",
    )
    queue: Id | None = Field(
        default=None, description="Where citizens wait who want a human; without it, dialogue.human_queue."
    )
    calls: int = Field(default=1, ge=1, le=50, description="Most follow-up calls at once.")
    keep_h: float = Field(default=72, gt=0, le=720, description="After so many hours one is given up.")
    keep_days: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description="So many days after its end the answers and the masked number of one are deleted; its "
        "reference and result stay. Without it they are kept.",
    )
    prompts: FollowupPrompts = Field(default_factory=FollowupPrompts, description="What is said.")
    topic: Annotated[Line, with_places("topic")] = Field(
        default="关于{topic}。", description="Said before the first question where the list has a topic."
    )

    @model_validator(mode="after")
    def _sets(self) -> Self:
        if problems := list(self._mistakes()):
            raise errors(problems)
        return self

    def _mistakes(self) -> Iterator[Mistake]:
        if "{topic}" not in self.topic:
            text = "topic 里要有 {topic}，念的时候换成名单里的事项 / {topic} is missing"
            yield ("topic",), text, self.topic
        for name, questions in self.questions.items():
            where = ("questions", name)
            if not 1 <= len(questions) <= 5:
                text = "一套问一到五个问题 / a set has one to five questions"
                yield where, text, len(questions)
            seen: set[str] = set()
            for at, question in enumerate(questions):
                if question.id in seen:
                    text = f"“{question.id}”重复了，请改成别的名字 / id used twice"
                    yield (*where, at, "id"), text, question.id
                if question.id in COLUMNS:
                    text = f"“{question.id}”是结果表里另一列的名字，请换一个 / name of another column"
                    yield (*where, at, "id"), text, question.id
                seen.add(question.id)
