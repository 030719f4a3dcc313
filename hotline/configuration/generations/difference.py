"""What lies between two configurations: in words for those who publish, and as lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources
from ivr import IvrSettings

LIVE = frozenset(IvrSettings.model_fields) - {"languages"} | {"include", "agents"}
"""Sections that new calls get at once. All others take effect when the service starts anew, which makes
recognisers, ports and trunks.
"""


def lines(old: Sources, new: Sources, old_name: str, new_name: str) -> list[str]:
    """A unified diff, file after file; a file that is only on one side is compared with an empty one."""
    found: list[str] = []
    for name in dict.fromkeys([*old.files, *new.files]):
        before, after = (
            side.files.get(name, b"").decode("utf-8", "replace").splitlines() for side in (old, new)
        )
        found += difflib.unified_diff(
            before, after, f"{old_name}: {name}", f"{new_name}: {name}", lineterm=""
        )
    return found


def tests_changed(old: Sources, new: Sources) -> list[str]:
    """A sentence for each file of tests that is different."""
    before, after = old.tests, new.tests
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [f"tests changed: {name}" for name in names]


def changes(old: HotlineConfig, new: HotlineConfig) -> list[str]:
    """One sentence for each thing that is different."""
    found: list[str] = []
    now = new.sections()
    for section, before in old.sections().items():
        after = now[section]
        if before == after or section == "include":  # where it stands says nothing of what it means
            continue
        if section in ("queues", "intents", "seats", "agents", "languages"):
            found += _by_id(section.removesuffix("s"), before, after)
        else:
            found += [f"{section} changed: {name}" for name in _fields(before, after)] or [
                f"{section} changed"
            ]
    return found


def waits_for_restart(old: HotlineConfig, new: HotlineConfig) -> list[str]:
    """Sections that differ and that a running service does not take over."""
    now = new.sections()
    return [name for name, value in old.sections().items() if name not in LIVE and value != now[name]]


def _by_id(what: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[str]:
    old, new = ({one.id: one for one in side} for side in (before, after))
    for id_, one in new.items():
        if id_ not in old:
            yield f"{what} {id_} added"
        elif old[id_] != one:
            yield f"{what} {id_} changed: {', '.join(_fields(old[id_], one))}"
    yield from (f"{what} {id_} removed" for id_ in old if id_ not in new)
    shared = [id_ for id_ in old if id_ in new]
    if shared != [id_ for id_ in new if id_ in old]:
        yield f"the order of {what}s changed"


def _fields(before: object, after: object, prefix: str = "") -> list[str]:
    """Names of the fields that differ, with dots."""
    old, new = _items(before), _items(after)
    if old is None or new is None:
        return []
    found: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            found += _fields(old.get(name), new.get(name), f"{prefix}{name}.") or [f"{prefix}{name}"]
    return found


def _items(value: object) -> Mapping[str, Any] | None:
    if isinstance(value, Mapping):
        return value
    fields = getattr(type(value), "model_fields", None)
    return {name: getattr(value, name) for name in fields} if fields else None
