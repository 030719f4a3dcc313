"""Names of a package imported when they are used: settings do not wait for what hears and decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_use(package: str, places: Mapping[str, str] | str) -> Callable[[str], Any]:
    """The `__getattr__` of that package (PEP 562); `places`: the module of each name, or the one of all."""

    def found(name: str) -> Any:
        place = places if isinstance(places, str) else places.get(name)
        if place is None or name.startswith("__"):  # such Python itself asks of any package
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(place), name)

    return found
