"""Places of the checkout that documents name are there: the map of CONTRIBUTING stays right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLACE = re.compile(
    r"`((?:agent_assist|asr|contracts|hotline|ivr|models|telephony|tests|menus|script|deploy)/[\w./*-]*)`"
)
ELSEWHERE = (
    "tests/artifacts/",
    "agent_assist/web/dist",
    "agent_assist/web/node_modules",
    "hotline/v1/",
    "menus/pets.yaml",
)
"""What set-up or a run makes, a topic of MQTT, the file of an example."""
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "models/**/*.md") for path in ROOT.glob(pattern)
)
ROWS = 25


def places(document: Path) -> list[str]:
    return [found for found in PLACE.findall(document.read_text("utf-8")) if not found.startswith(ELSEWHERE)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    if document.name == "CHANGELOG.md":
        pytest.skip("it tells of what was")
    assert [place for place in places(document) if not list(ROOT.glob(place.rstrip("/")))] == []


def test_the_map_is_short_and_names_every_room_of_the_root() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| (?!---|to change)", text, flags=re.MULTILINE)
    assert 0 < len(rows) <= ROWS
    named = set(places(ROOT / "CONTRIBUTING.md"))
    rooms = [path.parent.name for path in (ROOT / "hotline").glob("*/__init__.py")]
    assert [room for room in rooms if not any(one.startswith(f"hotline/{room}/") for one in named)] == []


HOUSES = ("agent_assist", "asr", "contracts", "hotline", "ivr", "models", "telephony")
MODULE = re.compile(r"`((?:agent_assist|contracts|hotline|ivr|models)(?:\.[a-z_]+)+)(?:\.[A-Z]\w*)?[`(]")
"""Of asr and telephony the same form names settings, as in `asr.model`."""
SOURCES = sorted(path for house in HOUSES for path in (ROOT / house).rglob("*.py"))


def module_is_there(name: str) -> bool:
    """A module, or something that its file defines."""
    path = ROOT.joinpath(*name.split("."))
    defined = path.parent.with_suffix(".py")
    return (
        path.is_dir()
        or path.with_suffix(".py").is_file()
        or (defined.is_file() and re.search(rf"\b{path.name}\b", defined.read_text("utf-8")) is not None)
    )


def test_modules_that_docstrings_name_are_there() -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in SOURCES
        for name in MODULE.findall(path.read_text("utf-8"))
    }
    assert len(named) > 10
    assert sorted(one for one in named if not module_is_there(one[1])) == []
