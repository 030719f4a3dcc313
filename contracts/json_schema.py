"""JSON Schema of our models, as documents and types of other languages are made from it."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema


class Plain(GenerateJsonSchema):
    """Without the titles that only repeat the fields' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
