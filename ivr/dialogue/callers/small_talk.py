"""What is answered to sentences about the conversation itself: short, and then the question stands again."""

from __future__ import annotations

from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.next import Answer, Begin, Fruitless, Matter, Next, Reply, ToHuman
from ivr.dialogue.stages.stage import Stage, Talk
from ivr.understanding.about_talk.about_talk import Kind
from ivr.understanding.judgement import NOTHING, Judgement

MOST_REPLIES = 6
"""In one call; from then on such a sentence counts as a turn that brought nothing."""

_OPEN = ("request", "more", "menu", "confirm")
"""What is asked where nothing is known for sure: there a caller may also begin, stop, or say good-bye."""
_ANYWHERE: tuple[Kind, ...] = ("robot", "hold", "who", "here", "praise", "swearing", "aside")


class SmallTalk:
    """Of one call."""

    def __init__(self, talk: Talk, parts: Parts) -> None:
        self._talk = talk
        self._settings = parts.settings
        self._prompts = parts.settings.dialogue.prompts
        self._times = parts.settings.dialogue.times
        self._about = parts.about_talk
        self._requests = parts.requests
        self._replies = 0
        self._angry = False
        self._asked_to_stay = False

    def reply(self, stage: Stage, text: str) -> Next | None:
        """What follows where the text is about the conversation; None where it may be a need or an answer."""
        if not stage.hears_small_talk:
            return None
        asks = stage.asks.topic if stage.asks is not None else None
        kind = self._about.kind(text)
        if kind is None:
            return self._given_up(stage, text) if asks in _OPEN else None
        if kind == "cannot_talk":
            return self._quietly(text)
        if kind == "repeat":
            return self._said(stage, stage.repeated(), asked=True)
        if kind in _ANYWHERE:
            return self._anywhere(stage, kind, text)
        return self._open(stage, kind, text) if asks in _OPEN else None

    def _anywhere(self, stage: Stage, kind: Kind, text: str) -> Next:
        if kind == "swearing" and self._angry:
            why = "来电人情绪激动，没有说是什么事"
            return ToHuman("handover", why, self._prompts.human, Matter(heard=text))
        self._angry |= kind == "swearing"
        prompts = self._prompts
        replies = {
            "robot": prompts.robot,
            "who": prompts.who,
            "here": prompts.here,
            "praise": prompts.praise,
            "swearing": prompts.calm,
        }
        if kind == "hold":
            self._talk.grant(self._times.hold_s)
            return self._said(stage, (prompts.hold,), asked=True)
        return self._said(stage, (replies[kind],) if kind in replies else ())

    def _open(self, stage: Stage, kind: Kind, text: str) -> Next:
        prompts = self._prompts
        if kind == "farewell" or (kind in ("gives_up", "nothing") and self._asked_to_stay):
            return self._let_go(text)
        if kind in ("gives_up", "nothing"):
            self._asked_to_stay = True
            return self._said(stage, (prompts.stay,))
        if kind == "unfinished":
            self._talk.grant(self._times.unfinished_s)
            return self._said(stage, (prompts.take_time,), asked=True)
        return self._said(stage, (prompts.about_what,))

    def _given_up(self, stage: Stage, text: str) -> Next | None:
        """The caller began, and would rather not go on."""
        found = self._about.given_up(text)
        if found is None:
            return None
        begun, kinds = found
        if "farewell" in kinds:
            return self._let_go(text)
        if self._requests.judge(begun).score >= self._settings.dialogue.confirm_at:
            return stage.heard(begun, ())
        return self._open(stage, "gives_up", text)

    def _let_go(self, text: str) -> Next:
        why = "来电人表示没有别的事了"
        return Answer("farewell", Matter(heard=text), why, (self._prompts.goodbye,))

    def _quietly(self, text: str) -> Next | None:
        """Who cannot speak freely is asked in words that whoever listens learns nothing from."""
        intent = self._settings.cannot_speak
        if intent is None or self._requests.nobody_in_danger:
            return None
        why = "来电人说话不方便，可能有人有危险"
        score = self._settings.dialogue.confirm_at
        return Begin(
            "danger", Matter(Judgement(intent.id, intent.queue, score, reason=why, otherwise=NOTHING), text)
        )

    def _said(self, stage: Stage, texts: tuple[str, ...], *, asked: bool = False) -> Next:
        """Says that, and then the question again unless the reply itself asks or it was an open one."""
        question = stage.asks is not None and stage.asks.topic not in ("request", "more")
        if question and not asked:
            texts = (*texts, *stage.repeated())
        self._replies += 1
        return Reply(texts) if self._replies <= MOST_REPLIES else Fruitless(texts)
