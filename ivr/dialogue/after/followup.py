"""A follow-up call: who has answered, then a few questions, each by key, in words, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts import FollowupAnswer, FollowupResult
from contracts.dialogue import HangUp, Route
from ivr.dialects.normalise import PAUSE, STOP
from ivr.dialogue.callers.human import HumanWish
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.after.followups import FollowupQuestion
from ivr.settings.settings import IvrSettings
from ivr.slots.choice import yes_no_answer
from ivr.slots.filled import Filled
from ivr.slots.plain import text_answer, unknown
from ivr.slots.satisfaction import STEPS, satisfaction_answer
from ivr.understanding.judge import Judge

MACHINE = "machine"
"""The cause of the `HangUp` when no person was there; all others are a `FollowupResult`."""
MOST_SAID = 20
"""Sentences in all."""

_NO = (
    "(?:别|不要|不许|不准|不用|莫|甭|勿|唔好)(?:再|老是?|总是?|一直|天天|随便)*(?:给我|往我这儿?)?(?:再|老)*"
)
_OVER = "(?:了|啦|啊|好吗|好不好|行吗|行不行|可以吗)"
_NEVER = re.compile(
    f"{_NO}(?:拨?打|拨)(?:过?来|嚟)*(?:{_OVER}|[，。]|$|扰(?:我|了|[，。]|$))"
    f"|{_NO}(?:拨?打|拨|来)(?:我的?|这个|个|这种|回访)*(?:电话|手机|号码?)(?:过?来|给我|回访)*(?:{_OVER}|[，。]|$)"
    f"|{_NO}(?:联系|烦|骚扰|打扰|打搅)(?:我|{_OVER}|[，。]|$)"
    "|(?:别|不要|勿)再来电"
    "|再(?:打|拨|来)(?:电话|过?来|给我|我)*(?:我?就|我?要)*(?:投诉|报警|举报)"
    "|你们(?:这|就|又|老|总|天天|打电话|是|在)*骚扰"
    "|把我的?(?:号码|电话|手机号)?(?:拉黑|删)|把?你们?拉黑|退订"
)
_WRONG = re.compile(
    "打错|拨错|搞错人|找错人|认错人|(?<!是)不是(?:我|本人)|(?:我|这里)没(?:有)?(?:反映|投诉|打|拨)过|不认识|没有这个人"
)
_LATER = re.compile(
    "不方便|没(?:有)?(?:时间|空)|在开(?:会|车)|忙着|[正在很]忙|我忙|不需要|不想回答|不用了|不用问|不回访|算了"
    "|(?:晚点|过会儿?|过一会儿?|等会儿?|等一会儿?|一会儿?|改天|回头|下次|晚上|明天)再?(?:打|说|联系|来)"
)
_ASKED = re.compile("([\u4e00-\u9fff]{2})(?:了|过|好)*(?:吗|没有|没|么)")
"""The verb of a question: 解决了吗."""
_DENIED = re.compile("(?!没错|没问题|不错)[没不未]")
_DOUBTS = re.compile("不(?:清楚|知道|晓得|确定|好说)|不太清楚|说不清")
_HAS = re.compile("(?:我|还|都|也|就)*有(?![的了啊]*$)")
_CLAUSE = re.compile(f"[{PAUSE}{STOP}]")
_ENOUGH = re.compile(
    "不说了|不想说了|先这样|挂了|(?:我|现在|这会儿?)没(?:有)?时间|没(?:有)?时间(?:了|[，。]|$)|不问了|别问了"
    "|(?:我|这边|现在|这会儿?|手头)(?:还|这|正|现在)*有(?:点儿?|急|别的)?事(?:了|先|要忙|先挂|要走)*(?:[，。]|$)"
)


class FollowUp(ShortTalk):
    """Ends with `HangUp` (its cause says how it went), or with the `Route` of who wants a human."""

    def __init__(
        self, settings: IvrSettings, judge: Judge, questions: Sequence[FollowupQuestion], topic: str = ""
    ) -> None:
        """`topic`: what it is about, said only to who has agreed to answer."""
        super().__init__(settings, judge.normaliser, MOST_SAID)
        own = self._own = settings.followups
        self._texts = own.prompts
        self._sounds = judge.sounds
        self._human = HumanWish(settings, judge)
        self.human_queue = own.queue or settings.dialogue.human_queue
        """Where who wants a human waits."""
        self._route = Route(self.human_queue, say=own.prompts.connecting)
        self._questions = tuple(questions)
        self._topic = own.topic.replace("{topic}", topic) if topic else ""
        self._at: int | None = None
        """Of the question; None: they have not agreed yet."""
        self._asked_again = False
        self._answers_given: list[FollowupAnswer] = []

    @property
    def answers(self) -> tuple[FollowupAnswer, ...]:
        """What was answered so far; the citizen may hang up at any moment."""
        return tuple(self._answers_given)

    @property
    def so_far(self) -> FollowupResult:
        """How it has gone if it ends now."""
        if self._at is not None and self._at >= len(self._questions):
            return "answered"
        return "partly" if self._answers_given else "declined"

    @property
    def patience_s(self) -> float:
        return self._own.answer_s

    def begin(self) -> None:
        self._line.say(self._texts.called)

    def key(self, digit: str) -> None:
        if digit == self._dialogue.human_key:
            self._line.close(self._route)
        elif self._at is None:
            self._leave("declined") if digit == self._dialogue.no_key else self._begin_questions()
        elif (value := self._by_key(digit)) is not None:
            self._take(value)
        else:
            self._ask_again()

    def said(self, text: str) -> None:
        line = self._normaliser.marked(text)
        if self._at is None and any(word in line for word in self._own.machine_words):
            self._line.close(HangUp(MACHINE))
        elif self._human.said(text):
            self._line.close(self._route)
        elif _NEVER.search(line) is not None:
            self._leave("never")
        elif self._at is None:
            self._met(text, line)
        elif _ENOUGH.search(line) is not None or self._answers.has_done(text, told=False):
            self._leave(self.so_far)
        elif (value := self._by_words(text)) is not None:
            self._take(value)
        else:
            self._ask_again()

    def silent(self) -> None:
        if self._at is None:
            self._line.close(HangUp(MACHINE))
        else:
            self._ask_again()

    def _met(self, text: str, line: str) -> None:
        """Somebody has answered the telephone, and said this."""
        if _WRONG.search(line) is not None:
            self._leave("wrong person")
        elif _LATER.search(line) is not None or self._answers.wants(text) == "no":
            self._leave("declined")
        else:
            self._begin_questions()

    def _begin_questions(self) -> None:
        self._at = 0
        self._ask(*([self._topic] if self._topic else []))

    def _ask(self, *before: str) -> None:
        assert self._at is not None
        # What the list says of this citizen is nobody else's: its sound is not kept.
        for text in before:
            self._line.say(text, personal=text == self._topic)
        self._line.say(self._questions[self._at].prompt)

    def _ask_again(self) -> None:
        """Once; then the next question comes."""
        if self._asked_again:
            self._next()
        else:
            self._asked_again = True
            self._ask(self._texts.again)

    def _take(self, value: str) -> None:
        assert self._at is not None
        question = self._questions[self._at]
        if value:
            self._answers_given.append(FollowupAnswer(question=question.id, value=value))
        self._next()

    def _next(self) -> None:
        assert self._at is not None
        self._at += 1
        self._asked_again = False
        if self._at < len(self._questions):
            self._ask()
        else:
            self._leave("answered" if self._answers_given else "declined")

    def _by_key(self, digit: str) -> str | None:
        assert self._at is not None
        kind = self._questions[self._at].kind
        if kind == "satisfaction" and digit.isdecimal() and 1 <= int(digit) <= len(STEPS):
            return digit
        if kind == "yes_no":
            return {self._dialogue.yes_key: "是", self._dialogue.no_key: "否"}.get(digit)
        return "" if kind == "text" else None

    def _by_words(self, text: str) -> str | None:
        """The answer; empty for who has none; None for what is none."""
        assert self._at is not None
        match self._questions[self._at].kind:
            case "satisfaction":
                found = satisfaction_answer(text, self._normaliser, self._sounds)
            case "yes_no":
                if unknown(text) or _DOUBTS.search(self._normaliser.standard(text)) is not None:
                    return None
                found = self._by_echo(text) or self._yes_or_no(text)
            case "text":
                nothing = unknown(text) or self._answers.declines(text) or self._answers.wants(text) == "no"
                if nothing:
                    return ""
                found = text_answer(text)
        return None if found is None else found.value

    def _yes_or_no(self, text: str) -> Filled | None:
        """有意见 is a yes only to a question that asks whether there is something."""
        assert self._at is not None
        asks_for_some = "有" in self._questions[self._at].prompt
        if not asks_for_some and _HAS.match(self._normaliser.standard(text)) is not None:
            return None
        return yes_no_answer(text, self._answers)

    def _by_echo(self, text: str) -> Filled | None:
        """An answer in the question's own words: 问题解决了吗 — 解决了. Of several the last counts."""
        assert self._at is not None
        asked = _ASKED.search(self._questions[self._at].prompt)
        line = self._normaliser.marked(text)
        clauses = [] if asked is None else [one for one in _CLAUSE.split(line) if asked[1] in one]
        if asked is None or not clauses:
            return None
        denied = _DENIED.search(clauses[-1][: clauses[-1].index(asked[1])]) is not None
        return Filled("否" if denied else "是", text, 1.0)

    def _leave(self, how: FollowupResult) -> None:
        texts = {
            "answered": self._texts.thanks,
            "partly": self._texts.thanks,
            "never": self._texts.never,
            "wrong person": self._texts.wrong_person,
        }
        self.end(HangUp(how), texts.get(how, self._texts.declined))
