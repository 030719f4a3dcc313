"""What all that is sent has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Wire(BaseModel):
    """A JSON object that is sent; nothing else may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Query(BaseModel):
    """In the address of a GET; what else stands there does not matter."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Nothing(Query):
    """There is nothing to say with it."""


Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
