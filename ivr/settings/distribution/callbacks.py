"""The section `callbacks:` of config.yaml: citizens who are called back instead of waiting on the line."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Digit, Section
from ivr.settings.distribution.calling import CallingSettings
from ivr.settings.words.placeholders import Fixed
from ivr.settings.words.written import Words


class CallbackPrompts(Section):
    """What is said about call-backs, and in them."""

    offer: Fixed = Field(
        default="现在排队的人较多。您可以先挂机，我们保留您的位置，轮到您时给您打过去。"
        "需要回电请按一，或者说回电，继续等候请按二。",
        description="Said to who has waited for long.",
    )
    number: Fixed = Field(
        default="请说一下给您回电的号码，也可以用按键输入，按井号键结束。",
        description="Asked when the number they call from is not the one, or is withheld.",
    )
    number_again: Fixed = Field(
        default="请再说一遍回电的号码。", description="The same after a number that was not understood."
    )
    kept: Fixed = Field(
        default="好的，已经为您保留位置，轮到您时给您打电话，请留意接听。再见。",
        description="Said when the call-back is written down; then the call ends.",
    )
    impossible: Fixed = Field(
        default="抱歉，这个号码不能回电，请您继续等候。",
        description="Said when the number may not be dialled, or nothing can be written down now.",
    )
    waits: Fixed = Field(default="好的，请您继续等候。", description="Said to who prefers to wait.")
    called: Fixed = Field(
        default="您好，这里是一二三四五热线，按您的要求给您回电。接通接线员请按一，或者说您好，不需要了请按二。",
        description="Said to who answers a call-back: a person or a machine.",
    )
    missed: Fixed = Field(
        default="您好，这里是一二三四五热线，您之前来电没有等到接线员，现在给您回电。"
        "接通接线员请按一，或者说您好，不需要了请按二。",
        description="The same after a missed call.",
    )
    connecting: Fixed = Field(
        default="好的，马上为您接通。",
        description="Said to who has answered when the agent has gone meanwhile.",
    )
    cancelled: Fixed = Field(
        default="好的，不再给您回电。再见。", description="Said to who wants to be called no more."
    )


class CallbackSettings(CallingSettings):
    """Who waits long may hang up and keep the place; who hung up is called. Needs a trunk's `dial`."""

    enabled: bool = Field(default=True, description="Whether citizens are called back at all.")
    prompts: CallbackPrompts = Field(default_factory=CallbackPrompts, description="What is said.")
    offer_after_s: float = Field(
        default=60, ge=5, le=3600, description="Offered to who has waited this long, in seconds."
    )
    key: Digit = Field(default="1", description="Key that asks for a call-back at any time of the wait.")
    words: tuple[Words, ...] = Field(
        default=("回电", "回拨", "打回来", "打过来", "打给我", "给我打"),
        description="Answers to the offer that ask for a call-back, besides yes.",
    )
    missed_after_s: float | None = Field(
        default=20,
        ge=0,
        le=3600,
        description="Who hung up after so many seconds of waiting is called back; null: nobody is.",
    )
    missed_priority: int = Field(
        default=-30,
        ge=-100,
        le=0,
        description="Of missed calls, one being a minute of waiting: who is on the line goes first.",
    )
    keep_h: float = Field(default=24, gt=0, le=168, description="After so many hours it is given up.")
