"""The section `cases:` of config.yaml: what citizens want done, from call to call."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.configuration.settings import Digit, Id, Line, Section
from ivr.settings.words.placeholders import Fixed, with_places
from ivr.settings.words.written import Words


class StateWords(Section):
    """How a case stands, in words."""

    open: Fixed = Field(default="已经登记，等待办理", description="Open.")
    in_work: Fixed = Field(default="正在办理", description="In work.")
    answered: Fixed = Field(default="已经答复", description="Answered.")
    closed: Fixed = Field(default="已经办结", description="Closed.")


class CasePrompts(Section):
    """What is said to who leaves a message."""

    offer: Fixed = Field(
        default="现在接线员都在忙，您也可以留言登记工单，由专人处理。要留言请按一，或者说留言，继续等候请按二。",
        description="Said to who has waited for long.",
    )
    nobody: Fixed = Field(
        default="现在没有接线员在岗，您可以留言登记工单，由专人处理。要留言请按一，或者说留言，继续等候请按二。",
        description="Said at once where nobody serves the queue.",
    )
    what: Fixed = Field(default="好的，请您说一下是什么事，说完停一下就好。", description="Asked first.")
    what_again: Fixed = Field(
        default="请您再说一遍是什么事。", description="The same after silence, or when it was wrong."
    )
    where: Fixed = Field(default="请问在什么地方？", description="Unless it was told already.")
    where_again: Fixed = Field(
        default="请再说一遍地点，说不清楚也没关系。", description="After an answer that is no place."
    )
    when: Fixed = Field(default="请问是什么时候的事？", description="Unless it was told already.")
    number: Fixed = Field(
        default="请说一下联系您的电话，也可以用按键输入，按井号键结束。不想留请说不留。",
        description="Where the number they call from is not the one, or is withheld.",
    )
    number_again: Fixed = Field(
        default="请再说一遍联系您的电话。", description="After a number that was not understood."
    )
    secret: Fixed = Field(
        default="您的个人信息需要保密吗？需要请按一，不需要请按二。", description="保密: silence is a yes."
    )
    read_back: Annotated[Line, with_places("told")] = Field(
        default="我念一遍：{told}。对吗？不对请按二。", description="All of it, in a sentence."
    )
    which: Fixed = Field(
        default="请问哪里不对？是事情、地点、时间，还是电话？", description="After a no to that."
    )
    opened: Annotated[Line, with_places("number")] = Field(
        default="已经为您登记，工单号是，{number}。", description="Said slowly."
    )
    number_once_more: Annotated[Line, with_places("number")] = Field(
        default="再说一遍，工单号是，{number}。", description="Said slowly after that."
    )
    goodbye: Fixed = Field(
        default="查进度请用这个电话拨打一二三四五，或者报工单号。感谢您的来电，再见。",
        description="Then the call ends.",
    )
    goodbye_other: Fixed = Field(
        default="查进度请用您留的电话拨打一二三四五，或者报工单号。感谢您的来电，再见。",
        description="The same for who has named another telephone than the one they call from.",
    )
    impossible: Fixed = Field(
        default="抱歉，现在登记不了，请您继续等候。", description="When nothing can be written down now."
    )
    waits: Fixed = Field(default="好的，请您继续等候。", description="Said to who prefers to wait.")
    progress: Annotated[Line, with_places("opened", "topic", "state", "changed")] = Field(
        default="您{opened}登记的{topic}，{state}，这是{changed}的情况。",
        description="Says how a case stands, and since when.",
    )
    states: StateWords = Field(default_factory=StateWords, description="How a case stands.")
    which_case: Fixed = Field(
        default="请说一下工单号，也可以用按键输入，按井号键结束，没有请说没有。",
        description="Asked who wants to know how a case stands, where the telephone has none.",
    )
    its_telephone: Fixed = Field(
        default="请说一下登记工单时留的电话，也可以用按键输入，按井号键结束。",
        description="Asked where they call from another one.",
    )
    not_found: Fixed = Field(
        default="抱歉，没有查到这张工单。", description="Number and telephone do not fit; then a human."
    )


class CaseSettings(Section):
    """Cases, which later calls are about the same, and messages that become cases."""

    enabled: bool = Field(default=True, description="Whether cases are opened and found at all.")
    same_caller_h: float = Field(
        default=168,
        gt=0,
        le=8760,
        description="Hours for which a running case is shown to agents when its telephone calls again.",
    )
    same_place_h: float = Field(
        default=48,
        gt=0,
        le=8760,
        description="Hours for which it is shown when others call about its place and topic: a duplicate.",
    )
    keep_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="So many days after a case was closed its telephone is deleted; the case stays.",
    )
    progress: Id | None = Field(
        default=None,
        description="Id of the intent of who asks how a case stands: they are told; null: nobody is.",
    )
    text_messages: bool = Field(
        default=False,
        description="Whether agents may offer a text message after the call: a webhook with `texts` is told "
        "of it, once the citizen has agreed, and never where secrecy is wanted or was not asked about.",
    )
    text: Annotated[Line, with_places("number", "topic", "article")] = Field(
        default="您反映的{topic}已登记，工单号{number}。{article}您对这次来电满意吗？请回复一到五分。",
        description="What that message says; {article} is empty where the agent chose none.",
    )
    messages: bool = Field(
        default=True, description="Whether who waits may leave a message instead, which becomes a case."
    )
    offer_after_s: float = Field(
        default=120,
        ge=5,
        le=3600,
        description="Offered to who has waited this long, in seconds.",
    )
    nobody_after_s: float = Field(
        default=10, ge=0, le=3600, description="The same where nobody at work serves the queue."
    )
    key: Digit = Field(default="3", description="Key that asks for it at any time of the wait.")
    words: tuple[Words, ...] = Field(
        default=("留言", "登记", "留个言", "记一下"),
        description="Answers to the offer that want it, besides yes.",
    )
    pause_s: float = Field(
        default=2.5,
        ge=0.5,
        le=10,
        description="Who tells what it is about has finished after so many seconds of silence.",
    )
    prompts: CasePrompts = Field(default_factory=CasePrompts, description="What is said.")
