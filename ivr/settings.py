"""What an administrator may say in `config.yaml` about the dialogue, the queues and the intents.

Every mistake is a pydantic error whose `loc` is the path of the YAML node (`("intents", 3,
"queue")`), so that the loader can print file, line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from ivr.template import TemplateError, parse

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name in the machine: small letters, digits and underscores."""

Digit = Annotated[str, StringConstraints(pattern=r"^[0-9]$")]
"""One key of a telephone."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""Something that is said; one line."""


def _with_places(*allowed: str) -> AfterValidator:
    """Refuses placeholders in a prompt that nothing would fill."""

    def check(text: str) -> str:
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise PydanticCustomError(
                "prompt_braces", "花括号不成对，请检查 {{ 和 }} / unbalanced braces: {why}", {"why": str(error)}
            ) from None
        for name in sorted(used - set(allowed)):
            raise PydanticCustomError(
                "prompt_placeholder",
                "提示语里的 {{{name}}} 没有内容可填，这里只能用：{allowed} / unknown placeholder",
                {"name": name, "allowed": "、".join(f"{{{one}}}" for one in allowed) or "（无）"},
            )
        return text

    return AfterValidator(check)


Fixed = Annotated[Line, _with_places()]


class Section(BaseModel):
    """A part of the configuration: frozen, and unknown names are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompts(Section):
    """Every sentence the caller can hear. Numbers are written as they are spoken (一二三四五)."""

    greeting: Fixed = Field(
        default="您好，这里是一二三四五热线，请问您要反映什么事？", description="The first thing a caller hears."
    )
    ask_again: tuple[Fixed, ...] = Field(
        default=("抱歉，我没听明白，请您换个说法，简单说一下是什么事。", "请您说得再短一点，比如：小区停水了。"),
        min_length=1,
        description="Said after a request that was not understood; the second after the second failure, and so on.",
    )
    after_no: Fixed = Field(
        default="不好意思，那请您再说一下是什么事。", description="Said when the caller denies the confirm question."
    )
    confirm: Annotated[Line, _with_places("request", "intent")] = Field(
        default="您是要{request}，对吗？",
        description="Asks whether the intent is right. {request} is the intent's request, {intent} its name.",
    )
    confirm_again: Fixed = Field(
        default="对的话请说对，或者按一，不对请按二。",
        description="Said after the confirm question when its answer was not understood or did not come.",
    )
    go_on: Fixed = Field(
        default="好的，您请讲。", description="Said when the caller has only greeted or begun (喂，你好，我想问一下)."
    )
    no_input: tuple[Fixed, ...] = Field(
        default=("我在听，您请讲。", "没听到您的声音，您可以直接说事，也可以按零转人工。"),
        min_length=1,
        description="Said one after another when the caller is silent; after the last the caller goes to a human.",
    )
    connecting: Annotated[Line, _with_places("queue")] = Field(
        default="好的，正在为您转接{queue}专席，请稍候。", description="Said while the caller is put through."
    )
    urgent: Annotated[Line, _with_places("queue")] = Field(
        default="请不要挂机，马上为您接通{queue}。", description="The same for an urgent intent."
    )
    human: Fixed = Field(
        default="好的，正在为您转接人工，请稍候。", description="Said when the caller asked for a human."
    )
    handover: Fixed = Field(
        default="抱歉没能听懂，我这就为您转接人工。", description="Said when understanding failed and a human takes over."
    )
    menu: Annotated[Line, _with_places("menu")] = Field(
        default="请按键选择。{menu}人工服务请按零。",
        description="Reads out the keys. {menu} becomes “…请按一，” for every queue and intent that has a key.",
    )
    trouble: Fixed = Field(
        default="抱歉，线路上听不清您的声音。", description="Said before the keys when the recogniser fails."
    )
    wrong_key: Fixed = Field(default="没有这个选项。", description="Said before the keys after a key without meaning.")
    goodbye: Fixed = Field(default="感谢您的来电，再见。", description="The last thing before we hang up.")
    queue_position: Annotated[Line, _with_places("n")] = Field(
        default="您前面还有{n}位，请稍候。", description="Place in the queue. {n} is the number of callers before."
    )
    queue_next: Fixed = Field(default="马上就到您了，请稍候。", description="Said when nobody waits before the caller.")
    queue_long: Fixed = Field(
        default="现在来电较多，您前面超过十位，请您耐心等待。", description="Said when more than ten callers are before."
    )
    no_agent: Fixed = Field(
        default="接线员都在忙，请不要挂机，有人空闲马上为您接通。", description="Said again and again while nobody is free."
    )


class Times(Section):
    """How long the dialogue waits, in seconds."""

    no_input_s: float = Field(
        default=3.0, gt=0, le=30, description="Silence after a prompt until the caller is spoken to again."
    )
    no_key_s: float = Field(
        default=5.0, gt=0, le=60, description="Time to choose a key after the menu, when only keys work."
    )
    after_speech_s: float = Field(
        default=3.0, gt=0, le=30, description="Longest wait for the first text after speech began."
    )
    after_partial_s: float = Field(
        default=3.0,
        gt=0,
        le=30,
        description="Longest wait for new text after a partial; then the partial counts as the sentence.",
    )
    prompt_char_s: float = Field(
        default=0.35, gt=0, le=2, description="A prompt is given up when it runs longer than this per character ..."
    )
    prompt_extra_s: float = Field(default=3.0, gt=0, le=30, description="... plus this.")


class DialogueSettings(Section):
    """The conversation before an agent takes over."""

    prompts: Prompts = Field(default_factory=Prompts, description="What is said.")
    times: Times = Field(default_factory=Times, description="How long is waited.")
    max_failures: int = Field(
        default=2, ge=1, le=5, description="Requests not understood, or denied, until a human takes over."
    )
    route_at: float = Field(
        default=0.80, ge=0, le=1, description="From this score on the caller is put through without a question."
    )
    confirm_at: float = Field(
        default=0.35, ge=0, le=1, description="From this score on the intent is confirmed; below, asked again."
    )
    human_queue: Id = Field(default="general", description="Queue of those who asked for, or need, a human.")
    human_priority: int = Field(default=10, ge=0, le=100, description="Their priority there.")
    human_key: Digit = Field(default="0", description="Key that leads to a human at any time.")
    yes_key: Digit = Field(default="1", description="Key for yes in the confirm question.")
    no_key: Digit = Field(default="2", description="Key for no in the confirm question.")
    yes: tuple[Line, ...] = Field(
        default=("对", "对的", "对对", "是", "是的", "是啊", "嗯", "嗯嗯", "没错", "好", "好的", "可以", "行"),
        description="Answers that mean yes.",
    )
    no: tuple[Line, ...] = Field(
        default=("不是", "不对", "不是的", "不对不对", "不是不是", "错了", "没有", "不", "弄错了", "搞错了"),
        description="Answers that mean no; also as the beginning of a correction.",
    )
    goodbye: tuple[Line, ...] = Field(
        default=("没事了", "不用了", "打错了", "打错电话了", "再见", "拜拜", "没事没事", "不需要了"),
        description="Sentences after which the call ends.",
    )

    @model_validator(mode="after")
    def _thresholds(self) -> Self:
        if self.confirm_at > self.route_at:
            raise _Errors([(("confirm_at",), "confirm_at 不能大于 route_at，请调低 / must not exceed route_at", self.confirm_at)])
        if len({self.human_key, self.yes_key, self.no_key}) < 3:
            raise _Errors([(("human_key",), "human_key、yes_key、no_key 必须互不相同 / must differ", self.human_key)])
        return self


class QueueSettings(Section):
    """A queue that agents serve."""

    id: Id = Field(description="Name in the machine, for agents, events and records.")
    name: Line = Field(max_length=20, description="What callers and agents hear and read.")
    description: str = Field(default="", max_length=200, description="What belongs here, for people.")
    priority: int = Field(default=0, ge=0, le=100, description="Of its callers, against other queues; higher first.")
    key: Digit | None = Field(default=None, description="Key of the menu that leads here.")
    menu: Line | None = Field(default=None, description="How the menu calls it; without it, the name.")


class IntentSettings(Section):
    """Something callers want, and where it goes."""

    id: Id = Field(description="Name in the machine, for events, records and tests.")
    name: Line = Field(max_length=20, description="Short name in Chinese, read by agents.")
    request: Line | None = Field(
        default=None, max_length=40, description="Fills “您是要…，对吗？”; without it, 反映 and the name."
    )
    queue: Id = Field(description="Id of the queue that handles it.")
    sayings: tuple[Line, ...] = Field(
        min_length=1,
        description="How callers say it: (a|b) one of them, [x] perhaps, {name} an entry of the list of that name.",
    )
    keywords: tuple[Line, ...] = Field(
        default=(), description="Words that decide alone. Keep them few and unmistakable."
    )
    unless: tuple[Line, ...] = Field(
        default=(), description="Words that take the keywords their power (如果着火, 消防通道)."
    )
    priority: int = Field(default=0, ge=0, le=100, description="Added to the queue's priority.")
    confirm: Literal["auto", "always", "never"] = Field(
        default="auto", description="auto: by score; always: ask even when sure; never: route from confirm_at on."
    )
    urgent: bool = Field(
        default=False, description="Its keywords are acted on while the caller still speaks."
    )
    key: Digit | None = Field(default=None, description="Key of the menu that means this.")
    menu: Line | None = Field(default=None, description="How the menu calls it; without it, the name.")

    @property
    def asked(self) -> str:
        """What the confirm question asks."""
        return self.request or f"反映{self.name}"

    @field_validator("sayings")
    @classmethod
    def _parse(cls, sayings: tuple[str, ...]) -> tuple[str, ...]:
        errors: list[_Problem] = []
        for index, saying in enumerate(sayings):
            try:
                parse(saying)
            except TemplateError as error:
                errors.append(((index,), str(error), saying))
        if errors:
            raise _Errors(errors)
        return sayings


class IvrSettings(Section):
    """The five sections of `config.yaml` that belong to this house."""

    dialogue: DialogueSettings = Field(default_factory=DialogueSettings, description="The conversation.")
    queues: tuple[QueueSettings, ...] = Field(min_length=1, description="Where callers can go.")
    intents: tuple[IntentSettings, ...] = Field(min_length=1, description="What callers can want.")
    lists: dict[Id, tuple[Line, ...]] = Field(
        default_factory=dict, description="Words by list name, for {name} in sayings."
    )
    dialect: dict[Line, str] = Field(
        default_factory=dict, description="Further dialect wordings and what they mean in Mandarin; added to ours."
    )

    def queue(self, id: str) -> QueueSettings:
        """The queue of that id; raises `KeyError` when there is none."""
        return {queue.id: queue for queue in self.queues}[id]

    def intent(self, id: str) -> IntentSettings:
        """The intent of that id; raises `KeyError` when there is none."""
        return {intent.id: intent for intent in self.intents}[id]

    @model_validator(mode="after")
    def _cross_check(self) -> Self:
        problems = [*self._ids(), *self._queues_exist(), *self._keys(), *self._lists()]
        if problems:
            raise _Errors(problems)
        return self

    def _ids(self) -> Iterator[_Problem]:
        for section, entries in (("queues", self.queues), ("intents", self.intents)):
            seen: set[str] = set()
            for index, entry in enumerate(entries):
                if entry.id in seen:
                    yield (section, index, "id"), f"“{entry.id}”重复了，请改成别的名字 / id used twice", entry.id
                seen.add(entry.id)

    def _queues_exist(self) -> Iterator[_Problem]:
        known = {queue.id for queue in self.queues}
        hint = "、".join(sorted(known))
        for index, intent in enumerate(self.intents):
            if intent.queue not in known:
                text = f"没有名为“{intent.queue}”的队列，请写已有的一个：{hint} / unknown queue"
                yield ("intents", index, "queue"), text, intent.queue
        if self.dialogue.human_queue not in known:
            text = f"没有名为“{self.dialogue.human_queue}”的队列，请写已有的一个：{hint} / unknown queue"
            yield ("dialogue", "human_queue"), text, self.dialogue.human_queue

    def _keys(self) -> Iterator[_Problem]:
        taken = {self.dialogue.human_key: "转人工 (dialogue.human_key)"}
        for section, entries in (("queues", self.queues), ("intents", self.intents)):
            for index, entry in enumerate(entries):
                if entry.key is None:
                    continue
                if entry.key in taken:
                    text = f"按键 {entry.key} 已经给了{taken[entry.key]}，请换一个 / key used twice"
                    yield (section, index, "key"), text, entry.key
                taken[entry.key] = f"{entry.name} ({section}.{entry.id})"

    def _lists(self) -> Iterator[_Problem]:
        for name, words in self.lists.items():
            if not words:
                yield ("lists", name), f"词表“{name}”是空的，请至少写一个词 / empty list", words
        hint = "、".join(sorted(self.lists)) or "（还没有词表）"
        for at, intent in enumerate(self.intents):
            for index, saying in enumerate(intent.sayings):
                for name in sorted(parse(saying).lists() - set(self.lists)):
                    text = f"没有名为“{name}”的词表，已有：{hint} / unknown list"
                    yield ("intents", at, "sayings", index), text, saying


_Problem = tuple[tuple[int | str, ...], str, Any]
"""Path of the YAML node below the model, what to do about it, the value that stands there."""


def _Errors(problems: list[_Problem]) -> ValidationError:  # noqa: N802 - reads like the exception it makes
    """One error for many nodes; pydantic puts the path of the model itself before each `loc`."""
    return ValidationError.from_exception_data(
        "configuration",
        [
            InitErrorDetails(
                type=PydanticCustomError("configuration", "{text}", {"text": text}), loc=loc, input=value
            )
            for loc, text, value in problems
        ],
    )
