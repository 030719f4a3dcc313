"""Chances as the network gave them for sentences and words over a telephone."""

from __future__ import annotations

import pytest

from asr.engines.whisper.english import is_english, may_be_english, share


@pytest.mark.parametrize(
    ("told", "text", "chance", "english"),
    [
        ({"en": 0.93, "zh": 0.0004}, "My landlord will not return my deposit.", 0.75, True),
        ({"en": 0.21, "zh": 0.017, "es": 0.42}, "My water has been cut off since yesterday.", 0.56, True),
        (
            {"en": 0.03, "zh": 0.001, "th": 0.55},
            "There is a lot of garbage in front of our gate.",
            0.49,
            True,
        ),
        ({"en": 0.95, "zh": 0.001}, "Fire! Help!", 0.6, True),
        ({"en": 0.6, "zh": 0.3}, "I lost my passport in a taxi.", 0.6, False),
        ({"en": 0.75, "zh": 0.015}, "It was a game in Guadalupe", 0.26, False),
        ({"en": 0.05, "zh": 0.9}, "Is it the reason why I am talking?", 0.48, False),
        ({"en": 0.62, "zh": 0.007}, "Balker", 0.35, False),
        ({"en": 0.71, "zh": 0.06}, "Say MK.", 0.5, False),
        ({"en": 0.41, "zh": 0.2}, "Bye!", 0.63, False),
        ({"en": 0.9, "zh": 0.001}, "我 want to go home", 0.6, False),
    ],
)
def test_english_is_told_from_mandarin(
    told: dict[str, float], text: str, chance: float, english: bool
) -> None:
    assert (may_be_english(told, "zh") and is_english(text, chance, told["en"])) is english


def test_what_is_left_for_other_languages_does_not_count() -> None:
    assert share({"en": 0.21, "zh": 0.017, "es": 0.42}, "en", "zh") > 0.9
    assert share({"en": 0.0, "zh": 0.0}, "en", "zh") == 0
