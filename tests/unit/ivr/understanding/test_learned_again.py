"""After a publication less is made anew, and the same is learned as if all were."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ivr import IvrSettings, Understanding
from ivr.understanding.topics.meaning import Vector

SENTENCES = (
    "我家停水两天了",
    "楼下卖锅盔的推车把盲道占完了",
    "隔壁装修吵得睡不着",
    "屋头黢黑，样样都使不成",
    "两个月没发工资了，居住证也快到期了",
    "我家着火了",
    "喂，你好",
)


def one_saying_more(settings: IvrSettings) -> IvrSettings:
    return changed(settings, "vendors", "桥洞底下一排推车的，锅盔摊子把盲道都占完了")


def one_intent_less(settings: IvrSettings) -> IvrSettings:
    left = tuple(intent for intent in settings.intents if intent.id != "noise_life")
    return settings.model_copy(update={"intents": left})


def a_queue_renamed(settings: IvrSettings) -> IvrSettings:
    def renamed(queue: str) -> str:
        return "city_care" if queue == "urban" else queue

    queues = tuple(one.model_copy(update={"id": renamed(one.id)}) for one in settings.queues)
    intents = tuple(one.model_copy(update={"queue": renamed(one.queue)}) for one in settings.intents)
    return settings.model_copy(update={"queues": queues, "intents": intents})


def a_wording_more(settings: IvrSettings) -> IvrSettings:
    return settings.model_copy(update={"dialect": {**settings.dialect, "锅盔": "烧饼"}})


def a_list_changed(settings: IvrSettings) -> IvrSettings:
    lists = {name: words[:1] for name, words in settings.lists.items()}
    return settings.model_copy(update={"lists": lists})


def changed(settings: IvrSettings, id_: str, saying: str) -> IvrSettings:
    intents = tuple(
        one.model_copy(update={"sayings": (*one.sayings, saying)}) if one.id == id_ else one
        for one in settings.intents
    )
    return settings.model_copy(update={"intents": intents})


def vector_of(text: str) -> Vector:
    """Some direction, always the same of the same text."""
    numbers = np.random.default_rng(list(text.encode())).standard_normal(16)
    return np.asarray(numbers / np.linalg.norm(numbers), np.float32)


@pytest.mark.parametrize(
    "change", [one_saying_more, one_intent_less, a_queue_renamed, a_wording_more, a_list_changed]
)
def test_the_same_is_learned(
    settings: IvrSettings, understanding: Understanding, change: Callable[[IvrSettings], IvrSettings]
) -> None:
    now = change(settings)
    again, anew = Understanding(now, understanding), Understanding(now)
    assert again.sentences() == anew.sentences()
    for one in (again, anew):
        one.know({text: vector_of(text) for text in one.sentences()})
    for text in SENTENCES:
        for vector in (None, vector_of(text)):
            assert again.meant(text) == anew.meant(text)
            assert again.needs(text, vector=vector) == anew.needs(text, vector=vector)
            assert again.danger(text, vector) == anew.danger(text, vector)
            judged = again.decide(text, vector=vector)
            assert judged == anew.decide(text, vector=vector)
            assert again.beside(text, judged, vector) == anew.beside(text, judged, vector)
        assert again.heard(text) == anew.heard(text)


def test_what_was_learned_before_is_as_it_was(settings: IvrSettings, understanding: Understanding) -> None:
    before = [understanding.decide(text) for text in SENTENCES]
    Understanding(one_saying_more(settings), understanding)
    assert [understanding.decide(text) for text in SENTENCES] == before


def test_a_new_saying_is_understood(settings: IvrSettings, understanding: Understanding) -> None:
    taught = "铁皮喇叭一天到黑循环放个不停"
    again = Understanding(changed(settings, "vendors", taught), understanding)
    assert understanding.decide(taught).intent != "vendors"
    assert again.decide(taught).intent == "vendors"
