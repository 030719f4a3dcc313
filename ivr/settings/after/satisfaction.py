"""The section `satisfaction:` of config.yaml: who is asked how satisfied they are after a talk."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Id, Section
from ivr.settings.words.placeholders import Fixed


class SatisfactionPrompts(Section):
    """What is said after a conversation."""

    ask: Fixed = Field(
        default="请您对本次服务做个评价。非常满意请按五，满意请按四，一般请按三，不满意请按二，非常不满意请按一，"
        "也可以直接说出来。",
        description="The question, when the agent has ended the conversation.",
    )
    again: Fixed = Field(
        default="请按一到五打分，五是非常满意，一是非常不满意，也可以直接说满意、一般或者不满意。",
        description="Asked once more when nothing was said, or nothing that could be understood.",
    )
    why: Fixed = Field(
        default="很抱歉没有让您满意。请您说一下原因，我们会记录下来，不想说可以直接挂机。",
        description="Asked of who is not satisfied.",
    )
    thanks: Fixed = Field(default="感谢您的来电，再见。", description="Said at the end.")


class SatisfactionSettings(Section):
    """How satisfied citizens are: five steps by key or in words, when the agent has ended the talk."""

    enabled: bool = Field(default=False, description="Whether anybody is asked.")
    queues: tuple[Id, ...] = Field(default=(), description="Only callers of these queues; empty: of all.")
    after_emergencies: bool = Field(
        default=False, description="Also who came into an emergency queue, or had named danger."
    )
    prompts: SatisfactionPrompts = Field(default_factory=SatisfactionPrompts, description="What is said.")
    answer_s: float = Field(
        default=6, ge=2, le=30, description="So long, in seconds, the citizen may be silent after a question."
    )
    deadline_s: float = Field(
        default=90, ge=20, le=600, description="After so many seconds in all the call is ended."
    )
