"""Every field of config.yaml, made from the settings: a JSON Schema for editors, a page for people.

python -m hotline.configuration.reference --write  writes docs/config.schema.json and docs/config-reference.md
python -m hotline.configuration.reference --check  exits with 1 when they are not up to date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.generated import Plain, write_or_check
from hotline.configuration.schema import HotlineConfig

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA, PAGE = DOCS / "config.schema.json", DOCS / "config-reference.md"

_HEAD = """\
# Every field of config.yaml

Made from the settings by `python -m hotline.configuration.reference --write`; do not edit it. How to use:
[中文](zh/administrators/README.md), [English](en/administrators/README.md). Editors that know the YAML
language server complete and check while you type, because the first line of config.yaml, and of each file it
includes, names [config.schema.json](config.schema.json)."""


def schema() -> dict[str, Any]:
    """The JSON Schema of each file: no section is demanded, for it may stand in another one."""
    whole = HotlineConfig.model_json_schema(schema_generator=Plain)
    del whole["required"]
    whole["title"] = "config.yaml of the hotline, or a file that it includes"
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return whole


def page() -> str:
    """The same for people: a table for each section and each part of one."""
    whole = HotlineConfig.model_json_schema(schema_generator=Plain)
    parts = [_HEAD, "\n".join(_table("The sections", whole["properties"], whole["required"]))]
    for name, part in whole["$defs"].items():
        if "properties" in part:
            about = str(part.get("description", "")).split("\n")[0]
            parts.append("\n".join(_table(name, part["properties"], part.get("required", ()), about)))
    text = "\n\n".join(parts) + "\n"
    for name in (name for name, part in whole["$defs"].items() if "properties" not in part):
        text = text.replace(_link(name), "anything")  # it has no table of its own
    return text


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _table(title: str, fields: dict[str, Any], required: Any, about: str = "") -> Iterator[str]:
    yield f"## {title}\n"
    if about:
        yield f"{about}\n"
    yield "| field | what | value | without it |"
    yield "|---|---|---|---|"
    for name, field in fields.items():
        default = "must be given" if name in required else _default(field)
        what = _cell(str(field.get("description", "")))
        yield f"| `{name}` | {what} | {_cell(_kind(field))} | {_cell(default)} |"


def _kind(field: dict[str, Any]) -> str:
    """What may be written, in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return _link(name)
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"] if one.get("type") != "null")
    if "enum" in field:
        return " or ".join(f"`{one}`" for one in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    match field.get("type"):
        case "array":
            items = field.get("items") or {}
            return f"list of {_kind(items)}" if items else "list"
        case "object":
            values = field.get("additionalProperties")
            return f"name: {_kind(values)}" if isinstance(values, dict) else "mapping"
        case "integer" | "number":
            low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum")
            number = "whole number" if field["type"] == "integer" else "number"
            return (
                number
                + (f" from {low:g}" if low is not None else "")
                + (f" to {high:g}" if high is not None else "")
            )
        case "boolean":
            return "`true` or `false`"
        case "string":
            return {"date": "date", "date-time": "date and time"}.get(field.get("format", ""), "text")
    return "anything"


def _default(field: dict[str, Any]) -> str:
    if "default" not in field or field["default"] is None:
        return ""
    value = field["default"]
    if isinstance(value, dict):
        return ""  # its own table has its fields' defaults
    shown = json.dumps(value, ensure_ascii=False)
    return f"`{shown}`" if value not in ([], "") else "none"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def rendered() -> dict[Path, str]:
    """The files and what must stand in them."""
    return {SCHEMA: json.dumps(schema(), ensure_ascii=False, indent=1) + "\n", PAGE: page()}


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    return write_or_check("hotline.configuration.reference", rendered(), arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
