"""Fills the prompt texts, and lists every sentence the machine can say so that it can be recorded."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.waits import RANGES_S
from ivr.dialogue.short.prompts import short_prompts
from ivr.settings.dialogue import Prompts
from ivr.settings.distribution.queues import Place, QueueSettings
from ivr.settings.intents.intents import IntentSettings
from ivr.settings.settings import IvrSettings
from ivr.slots.spoken_form import aloud

CHOICES = 4
"""Most choices that a caller who needs time hears at once."""

POSITIONS = 10
"""The longest queue whose length is told; beyond it callers hear `queue_long`."""

_KEYS = {**dict(zip("0123456789", "零一二三四五六七八九", strict=True)), "*": "星号键", "#": "井号键"}
_IN_ENGLISH = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MINUTES = {
    1: "一",
    2: "两",
    3: "三",
    4: "四",
    5: "五",
    8: "八",
    10: "十",
    15: "十五",
    20: "二十",
    30: "三十",
}
_COUNTS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def confirm_text(settings: IvrSettings, intent: IntentSettings) -> str:
    """The question whether that intent is right."""
    return settings.dialogue.prompts.confirm.format(request=intent.asked, intent=intent.name)


def connecting_text(settings: IvrSettings, place: Place, urgent: bool = False) -> str:
    """What the caller hears on the way there."""
    prompts = settings.dialogue.prompts
    return (prompts.urgent if urgent else prompts.connecting).format(queue=place.name)


def put_through_text(settings: IvrSettings, wanted: Place, taking: Place, urgent: bool) -> str:
    """The same where `taking` may be the one that takes the callers of `wanted` at this hour."""
    if urgent and taking.id == settings.dialogue.human_queue:
        return settings.dialogue.prompts.human
    if taking is not wanted:
        return settings.dialogue.prompts.closed.format(queue=wanted.name, other=taking.name)
    return connecting_text(settings, taking, urgent)


def foreign_text(settings: IvrSettings, wanted: Place, taking: Place, urgent: bool) -> str:
    """What callers hear who speak no Chinese, where `taking` may take the callers of `wanted` now."""
    foreign = settings.foreign_speakers
    if urgent:
        return foreign.urgent
    return foreign.prompt if taking is wanted else foreign.closed


def menu_text(settings: IvrSettings) -> str:
    """The menu of keys, read out in the order of the digits."""
    menu = "".join(f"{entry}，" for entry in _keys(settings))
    return settings.dialogue.prompts.menu.format(menu=menu)


def menu_pieces(settings: IvrSettings) -> list[str]:
    """The same for callers who need time: few keys at a time, and first of all how to reach a human."""
    return _pieces(settings, settings.dialogue.prompts.elder_menu, _keys(settings), "，")


def spoken_menu_text(settings: IvrSettings) -> str:
    """The menu of names: queues and seats with a key, in the order of the digits; without any, all queues."""
    return settings.dialogue.prompts.spoken_menu.format(menu="、".join(_names(settings)))


def spoken_menu_pieces(settings: IvrSettings) -> list[str]:
    """The same for callers who need time."""
    return _pieces(settings, settings.dialogue.prompts.elder_spoken_menu, _names(settings), "、")


def several_text(settings: IvrSettings, place: Place) -> str:
    """What a caller hears on the way there who wants something of another queue, too."""
    return settings.dialogue.prompts.several.format(queue=place.name)


def read_back_text(settings: IvrSettings, value: str) -> str:
    """The question whether an answer was understood."""
    return settings.dialogue.prompts.read_back.format(value=aloud(value))


def position_text(settings: IvrSettings, ahead: int, foreign: bool = False) -> str:
    """What a waiting caller hears when `ahead` callers will be served before; `foreign`: in English."""
    prompts = settings.foreign_speakers if foreign else settings.dialogue.prompts
    if ahead <= 0:
        return prompts.queue_next
    if ahead > POSITIONS:
        return prompts.queue_long
    return prompts.queue_position.format(n=(_IN_ENGLISH if foreign else _COUNTS)[ahead])


def wait_text(settings: IvrSettings, low_s: int, high_s: int) -> str:
    """What a waiting caller hears of how long it still takes: one of `contracts.waits.RANGES_S`."""
    return settings.dialogue.prompts.wait.format(wait=_span(low_s, high_s))


def _span(low_s: int, high_s: int) -> str:
    """三到五分钟, 一分半到三分钟, 一分钟以内."""
    if not low_s:
        return f"{_minutes(high_s)}钟以内"
    low, high = _minutes(low_s), f"{_minutes(high_s)}钟"
    if low_s >= 60 and low_s % 60 == 0 and high_s % 60 == 0:
        low = low.removesuffix("分")
    elif low.endswith("分"):
        low += "钟"
    return f"{low}到{high}"


def _minutes(seconds: int) -> str:
    """一分, 一分半, 半分."""
    whole, rest = divmod(seconds, 60)
    return (f"{_MINUTES[whole]}分" if whole else "") + ("" if not rest else "半" if whole else "半分")


def no_agent_text(settings: IvrSettings, foreign: bool = False) -> str:
    """What a waiting caller hears while nobody serves the queue."""
    return (settings.foreign_speakers if foreign else settings.dialogue.prompts).no_agent


def prompts_needed(settings: IvrSettings) -> list[str]:
    """Every text that can be said with these settings, each once, in a steady order.

    Not those that read an answer back: they are as many as there are answers.
    """
    prompts = settings.dialogue.prompts
    human = settings.dialogue.human_queue
    places: list[Place] = [*settings.queues, *settings.seats]
    urgent = {intent.queue for intent in settings.intents if intent.urgent and intent.queue != human}
    urgent |= {seat.id for seat in settings.seats if seat.queue in urgent}
    asked = [intent for intent in settings.intents if intent.confirm != "never"]
    texts = [
        prompts.greeting,
        *(number.greeting for number in settings.numbers if number.greeting),
        *prompts.ask_again,
        prompts.after_no,
        prompts.confirm_again,
        prompts.danger,
        prompts.go_on,
        *_about_the_conversation(prompts),
        *prompts.no_input,
        prompts.human,
        prompts.handover,
        prompts.trouble,
        prompts.wrong_key,
        menu_text(settings),
        *((spoken_menu_text(settings),) if settings.dialogue.spoken_menu.enabled else ()),
        prompts.goodbye,
        prompts.no_agent,
        *(position_text(settings, ahead) for ahead in range(POSITIONS + 2)),
        *(wait_text(settings, *ends) for ends in RANGES_S),
        *(connecting_text(settings, place) for place in places),
        *(connecting_text(settings, place, urgent=True) for place in places if place.id in urgent),
        *(confirm_text(settings, intent) for intent in asked),
        *_closed_texts(settings),
        *((prompts.anything_else,) if settings.announcements else ()),
        *_before_agents(settings),
        *(announcement.text for announcement in settings.announcements),
        *_screened(settings),
        *short_prompts(settings),
        *_while_waiting(settings),
        *_foreign(settings),
        *(text for language in settings.languages for text in (language.greeting, language.offer) if text),
    ]
    return list(dict.fromkeys(texts))


def slow_prompts_needed(settings: IvrSettings) -> list[str]:
    """Every text that can be said slowly, each once: the same, and what only callers hear who need time."""
    if not settings.elder.enabled:
        return []
    own = [settings.dialogue.prompts.elder, *menu_pieces(settings), *spoken_menu_pieces(settings)]
    return list(dict.fromkeys([*own, *prompts_needed(settings)]))


def _about_the_conversation(prompts: Prompts) -> tuple[str, ...]:
    """Replies to sentences about the conversation itself."""
    return (
        prompts.robot,
        prompts.who,
        prompts.here,
        prompts.hold,
        prompts.about_what,
        prompts.take_time,
        prompts.stay,
        prompts.calm,
        prompts.praise,
        prompts.more_digits,
        prompts.silent_goodbye,
    )


def _screened(settings: IvrSettings) -> tuple[str, ...]:
    """What callers on the black list hear."""
    screening = settings.screening
    return (screening.black_prompt, screening.black_goodbye) if screening.enabled else ()


def _while_waiting(settings: IvrSettings) -> tuple[str, ...]:
    """What callers hear who wait, beside their place and the time."""
    own = settings.waiting
    prompts = own.prompts
    if not own.enabled:
        return ()
    answered = any(one.answer and one.answer.when == "waiting" for one in settings.intents)
    answers = (prompts.answer, prompts.enough) if answered else ()
    return (*own.comfort, prompts.invite, prompts.already, prompts.goodbye, *answers)


def _foreign(settings: IvrSettings) -> tuple[str, ...]:
    """What callers hear who speak no Chinese."""
    foreign = settings.foreign_speakers
    calm = (foreign.prompt, foreign.closed) if foreign.intent is not None else ()
    told = (*calm, foreign.urgent) if foreign.danger or foreign.cries else calm
    if not told:
        return ()
    places = (position_text(settings, ahead, foreign=True) for ahead in range(POSITIONS + 2))
    return (*told, foreign.no_agent, *places)


def _before_agents(settings: IvrSettings) -> Iterator[str]:
    """Answers, questions, and what is said to those who want two things."""
    prompts = settings.dialogue.prompts
    answers = [intent.answer.text for intent in settings.intents if intent.answer and intent.answer.text]
    if answers:
        yield from (*answers, prompts.want_human)
    asked = [settings.question(id) for id in dict.fromkeys(id for one in settings.intents for id in one.ask)]
    for question in asked:
        yield from (question.prompt, question.retry or question.prompt)
    if any(question.kind == "phone" for question in asked):
        yield prompts.own_number
    places: list[Place] = [*settings.queues, *settings.seats]
    yield from (several_text(settings, place) for place in places)


def _closed_texts(settings: IvrSettings) -> list[str]:
    """For everything with hours, whoever takes its callers then: the next queue, or the one after that."""
    whole = {seat.queue: seat for seat in settings.seats if seat.whole_queue}
    found = []

    def taken_by(wanted: Place, queue: QueueSettings) -> None:
        for taking in (whole.get(queue.id), queue):
            if taking is not None and taking is not wanted:
                found.append(put_through_text(settings, wanted, taking, urgent=False))

    for seat in settings.seats:
        if seat.hours is not None:
            taken_by(seat, settings.queue(seat.queue))
    for of_queue in settings.queues:
        behind = [seat for seat in settings.seats if seat.queue == of_queue.id]
        queue, seen = of_queue, {of_queue.id}
        while queue.hours is not None:
            queue = settings.queue(queue.after_hours or settings.dialogue.human_queue)
            if queue.id in seen:
                break
            seen.add(queue.id)
            taken_by(of_queue, queue)
            for seat in behind:
                taken_by(seat, queue)
    return found


def _keys(settings: IvrSettings) -> list[str]:
    """What each key does, in the order of the digits."""
    entries = [(entry.key, entry.menu or entry.name) for entry in _with_key(settings) if entry.key]
    entries = sorted(entries + [(seat.key, seat.name) for seat in settings.seats if seat.key])
    entries += [(language.key, language.name) for language in settings.languages if language.key]
    if settings.elder.enabled and settings.elder.key:
        entries.append((settings.elder.key, "慢速服务"))
    return [f"{name}请按{_KEYS[key]}" for key, name in entries]


def _names(settings: IvrSettings) -> list[str]:
    places: list[Place] = [*settings.queues, *settings.seats]
    named = sorted((place.key, place.name) for place in places if place.key is not None)
    return [name for _, name in named] or [queue.name for queue in settings.queues]


def _pieces(settings: IvrSettings, first: str, entries: list[str], between: str) -> list[str]:
    """The entries in sentences of a few; `first` is the form of the first sentence."""
    parts = [between.join(entries[at : at + CHOICES]) for at in range(0, len(entries), CHOICES)] or [""]
    more = settings.dialogue.prompts.elder_more
    return [first.format(menu=parts[0]), *(more.format(menu=part) for part in parts[1:])]


def _with_key(settings: IvrSettings) -> list[QueueSettings | IntentSettings]:
    entries: list[QueueSettings | IntentSettings] = [*settings.queues, *settings.intents]
    return [entry for entry in entries if entry.key is not None]
