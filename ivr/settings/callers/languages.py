"""The section `languages:` of config.yaml: what callers may speak instead of Mandarin."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Key, Line, Section, errors
from ivr.settings.words.placeholders import Fixed
from ivr.settings.words.written import Words


class LanguageSettings(Section):
    """A language, how callers ask for it, and who serves them."""

    id: Id = Field(description="Name in the machine.")
    name: Line = Field(max_length=20, description="What callers hear: 粤语.")
    key: Key | None = Field(default=None, description="Key that chooses it, at any time.")
    words: tuple[Words, ...] = Field(
        default=(), description="What callers call it: 粤语, 广东话. “我想讲粤语” then chooses it."
    )
    greeting: Fixed | None = Field(
        default=None, description="Said in it when it was chosen; without it, the usual greeting."
    )
    offer: Fixed | None = Field(
        default=None,
        description="Said, once, with the request to say it again; without it, it is never offered.",
    )
    signs: tuple[Words, ...] = Field(
        default=(),
        description="Words of this language. If given, it is offered only when one of them was heard.",
    )
    queue: Id | None = Field(
        default=None,
        description="Agents who speak it: all its callers go there, but for emergencies. Without it, "
        "callers are put through by what they want.",
    )

    @property
    def heard(self) -> bool:
        """Whether it has a recogniser of its own; who wires the houses knows."""
        return False

    @model_validator(mode="after")
    def _can_be_chosen(self) -> Self:
        if self.key is None and not self.words:
            text = f"无法选择“{self.name}”：请写 key 或 words / give it a key or words to choose it by"
            raise errors([(("key",), text, self.key)])
        return self
