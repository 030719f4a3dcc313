"""Whether the packages of OpenTelemetry are installed, and what installs them."""

from __future__ import annotations

import importlib.util

NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
COMMAND = "script/setup --extra telemetry"


def missing() -> str | None:
    """The first module that is not there; None: all are. Imports little more than empty packages."""
    for name in NEEDED:
        try:
            found = importlib.util.find_spec(name)
        except ModuleNotFoundError:  # not even the package above it
            found = None
        if found is None:
            return name
    return None
