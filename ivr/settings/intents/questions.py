"""One entry of `questions:` in config.yaml: something a caller is asked, and what kind of answer it has."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Line, Section, errors
from ivr.settings.words.placeholders import Fixed
from ivr.settings.words.written import Words

_READ_BACK = ("phone", "number", "address")

Kind = Literal["address", "phone", "date", "number", "choice", "text", "yes_no"]


class QuestionSettings(Section):
    """A question whose answer is written down for the agent. Intents name it in `ask`."""

    id: Id = Field(description="Name in the machine, for intents, events and records.")
    label: Line = Field(max_length=12, description="What agents read beside the answer, for example 地址.")
    prompt: Fixed = Field(description="The question as callers hear it.")
    retry: Fixed | None = Field(
        default=None, description="Asked when the answer was not understood; without it, the prompt again."
    )
    kind: Kind = Field(
        default="text",
        description="What is answered: address (completed from the vocabulary), phone, date (with or "
        "without a time), number (of an order or a ticket, an amount), choice, yes_no, or text as it was "
        "said.",
    )
    choices: dict[Line, tuple[Words, ...]] = Field(
        default_factory=dict,
        description="For kind choice: what is written down, and the words that say it besides.",
    )
    confirm: bool | None = Field(
        default=None,
        description="Whether the answer is read back and asked for a yes; without it, what will be dialled "
        "or searched for is: phone, number and address.",
    )

    @property
    def read_back(self) -> bool:
        """Whether the answer is read back."""
        return self.kind in _READ_BACK if self.confirm is None else self.confirm

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if self.kind == "choice" and len(self.choices) < 2:
            text = "kind: choice 至少要有两个选项，请写在 choices 里 / a choice needs at least two choices"
            raise errors([(("choices",), text, self.choices)])
        if self.kind != "choice" and self.choices:
            text = f"只有 kind: choice 才有 choices，这里是 {self.kind}，请删掉其一 / choices without choice"
            raise errors([(("choices",), text, self.choices)])
        return self
