"""What a text says of people: every text field of a contract carries one of these marks in its type.

    heard: Said = Field(default="", description="The sentence the decision was made on.")

`hotline.records.masking` reads the marks and hides what is personal before anything leaves. A record with a
text that carries none cannot be defined (`contracts.records.record`), so nothing leaves because somebody
forgot it.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue


class Personal(Enum):
    """What a text is, so far as people can be known by it. The JSON Schema shows it as `x-personal`."""

    PUBLIC = "public"
    SAID = "said"
    UNFINISHED = "unfinished"
    PIECE = "piece"
    WORDING = "wording"
    TELEPHONE = "telephone"
    KEY = "key"
    REPORT = "report"

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shown = handler(schema)
        return shown if self is Personal.PUBLIC else {**shown, "x-personal": self.value}


Public = Annotated[str, Personal.PUBLIC]
"""Ids, names from the configuration, published articles: it says nothing of any citizen."""

Said = Annotated[str, Personal.SAID]
"""What somebody said, heard or wrote in their own words, whole."""

Unfinished = Annotated[str, Personal.UNFINISHED]
"""The beginning of what somebody says: a number at its end is not whole yet."""

Piece = Annotated[str, Personal.PIECE]
"""A piece of what somebody said. Only all of them, in their order, show what is personal."""

Wording = Annotated[str, Personal.WORDING]
"""What other fields of its record say, in somebody's own words: digits may sound like other words there."""

Telephone = Annotated[str, Personal.TELEPHONE]
"""A person's telephone number."""

Key = Annotated[str, Personal.KEY]
"""A key that was pressed: one of several that may be a number together."""

Report = Annotated[str, Personal.REPORT]
"""A machine's or a library's own words, for example of an error; they may quote a number."""
