"""The request to POST /chat/completions of a service that speaks as OpenAI's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from hotline.configuration.second_opinion import SecondOpinionSettings


def request(
    settings: SecondOpinionSettings,
    task: str,
    data: str,
    longest: int,
    form: tuple[str, Mapping[str, JsonValue]],
) -> dict[str, Any]:
    """`task`: what is to be done; `data`: with what; `longest`: tokens of the answer; `form`: name and JSON
    schema of the object that is wanted, told where `settings` say that the service understands one."""
    name, schema = form
    found: dict[str, JsonValue] = {
        **settings.options,
        "model": settings.model,
        "temperature": 0,
        "max_tokens": longest,
        "stream": False,
        "messages": [
            {"role": "system", "content": task},
            {"role": "user", "content": data},
        ],
    }
    match settings.response_format:
        case "json_schema":
            wanted: dict[str, JsonValue] = {"name": name, "strict": True, "schema": dict(schema)}
            found["response_format"] = {"type": "json_schema", "json_schema": wanted}
        case "json_object":
            found["response_format"] = {"type": "json_object"}
    return found
