"""What an administrator may say in `config.yaml` about the dialogue, the queues and the intents.

Every mistake is a pydantic error whose `loc` is the path of the YAML node (`("intents", 3,
"queue")`), so that the loader can print file, line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Mistake, Section, errors
from ivr.dialects.tolerance import ToleranceSettings
from ivr.settings.after.followups import FollowupSettings
from ivr.settings.after.satisfaction import SatisfactionSettings
from ivr.settings.callers.elder import ElderSettings
from ivr.settings.callers.foreign import ForeignSettings
from ivr.settings.callers.languages import LanguageSettings
from ivr.settings.callers.screening import ScreeningSettings
from ivr.settings.dialogue import DialogueSettings
from ivr.settings.distribution.calendar import AnnouncementSettings, HoursSettings, SpecialDay
from ivr.settings.distribution.callbacks import CallbackSettings
from ivr.settings.distribution.cases import CaseSettings
from ivr.settings.distribution.numbers import NumberSettings
from ivr.settings.distribution.queues import QueueSettings
from ivr.settings.distribution.seat_mistakes import seat_mistakes
from ivr.settings.distribution.seats import SeatSettings
from ivr.settings.distribution.waiting import WaitingSettings
from ivr.settings.intents.intents import IntentSettings
from ivr.settings.intents.questions import QuestionSettings
from ivr.settings.meaning import MeaningSettings
from ivr.settings.words.template import parse
from ivr.settings.words.written import Words


class IvrSettings(Section):
    """The sections of `config.yaml` that belong to this house."""

    dialogue: DialogueSettings = Field(default_factory=DialogueSettings, description="The conversation.")
    queues: tuple[QueueSettings, ...] = Field(min_length=1, description="Where callers can go.")
    intents: tuple[IntentSettings, ...] = Field(min_length=1, description="What callers can want.")
    questions: tuple[QuestionSettings, ...] = Field(
        default=(), description="What callers may be asked before an agent takes over."
    )
    lists: dict[Id, tuple[Words, ...]] = Field(
        default_factory=dict, description="Words by list name, for {name} in sayings."
    )
    dialect: dict[Words, str] = Field(
        default_factory=dict,
        description="Further dialect wordings and what they mean in Mandarin; added to ours.",
    )
    tolerance: ToleranceSettings = Field(
        default_factory=ToleranceSettings, description="Which dialects' sounds and wordings are understood."
    )

    meaning: MeaningSettings = Field(
        default_factory=MeaningSettings, description="Sentences are compared by what they mean, too."
    )
    languages: tuple[LanguageSettings, ...] = Field(
        default=(), description="What callers may speak instead of Mandarin."
    )
    foreign_speakers: ForeignSettings = Field(
        default_factory=ForeignSettings, description="Callers who speak no Chinese."
    )
    hours: dict[Id, HoursSettings] = Field(
        default_factory=dict, description="Opening hours by name, for `hours` of queues."
    )
    elder: ElderSettings = Field(
        default_factory=ElderSettings, description="For callers who need time: slow, short, humans first."
    )
    callbacks: CallbackSettings = Field(
        default_factory=CallbackSettings, description="Citizens who are called back."
    )
    cases: CaseSettings = Field(
        default_factory=CaseSettings, description="What citizens want done, from call to call."
    )
    waiting: WaitingSettings = Field(
        default_factory=WaitingSettings, description="Callers who wait, and may change their mind."
    )
    followups: FollowupSettings = Field(
        default_factory=FollowupSettings, description="Citizens who are called and asked how it was."
    )
    satisfaction: SatisfactionSettings = Field(
        default_factory=SatisfactionSettings, description="How satisfied citizens are after a talk."
    )
    screening: ScreeningSettings = Field(
        default_factory=ScreeningSettings, description="Callers who were found to be a nuisance."
    )
    seats: tuple[SeatSettings, ...] = Field(
        default=(), description="Special seats: agents of a queue who know one matter."
    )
    numbers: tuple[NumberSettings, ...] = Field(
        default=(), description="Numbers besides telephony.number, or more about it."
    )
    special_days: tuple[SpecialDay, ...] = Field(
        default=(), description="Days that the calendar of public holidays does not know."
    )
    announcements: tuple[AnnouncementSettings, ...] = Field(
        default=(), description="What callers are told before they are put through: a known outage."
    )

    def question(self, id: str) -> QuestionSettings:
        """The question of that id; raises `KeyError` when there is none."""
        return {question.id: question for question in self.questions}[id]

    def queue(self, id: str) -> QueueSettings:
        """The queue of that id; raises `KeyError` when there is none."""
        return {queue.id: queue for queue in self.queues}[id]

    def intent(self, id: str) -> IntentSettings:
        """The intent of that id; raises `KeyError` when there is none."""
        return {intent.id: intent for intent in self.intents}[id]

    def seat(self, id: str) -> SeatSettings:
        """The special seat of that id; raises `KeyError` when there is none."""
        return {seat.id: seat for seat in self.seats}[id]

    @property
    def cannot_speak(self) -> IntentSettings | None:
        """The intent of those who cannot speak freely; None where no intent is urgent."""
        if self.dialogue.danger.cannot_speak is not None:
            return self.intent(self.dialogue.danger.cannot_speak)
        return next(iter(self.emergencies), None)

    @property
    def emergencies(self) -> list[IntentSettings]:
        """The intents of danger. 转人工 is acted on at once too, but is none."""
        return [one for one in self.intents if one.urgent and not self.for_human(one)]

    def for_human(self, intent: IntentSettings) -> bool:
        """Whether its callers want nothing but a human."""
        return intent.queue == self.dialogue.human_queue and intent.confirm == "never"

    @model_validator(mode="after")
    def _cross_check(self) -> Self:
        problems = [*self._ids(), *self._queues_exist(), *self._keys(), *self._lists(), *self._duty()]
        problems += [*self._before_agents(), *self._speakers(), *self._seats()]
        if problems:
            raise errors(problems)
        return self

    def _named(
        self,
    ) -> tuple[tuple[str, tuple[QueueSettings | IntentSettings | LanguageSettings | SeatSettings, ...]], ...]:
        return (
            ("queues", self.queues),
            ("intents", self.intents),
            ("languages", self.languages),
            ("seats", self.seats),
        )

    def _ids(self) -> Iterator[Mistake]:
        others = ("announcements", self.announcements), ("questions", self.questions)
        for section, entries in (*self._named(), *others):
            seen: set[str] = set()
            for index, entry in enumerate(entries):
                if entry.id in seen:
                    text = f"“{entry.id}”重复了，请改成别的名字 / id used twice"
                    yield (section, index, "id"), text, entry.id
                seen.add(entry.id)

    def _queues_exist(self) -> Iterator[Mistake]:
        known = {queue.id for queue in self.queues}
        hint = "、".join(sorted(known))
        for index, intent in enumerate(self.intents):
            if intent.queue not in known:
                text = f"没有名为“{intent.queue}”的队列，请写已有的一个：{hint} / unknown queue"
                yield ("intents", index, "queue"), text, intent.queue
        for index, language in enumerate(self.languages):
            if language.queue is not None and language.queue not in known:
                text = f"没有名为“{language.queue}”的队列，请写已有的一个：{hint} / unknown queue"
                yield ("languages", index, "queue"), text, language.queue
        if self.dialogue.human_queue not in known:
            text = f"没有名为“{self.dialogue.human_queue}”的队列，请写已有的一个：{hint} / unknown queue"
            yield ("dialogue", "human_queue"), text, self.dialogue.human_queue

    def _keys(self) -> Iterator[Mistake]:
        taken = {self.dialogue.human_key: "转人工 (dialogue.human_key)"}
        for section, entries in self._named():
            for index, entry in enumerate(entries):
                if entry.key is None:
                    continue
                if entry.key in taken:
                    text = f"按键 {entry.key} 已经给了{taken[entry.key]}，请换一个 / key used twice"
                    yield (section, index, "key"), text, entry.key
                taken[entry.key] = f"{entry.name} ({section}.{entry.id})"
        waits = {self.callbacks.key: "回电 (callbacks.key)"}
        for section, key, name, used in (
            ("cases", self.cases.key, "留言 (cases.key)", True),
            ("waiting", self.waiting.key, "问还要等多久 (waiting.key)", self.waiting.enabled),
        ):
            if used and key in waits:
                yield (section, "key"), f"按键 {key} 已经给了{waits[key]}，请换一个 / key used twice", key
            waits[key] = name
        if self.elder.key is not None and self.elder.key in taken:
            text = f"按键 {self.elder.key} 已经给了{taken[self.elder.key]}，请换一个 / key used twice"
            yield ("elder", "key"), text, self.elder.key

        kinds = {one.kind for asked in self.followups.questions.values() for one in asked}
        steps = self.satisfaction.enabled or (self.followups.enabled and "satisfaction" in kinds)
        if steps and self.dialogue.human_key in "12345":
            text = f"满意度要用按键 {self.dialogue.human_key} 打分，转人工请换一个 / a step of satisfaction"
            yield ("dialogue", "human_key"), text, self.dialogue.human_key

    def _seats(self) -> Iterator[Mistake]:
        intents = [(intent.queue, intent.seat) for intent in self.intents]
        overflow = [[rule.to for rule in queue.overflow] for queue in self.queues]
        queues = [queue.id for queue in self.queues]
        yield from seat_mistakes(self.seats, self.numbers, queues, self.hours, intents, overflow)

    def _before_agents(self) -> Iterator[Mistake]:
        """Questions that are named and not there; intents whose callers must not be held up."""
        questions = {question.id for question in self.questions}
        hint = "、".join(sorted(questions)) or "（还没有）"
        for index, intent in enumerate(self.intents):
            for at, question in enumerate(intent.ask):
                if question not in questions:
                    text = f"没有名为“{question}”的问题，已有：{hint} / unknown question"
                    yield ("intents", index, "ask", at), text, question
                elif question in intent.ask[:at]:
                    text = f"“{question}”写了两遍，请删掉一个 / question named twice"
                    yield ("intents", index, "ask", at), text, question
            for field in ("ask", "answer"):
                if (intent.urgent or self.for_human(intent)) and getattr(intent, field):
                    text = f"紧急事项和转人工不能先问先答，请删掉 {field} / urgent: put through at once"
                    yield ("intents", index, field), text, getattr(intent, field)

    def _speakers(self) -> Iterator[Mistake]:
        """Intents of foreign speakers that are not there, and of their emergencies that are none."""
        intents = {intent.id: intent for intent in self.intents}
        foreign = self.foreign_speakers
        if foreign.intent is not None and foreign.intent not in intents:
            text = f"没有名为“{foreign.intent}”的意图，请检查拼写 / unknown intent"
            yield ("foreign_speakers", "intent"), text, foreign.intent
        progress = self.cases.progress
        if progress is not None and progress not in intents:
            text = f"没有名为“{progress}”的意图，请检查拼写 / unknown intent"
            yield ("cases", "progress"), text, progress
        quiet = self.dialogue.danger.cannot_speak
        if quiet is not None and (quiet not in intents or not intents[quiet].urgent):
            text = f"没有名为“{quiet}”的紧急意图，请写有 urgent: true 的 / not an urgent intent"
            yield ("dialogue", "danger", "cannot_speak"), text, quiet
        for field, named in (("danger", foreign.danger), ("cries", foreign.cries)):
            for id in named:
                if id not in intents:
                    text = f"没有名为“{id}”的意图，请检查拼写 / unknown intent"
                    yield ("foreign_speakers", field, id), text, id
                elif not intents[id].urgent:
                    text = f"“{id}”不是紧急意图，请写有 urgent: true 的 / not an urgent intent"
                    yield ("foreign_speakers", field, id), text, id

    def _duty(self) -> Iterator[Mistake]:
        """Hours, queues at night and intents of announcements that are named and not there."""
        queues = {queue.id for queue in self.queues}
        if (named := self.followups.queue) is not None and named not in queues:
            hint = "、".join(sorted(queues))
            text = f"没有名为“{named}”的队列，请写已有的一个：{hint} / unknown queue"
            yield ("followups", "queue"), text, named
        for at, named in enumerate(self.satisfaction.queues):
            if named not in queues:
                hint = "、".join(sorted(queues))
                text = f"没有名为“{named}”的队列，请写已有的一个：{hint} / unknown queue"
                yield ("satisfaction", "queues", at), text, named
        for index, queue in enumerate(self.queues):
            if queue.hours is not None and queue.hours not in self.hours:
                known = "、".join(sorted(self.hours)) or "（还没有）"
                text = f"没有名为“{queue.hours}”的时间表，已有：{known} / unknown hours"
                yield ("queues", index, "hours"), text, queue.hours
            if queue.after_hours is not None and queue.after_hours not in queues:
                hint = "、".join(sorted(queues))
                text = f"没有名为“{queue.after_hours}”的队列，请写已有的一个：{hint} / unknown queue"
                yield ("queues", index, "after_hours"), text, queue.after_hours
        intents = {intent.id for intent in self.intents}
        for index, announcement in enumerate(self.announcements):
            for at, intent in enumerate(announcement.intents):
                if intent not in intents:
                    text = f"没有名为“{intent}”的意图，请检查拼写 / unknown intent"
                    yield ("announcements", index, "intents", at), text, intent

    def _lists(self) -> Iterator[Mistake]:
        for name, words in self.lists.items():
            if not words:
                yield ("lists", name), f"词表“{name}”是空的，请至少写一个词 / empty list", words
        hint = "、".join(sorted(self.lists)) or "（还没有词表）"
        for at, intent in enumerate(self.intents):
            for index, saying in enumerate(intent.sayings):
                for name in sorted(parse(saying).lists() - set(self.lists)):
                    text = f"没有名为“{name}”的词表，已有：{hint} / unknown list"
                    yield ("intents", at, "sayings", index), text, saying
