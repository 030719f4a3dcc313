"""The section `tolerance:` of config.yaml: how much of callers' dialects is understood."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Mistake, Section, errors
from ivr.dialects.tables import COMMON, Confusions, DialectTable, tables

ALL = "all"


class ToleranceSettings(Section):
    """Which dialects' sounds and wordings are understood."""

    wordings: bool = Field(default=True, description="Whether dialect wordings are read as Mandarin.")
    sounds: bool = Field(default=True, description="Whether confusable sounds count as alike.")
    dialects: tuple[Id, ...] = Field(
        default=(ALL,),
        description="`all`, or dialects by their table in ivr/dialects/tables; these count even for wordings "
        "that mean something else elsewhere.",
    )
    confusions: Confusions = Field(
        default_factory=Confusions, description="Further confusable sounds of this city."
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = [ALL, *(id for id in tables() if id != COMMON)]
        problems: list[Mistake] = [
            (("dialects", index), f"没有名为“{id}”的方言表，已有：{'、'.join(known)} / unknown dialect", id)
            for index, id in enumerate(self.dialects)
            if id not in known
        ]
        if problems:
            raise errors(problems)
        return self

    def active(self) -> dict[str, DialectTable]:
        """The tables that are on, by id."""
        wanted = {COMMON, *self.dialects}
        return {id: table for id, table in tables().items() if ALL in wanted or id in wanted}
