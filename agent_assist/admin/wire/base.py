"""What all that is sent has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Wire(BaseModel):
    """A JSON object that is sent; nothing else may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
