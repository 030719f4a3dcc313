"""The section `dialogue:` of config.yaml: what is said, how long is waited, when a human takes over."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Digit, Id, Line, Section, errors
from ivr.settings.words.placeholders import Fixed, with_places
from ivr.settings.words.written import Words


class Prompts(Section):
    """Every sentence the caller can hear. Numbers are written as they are spoken (一二三四五)."""

    greeting: Fixed = Field(
        default="您好，这里是一二三四五热线，请问您要反映什么事？",
        description="The first thing a caller hears.",
    )
    ask_again: tuple[Fixed, ...] = Field(
        default=(
            "抱歉，我没听明白，请您换个说法，简单说一下是什么事。",
            "请您说得再短一点，比如：小区停水了。",
        ),
        min_length=1,
        description="Said after requests that were not understood, one after another.",
    )
    after_no: Fixed = Field(
        default="不好意思，那请您再说一下是什么事。",
        description="Said when the caller denies the confirm question.",
    )
    confirm: Annotated[Line, with_places("request", "intent")] = Field(
        default="您是要{request}，对吗？",
        description="Asks whether the intent is right. {request} is the intent's request, {intent} its name.",
    )
    confirm_again: Fixed = Field(
        default="对的话请说对，或者按一，不对请按二。",
        description="Said after the confirm question when its answer was not understood or did not come.",
    )
    go_on: Fixed = Field(
        default="好的，您请讲。",
        description="Said when the caller has only greeted or begun (喂，你好，我想问一下).",
    )
    no_input: tuple[Fixed, ...] = Field(
        default=(
            "我在听，您请讲。",
            "没听到您的声音，您可以直接说事，也可以按零转人工。",
            "您要是不方便说话，按零就有人来接，不用出声。",
        ),
        min_length=1,
        description="Said one after another to a silent caller; after the last a human takes over, or the "
        "call ends with `silent_goodbye` where not a sound has come.",
    )
    connecting: Annotated[Line, with_places("queue")] = Field(
        default="好的，正在为您转接{queue}专席，请稍候。", description="Said while the caller is put through."
    )
    urgent: Annotated[Line, with_places("queue")] = Field(
        default="请不要挂机，马上为您接通{queue}。", description="The same for an urgent intent."
    )
    human: Fixed = Field(
        default="好的，正在为您转接人工，请稍候。", description="Said when the caller asked for a human."
    )
    handover: Fixed = Field(
        default="抱歉没能听懂，我这就为您转接人工。",
        description="Said when understanding failed and a human takes over.",
    )
    spoken_menu: Annotated[Line, with_places("menu")] = Field(
        default="您可以直接说：{menu}，或者说转人工。",
        description="Said when open questions failed. {menu} becomes the names of the queues with a key.",
    )
    danger: Fixed = Field(
        default="现在是不是有人有危险？是请说是，或者按一；不是请说不是，或者按二。",
        description="Asked when somebody may be in danger. Neutral: whoever listens must learn nothing.",
    )
    menu: Annotated[Line, with_places("menu")] = Field(
        default="请按键选择。{menu}人工服务请按零。",
        description="Reads out the keys. {menu} becomes “…请按一，” for all that have a key.",
    )
    trouble: Fixed = Field(
        default="抱歉，线路上听不清您的声音。", description="Said before the keys when the recogniser fails."
    )
    wrong_key: Fixed = Field(
        default="没有这个选项。", description="Said before the keys after a key without meaning."
    )
    closed: Annotated[Line, with_places("queue", "other")] = Field(
        default="{queue}专席现在不上班，正在为您转接{other}，请稍候。",
        description="Said instead of `connecting` when {other} takes the callers of {queue} at this hour.",
    )
    anything_else: Fixed = Field(
        default="请问还有别的事吗？要找人工请说转人工。", description="Said after an announcement."
    )
    goodbye: Fixed = Field(default="感谢您的来电，再见。", description="The last thing before we hang up.")
    queue_position: Annotated[Line, with_places("n")] = Field(
        default="您前面还有{n}位，请稍候。",
        description="Place in the queue. {n} is the number of callers before.",
    )
    queue_next: Fixed = Field(
        default="马上就到您了，请稍候。", description="Said when nobody waits before the caller."
    )
    queue_long: Fixed = Field(
        default="现在来电较多，您前面超过十位，请您耐心等待。",
        description="Said when more than ten callers are before.",
    )
    wait: Annotated[Line, with_places("wait")] = Field(
        default="大约还要等{wait}。",
        description="Said after the place when the wait can be foreseen. {wait} becomes a range: 三到五分钟.",
    )
    no_agent: Fixed = Field(
        default="接线员都在忙，请不要挂机，有人空闲马上为您接通。",
        description="Said again and again while nobody is free.",
    )
    several: Annotated[Line, with_places("queue")] = Field(
        default="您说了两件事，先为您转接{queue}专席，另一件请一并告诉接线员。",
        description="Said instead of `connecting` to a caller who wants two things of two queues.",
    )
    want_human: Fixed = Field(
        default="还需要为您转人工吗？", description="Said after the `answer` of an intent."
    )
    own_number: Fixed = Field(
        default="就用您现在这个号码联系您吗？",
        description="Asked instead of a question of kind phone when the caller's number is known.",
    )
    read_back: Annotated[Line, with_places("value")] = Field(
        default="{value}，对吗？", description="Reads an answer back, for questions with `confirm`."
    )
    robot: Fixed = Field(
        default="我是热线的智能语音助手，是机器在跟您说话。您说说是什么事，找人工也可以直接说转人工。",
        description="Said to callers who ask whether they speak with a machine.",
    )
    who: Fixed = Field(
        default="这里是一二三四五政务服务热线，您有什么事都可以跟我说。",
        description="Said to callers who ask whom they have called.",
    )
    here: Fixed = Field(
        default="听得到，您请讲。", description="Said to callers who ask whether they are heard."
    )
    hold: Fixed = Field(
        default="好的，不着急，我等您。", description="Said to callers who want a moment (times.hold_s)."
    )
    about_what: Fixed = Field(
        default="好的，请您说一下具体是什么事、在什么地方。",
        description="Said to callers who only say that they want to complain or to report something.",
    )
    take_time: Fixed = Field(
        default="不着急，您慢慢说，我在听。",
        description="Said to callers who begin and do not come to it, or cry.",
    )
    stay: Fixed = Field(
        default="没关系，您要是愿意，可以慢慢跟我说，我在听。",
        description="Said once to callers who would rather not go on; who still would not is let go.",
    )
    calm: Fixed = Field(
        default="您别着急，跟我说说是什么事，我马上帮您找人处理。",
        description="Said to callers who only swear; the second time a human takes over.",
    )
    praise: Fixed = Field(
        default="谢谢您！请问还有什么事要反映？", description="Said to callers who praise us."
    )
    more_digits: Fixed = Field(
        default="嗯，您接着说。", description="Said when only the beginning of a telephone number was said."
    )
    silent_goodbye: Fixed = Field(
        default="一直没有听到您的声音，先挂断了。需要时请再拨打一二三四五，再见。",
        description="Said before we hang up on a line from which no sound and no key has come.",
    )
    elder: Fixed = Field(
        default="好的，我说慢一点。您也可以直接说转人工。",
        description="Said, slowly, to a caller who needs time; then the last sentence is said again.",
    )
    elder_menu: Annotated[Line, with_places("menu")] = Field(
        default="找人工请按零。{menu}。", description="The first keys for such callers, at most four."
    )
    elder_spoken_menu: Annotated[Line, with_places("menu")] = Field(
        default="您可以直接说转人工，也可以说：{menu}。",
        description="The first names for such callers, at most four.",
    )
    elder_more: Annotated[Line, with_places("menu")] = Field(
        default="还有：{menu}。", description="The next four, when the caller has chosen none of them."
    )


class Times(Section):
    """How long the dialogue waits, in seconds."""

    no_input_s: float = Field(
        default=3.0, gt=0, le=30, description="Silence after a prompt until the caller is spoken to again."
    )
    no_key_s: float = Field(
        default=5.0, gt=0, le=60, description="Time to choose a key after the menu, when only keys work."
    )
    hold_s: float = Field(
        default=45.0, gt=0, le=300, description="Silence that is granted to a caller who asks to wait."
    )
    unfinished_s: float = Field(
        default=8.0,
        gt=0,
        le=60,
        description="Silence that is granted to a caller who begins and does not come to it.",
    )
    after_speech_s: float = Field(
        default=4.0, gt=0, le=30, description="Longest wait for the first text after speech began."
    )
    after_partial_s: float = Field(
        default=4.0,
        gt=0,
        le=30,
        description="Longest wait for new text after a partial; then the partial counts as the sentence. "
        "Longer than the longest pause (asr.endpoint_dictation_ms) and a second pass together.",
    )
    opinion_s: float = Field(
        default=1.5,
        gt=0,
        le=5,
        description="Longest wait for a second opinion on an unclear request; the caller hears nothing then.",
    )
    key_pause_s: float = Field(
        default=3.0, gt=0, le=10, description="Pause after which a number typed on the keys is complete."
    )
    prompt_char_s: float = Field(
        default=0.35,
        gt=0,
        le=2,
        description="A prompt is given up when it runs longer than this per character ...",
    )
    prompt_extra_s: float = Field(default=3.0, gt=0, le=30, description="... plus this.")


class SpokenMenuSettings(Section):
    """The last question before a human takes over: only some phrases are expected, so it is heard well."""

    enabled: bool = Field(default=True, description="Whether it is asked.")
    accept_at: float = Field(
        default=0.5, ge=0, le=1, description="A phrase counts from this confidence of the recogniser on."
    )
    at_once_below: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="A request that was not understood or denied, and was heard with less than this "
        "confidence, leads to the menu at once: other words would be heard no better. 0: never.",
    )


class DangerSettings(Section):
    """Danger told in other words than the keywords of urgent intents."""

    ask_at: float = Field(
        default=0.17,
        gt=0,
        le=1,
        description="From this chance on it is asked whether somebody is in danger.",
    )
    sure_at: float = Field(
        default=0.6, gt=0, le=1, description="From this chance on the caller is put through at once."
    )
    cannot_speak: Id | None = Field(
        default=None,
        description="Urgent intent of callers who cannot speak freely and do not deny danger; without it, "
        "the first urgent one that is no wish for a human.",
    )


class DialogueSettings(Section):
    """The conversation before an agent takes over."""

    prompts: Prompts = Field(default_factory=Prompts, description="What is said.")
    times: Times = Field(default_factory=Times, description="How long is waited.")
    spoken_menu: SpokenMenuSettings = Field(
        default_factory=SpokenMenuSettings, description="The spoken menu."
    )
    danger: DangerSettings = Field(default_factory=DangerSettings, description="Danger that nobody names.")
    max_failures: int = Field(
        default=2, ge=1, le=5, description="Requests not understood, or denied, until a human takes over."
    )
    route_at: float = Field(
        default=0.9,
        ge=0,
        le=1,
        description="From this score on the caller is put through without a question.",
    )
    confirm_at: float = Field(
        default=0.45,
        ge=0,
        le=1,
        description="From this score on the intent is confirmed; below, asked again.",
    )
    human_queue: Id = Field(default="general", description="Queue of those who asked for, or need, a human.")
    human_priority: int = Field(default=10, ge=0, le=100, description="Their priority there.")
    human_key: Digit = Field(default="0", description="Key that leads to a human at any time.")
    yes_key: Digit = Field(default="1", description="Key for yes in the confirm question.")
    no_key: Digit = Field(default="2", description="Key for no in the confirm question.")
    yes: tuple[Words, ...] = Field(
        default=(
            *("对", "是", "是的", "嗯", "没错", "好", "好的", "可以", "行", "ok", "yes"),
            *("对头", "是噻", "就是", "没得错", "中", "成", "系", "冇错"),
        ),
        description="Answers that mean yes.",
    )
    no: tuple[Words, ...] = Field(
        default=("不是", "不对", "错了", "没有", "不", "弄错了", "搞错了"),
        description="Answers that mean no; also as the beginning of a correction.",
    )
    goodbye: tuple[Words, ...] = Field(
        default=(
            *("没事了", "不用了", "打错了", "打错电话了", "我打错了", "再见", "拜拜", "不需要了"),
            *("挂了", "我挂了", "先挂了", "就这样吧", "先这样"),
        ),
        description="Sentences after which the call ends.",
    )

    @model_validator(mode="after")
    def _thresholds(self) -> Self:
        if self.confirm_at > self.route_at:
            text = "confirm_at 不能大于 route_at，请调低 / must not exceed route_at"
            raise errors([(("confirm_at",), text, self.confirm_at)])
        if len({self.human_key, self.yes_key, self.no_key}) < 3:
            text = "human_key、yes_key、no_key 必须互不相同 / must differ"
            raise errors([(("human_key",), text, self.human_key)])
        return self
