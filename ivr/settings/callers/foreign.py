"""The section `foreign_speakers:` of config.yaml: callers who speak no Chinese, and where they go."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.configuration.settings import Id, Line, Section
from ivr.settings.words.placeholders import Fixed, with_places


class ForeignSettings(Section):
    """Callers whose first sentences tell that they speak another language, and who serves them."""

    intent: Id | None = Field(
        default=None,
        description="Intent of those who speak another language, and so their queue; `queue` of that "
        "language in `languages` goes before. Without it, nobody is put through for what they speak.",
    )
    certain_at: float = Field(
        default=0.8, ge=0, le=1, description="From this confidence on what the second pass says counts."
    )
    english_at: float = Field(
        default=0.4,
        ge=0,
        le=1,
        description="The same for English: Whisper base took none of 201 recordings of Mandarin and Sichuan "
        "dialect for it, and is unsure of it where it is spoken with an accent.",
    )
    against_chinese: float = Field(
        default=0.97,
        ge=0,
        le=1,
        description="The same where the words that were heard make sense in Chinese.",
    )
    least_words: int = Field(
        default=3, ge=1, le=20, description="So many different words must be said, without `common` ones."
    )
    common: tuple[Line, ...] = Field(
        default=(
            *("hello", "hi", "hey", "ok", "okay", "yes", "yeah", "no", "bye", "goodbye", "thank", "thanks"),
            *("you", "sorry", "please", "good", "morning", "evening", "oh", "um", "uh"),
        ),
        description="Words that callers use who speak Chinese.",
    )
    prompt: Line = Field(
        default="One moment, please. I am connecting you to someone who speaks your language.",
        description="Said while they are put through.",
    )
    closed: Line = Field(
        default="One moment, please. I am connecting you to our operator on duty.",
        description="Said instead while others take their calls at this hour.",
    )
    urgent: Line = Field(
        default="Please stay on the line. I am connecting you to emergency help now.",
        description="Said instead to callers in danger.",
    )
    queue_position: Annotated[Line, with_places("n")] = Field(
        default="Callers ahead of you: {n}. Please stay on the line.",
        description="Their place in the queue. {n} is the number of callers before, in English.",
    )
    queue_next: Fixed = Field(
        default="You are next. Please stay on the line.", description="Said when nobody waits before them."
    )
    queue_long: Fixed = Field(
        default="More than ten callers are ahead of you. Please stay on the line.",
        description="Said when more than ten callers are before.",
    )
    no_agent: Fixed = Field(
        default="All our operators are busy. Please stay on the line. We will answer as soon as we can.",
        description="Said again and again while nobody is free.",
    )
    danger: dict[Id, tuple[Line, ...]] = Field(
        default_factory=dict,
        description="Words by the intent of an emergency: {fire: [fire, on fire]}. They count at once, "
        "however few, as whole words.",
    )
    cries: dict[Id, tuple[Line, ...]] = Field(
        default_factory=dict,
        description="The same for words that count only by themselves or beside `common` ones: "
        "{crime_danger: [help, help me]}.",
    )
    calm: tuple[Line, ...] = Field(
        default=(), description="Phrases in which such a word is no danger: fire drill, police station."
    )

    def enough(self, language: str) -> float:
        """How sure the second pass must be of that language (ISO 639)."""
        return self.english_at if language == "en" else self.certain_at
