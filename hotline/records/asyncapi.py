"""The AsyncAPI document of the MQTT events, made from the contracts.

python -m hotline.records.asyncapi            prints the document
python -m hotline.records.asyncapi --write    writes docs/asyncapi.yaml
python -m hotline.records.asyncapi --check    exits with 1 when docs/asyncapi.yaml is not up to date
"""

from __future__ import annotations

import inspect
import re
import sys
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic.json_schema import JsonSchemaMode, models_json_schema
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from contracts import REGISTRY, Event, Fault
from contracts.generated import Plain
from hotline.records.broker import EventsSettings
from hotline.records.mqtt.publisher import ONLINE, delivery

FILE = Path(__file__).parents[2] / "docs" / "asyncapi.yaml"

PARAMETERS = {
    "call": "Id of the call, the same in every event of it.",
    "queue": "Id of the queue, as in config.yaml.",
    "agent": "Id of the agent, as in config.yaml.",
}

INTRODUCTION = """\
What happens on the calls, queues and desks of the hotline, as it happens. Texts are masked: telephone,
identity and card numbers, houses and rooms are replaced by asterisks. Consumers ignore fields and events they
do not know; within v1 nothing is renamed or removed. docs/events.md has examples."""


def document() -> dict[str, Any]:
    """The AsyncAPI 3.0 document as plain values."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for name, kind in sorted(REGISTRY.items()):
        messages[name] = _message(name, kind)
        for channel, address in _channels(name, kind):
            channels[channel] = _channel(address, name)
            operations[f"send_{channel}"] = _operation(channel, *delivery(kind))
    channels["online"] = _channel(ONLINE, "online")
    operations["send_online"] = _operation("online", 1, True)
    messages["online"] = {
        "name": "online",
        "contentType": "text/plain",
        "summary": "Whether the service is there: 1, or 0 (also by last will when it is cut off).",
        "payload": {"type": "string", "enum": ["0", "1"]},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "12345 hotline, voice channel",
            "version": "1.0.0",
            "description": LiteralScalarString(INTRODUCTION),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": _schemas()},
    }


def render() -> str:
    """The document as YAML text."""
    yaml = YAML()
    yaml.width = 110
    yaml.representer.ignore_aliases = lambda _value: True
    out = StringIO()
    out.write("# Made by `python -m hotline.records.asyncapi --write` from contracts/. Do not edit.\n")
    yaml.dump(document(), out)
    return out.getvalue()


def up_to_date() -> bool:
    """Whether docs/asyncapi.yaml says what the contracts say."""
    return FILE.is_file() and YAML(typ="safe", pure=True).load(FILE) == document()


def addresses(kind: type[Event]) -> list[str]:
    """The topics of an event class below the prefix, with {placeholders}."""
    placeholders = {name: f"{{{name}}}" for name in PARAMETERS if name in kind.model_fields}
    found = [kind.model_construct(None, **placeholders).topic]
    if kind is Fault:  # a fault of no call
        found.append(kind.model_construct(call=None).topic)
    return found


def _channels(name: str, kind: type[Event]) -> list[tuple[str, str]]:
    first, *others = addresses(kind)
    return [(name, first), *((f"system_{name}", other) for other in others)]


def _channel(address: str, message: str) -> dict[str, Any]:
    channel: dict[str, Any] = {"address": f"{EventsSettings().prefix}/{address}"}
    if names := re.findall(r"{(\w+)}", address):
        channel["parameters"] = {name: {"description": PARAMETERS[name]} for name in names}
    channel["messages"] = {message: {"$ref": f"#/components/messages/{message}"}}
    return channel


def _operation(channel: str, qos: int, retain: bool) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "bindings": {"mqtt": {"qos": qos, "retain": retain, "bindingVersion": "0.2.0"}},
    }


def _message(name: str, kind: type[Event]) -> dict[str, Any]:
    message = {"name": name, "payload": {"$ref": f"#/components/schemas/{kind.__name__}"}}
    if kind.__doc__:
        message["summary"] = " ".join(inspect.cleandoc(kind.__doc__).split())
    return message


def _schemas() -> dict[str, Any]:
    models: list[tuple[type[Event], JsonSchemaMode]] = [
        (kind, "serialization") for _, kind in sorted(REGISTRY.items())
    ]
    template = "#/components/schemas/{model}"
    _, found = models_json_schema(models, ref_template=template, schema_generator=Plain)
    schemas: dict[str, Any] = dict(sorted(found["$defs"].items()))
    for schema in schemas.values():
        del schema["additionalProperties"]  # we refuse unknown fields; consumers are to ignore them
        schema["required"] = list(schema["properties"])  # we write all of them, defaults too
    for name, kind in REGISTRY.items():
        schemas[kind.__name__]["properties"]["type"] = {"const": name}
    return schemas


def main(arguments: list[str]) -> int:
    """Runs the command line; returns the exit status."""
    if arguments == ["--write"]:
        FILE.write_text(render(), encoding="utf-8")
    elif arguments == ["--check"]:
        if not up_to_date():
            sys.stderr.write(f"{FILE} is not up to date; run: python -m hotline.records.asyncapi --write\n")
            return 1
    elif arguments:
        sys.stderr.write("usage: python -m hotline.records.asyncapi [--write | --check]\n")
        return 2
    else:
        sys.stdout.write(render())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
