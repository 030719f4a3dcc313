"""Mistakes in the configuration: each is found, names its YAML node and says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from contracts.waits import RANGES_S
from ivr import IvrSettings, position_text, prompts_needed, wait_text


def sections(**changes: Any) -> dict[str, Any]:
    return {
        "queues": [{"id": "general", "name": "综合"}, {"id": "urban", "name": "城管"}],
        "intents": [
            {"id": "noise", "name": "噪声", "queue": "urban", "sayings": ["[我家]太吵"]},
            {"id": "road", "name": "道路", "queue": "urban", "sayings": ["路坏了", "{where}有坑"]},
        ],
        "lists": {"where": ["门口"]},
        **changes,
    }


def problems(data: dict[str, Any]) -> dict[tuple[int | str, ...], str]:
    with pytest.raises(ValidationError) as caught:
        IvrSettings.model_validate(data)
    return {error["loc"]: error["msg"] for error in caught.value.errors()}


def intent(**changes: Any) -> dict[str, Any]:
    return {"id": "noise", "name": "噪声", "queue": "urban", "sayings": ["太吵"], **changes}


def test_a_small_configuration_is_enough() -> None:
    settings = IvrSettings.model_validate(sections())
    assert settings.intent("road").queue == "urban"
    assert settings.queue("urban").name == "城管"
    with pytest.raises(KeyError):
        settings.queue("nowhere")


@pytest.mark.parametrize(
    ("data", "node", "words"),
    [
        (sections(intents=[intent(queue="urbn")]), ("intents", 0, "queue"), "general、urban"),
        (sections(intents=[intent(), intent()]), ("intents", 1, "id"), "重复"),
        (
            sections(queues=[{"id": "general", "name": "a"}] * 2, intents=[intent(queue="general")]),
            ("queues", 1, "id"),
            "重复",
        ),
        (sections(intents=[intent(sayings=["好", "(吵"])]), ("intents", 0, "sayings", 1), "没有对应的"),
        (sections(intents=[intent(sayings=["{plce}吵"])]), ("intents", 0, "sayings", 0), "where"),
        (sections(intents=[intent(key="0")]), ("intents", 0, "key"), "转人工"),
        (sections(cases={"key": "1"}), ("cases", "key"), "callbacks.key"),
        (sections(waiting={"enabled": True, "key": "1"}), ("waiting", "key"), "callbacks.key"),
        (sections(waiting={"enabled": True, "key": "3"}), ("waiting", "key"), "cases.key"),
        (
            sections(intents=[intent(key="3"), intent(id="b", key="3")]),
            ("intents", 1, "key"),
            "已经给了",
        ),
        (sections(dialogue={"human_queue": "people"}), ("dialogue", "human_queue"), "general"),
        (sections(dialogue={"confirm_at": 0.95}), ("dialogue", "confirm_at"), "route_at"),
        (sections(cases={"progress": "gone"}), ("cases", "progress"), "gone"),
        (sections(dialogue={"yes_key": "0"}), ("dialogue", "human_key"), "互不相同"),
        (
            sections(dialogue={"human_key": "5"}, satisfaction={"enabled": True}),
            ("dialogue", "human_key"),
            "打分",
        ),
        (
            sections(dialogue={"human_key": "5"}, followups={"enabled": True}),
            ("dialogue", "human_key"),
            "打分",
        ),
        (sections(followups={"topic": "关于{topic}，{date}。"}), ("followups", "topic"), "date"),
        (
            sections(followups={"questions": {"default": [{"id": "result", "prompt": "好了吗？"}]}}),
            ("followups", "questions", "default", 0, "id"),
            "另一列",
        ),
        (
            sections(dialogue={"prompts": {"greeting": "您好{name}"}}),
            ("dialogue", "prompts", "greeting"),
            "name",
        ),
        (
            sections(dialogue={"prompts": {"confirm": "是{request吗"}}),
            ("dialogue", "prompts", "confirm"),
            "括号",
        ),
        (sections(lists={"where": []}), ("lists", "where"), "空"),
        (sections(dialogue={"greetng": "您好"}), ("dialogue", "greetng"), "Extra inputs"),
        (sections(queues=[{"id": "Über", "name": "a"}]), ("queues", 0, "id"), "small letter"),
    ],
)
def test_a_mistake_names_its_node(data: dict[str, Any], node: tuple[int | str, ...], words: str) -> None:
    found = problems(data)
    assert node in found, found
    assert words in found[node]


def test_the_node_is_right_below_a_larger_configuration() -> None:
    class Whole(BaseModel):
        ivr: IvrSettings

    with pytest.raises(ValidationError) as caught:
        Whole.model_validate({"ivr": sections(intents=[intent(queue="x")])})
    assert caught.value.errors()[0]["loc"] == ("ivr", "intents", 0, "queue")


def test_several_mistakes_are_told_at_once() -> None:
    found = problems(sections(intents=[intent(queue="x"), intent(queue="y", sayings=["{z}"])]))
    assert {("intents", 0, "queue"), ("intents", 1, "queue"), ("intents", 1, "id")} <= set(found)


def test_every_field_is_described() -> None:
    def undescribed(model: type[BaseModel]) -> list[str]:
        return [
            f"{model.__name__}.{name}" for name, field in model.model_fields.items() if not field.description
        ]

    from ivr.settings.dialogue import DialogueSettings, Prompts, Times
    from ivr.settings.distribution.queues import QueueSettings
    from ivr.settings.intents.intents import IntentSettings

    models = (IvrSettings, DialogueSettings, Prompts, Times, IntentSettings, QueueSettings)
    assert [name for model in models for name in undescribed(model)] == []


def test_what_ships_has_the_default_queues(settings: IvrSettings) -> None:
    assert {queue.id for queue in settings.queues} == {
        "emergency", "psychological", "women_children", "utilities", "tourism", "enterprise", "consumer",
        "social_security", "urban", "police", "legal", "follow_up", "foreign", "general",
    }  # fmt: skip
    assert {intent.queue for intent in settings.intents} == {queue.id for queue in settings.queues}
    assert all(len(intent.sayings) >= 6 for intent in settings.intents)


def test_everything_that_can_be_said_is_listed_once(settings: IvrSettings) -> None:
    texts = prompts_needed(settings)
    assert len(texts) == len(set(texts)) <= 240
    assert settings.dialogue.prompts.greeting in texts
    assert "您是要反映施工噪声，对吗？" in texts
    assert "好的，正在为您转接公安专席，请稍候。" in texts
    assert all(position_text(settings, ahead) in texts for ahead in (0, 1, 2, 10, 11, 500))


@pytest.mark.parametrize(
    ("ahead", "text"),
    [(0, "马上就到您了，请稍候。"), (2, "您前面还有两位，请稍候。"), (10, "您前面还有十位，请稍候。")],
)
def test_the_place_in_the_queue_is_spoken(settings: IvrSettings, ahead: int, text: str) -> None:
    assert position_text(settings, ahead) == text


@pytest.mark.parametrize(
    ("low_s", "high_s", "text"),
    [
        (0, 30, "大约还要等半分钟以内。"),
        (30, 90, "大约还要等半分钟到一分半钟。"),
        (60, 90, "大约还要等一分钟到一分半钟。"),
        (60, 120, "大约还要等一到两分钟。"),
        (90, 180, "大约还要等一分半到三分钟。"),
        (180, 300, "大约还要等三到五分钟。"),
        (1200, 1800, "大约还要等二十到三十分钟。"),
    ],
)
def test_the_wait_is_spoken_as_a_range(settings: IvrSettings, low_s: int, high_s: int, text: str) -> None:
    assert wait_text(settings, low_s, high_s) == text


def test_every_range_that_may_be_said_is_listed(settings: IvrSettings) -> None:
    assert {wait_text(settings, *ends) for ends in RANGES_S} <= set(prompts_needed(settings))


@pytest.mark.parametrize("character", "（）［］｛｝｜")
def test_a_full_width_character_is_named_wherever_a_template_or_a_prompt_could_have_meant_it(
    character: str,
) -> None:
    text = f"楼下{character}太吵"
    places: dict[tuple[int | str, ...], dict[str, Any]] = {
        ("intents", 0, "sayings", 0): sections(intents=[intent(sayings=[text])]),
        ("intents", 0, "keywords", 0): sections(intents=[intent(keywords=[text])]),
        ("intents", 0, "menu_words", 0): sections(intents=[intent(menu_words=[text])]),
        ("lists", "where", 0): sections(lists={"where": [text]}),
        ("dialogue", "prompts", "greeting"): sections(dialogue={"prompts": {"greeting": text}}),
        ("questions", 0, "prompt"): sections(
            questions=[{"id": "q", "type": "text", "label": "问", "prompt": text}]
        ),
        ("announcements", 0, "text"): sections(
            announcements=[{"id": "a", "text": text, "until": "2099-01-01T00:00:00"}]
        ),
    }
    for node, data in places.items():
        found = problems(data)
        assert character in found[node], found


@pytest.mark.parametrize("text", ["(吵|闹)", "{where}", "[很]吵"])
def test_a_template_where_only_words_are_heard_is_named(text: str) -> None:
    assert "只写词" in problems(sections(intents=[intent(keywords=[text])]))["intents", 0, "keywords", 0]
