"""The schema and the page say what the settings say."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from hotline.configuration.reference import main, page, schema
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load_source
from hotline.configuration.yaml.source import read
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import DEFAULT_CONFIG


@pytest.fixture(scope="module")
def check() -> jsonschema.Draft202012Validator:
    whole = schema()
    jsonschema.Draft202012Validator.check_schema(whole)
    return jsonschema.Draft202012Validator(whole)


@pytest.fixture
def data() -> dict[str, Any]:
    found: dict[str, Any] = load_source(DEFAULT_CONFIG, HotlineConfig)[1].data
    return found


def test_the_files_are_up_to_date() -> None:
    assert main(["--check"]) == 0, "run: python -m hotline.configuration.reference --write"


def test_the_shipped_configuration_fits(check: jsonschema.Draft202012Validator, data: dict[str, Any]) -> None:
    assert [error.message for error in check.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("intents", 0, "quue"), "urban"),
        (("asr", "endpoint_ms"), "fast"),
        (("asr", "endpoint_ms"), 20),
        (("agents", 0, "role"), "boss"),
        (("queues", 0, "id"), "Ü"),
        (("dialogue", "prompts", "no_input"), []),
    ],
)
def test_an_editor_marks_what_the_service_would_refuse(
    check: jsonschema.Draft202012Validator, data: dict[str, Any], path: tuple[Any, ...], value: object
) -> None:
    node: Any = data
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    (error,) = check.iter_errors(data)
    assert list(error.absolute_path) in (list(path), list(path[:-1]))


def test_every_field_of_every_section_stands_on_the_page() -> None:
    text = page()
    whole = schema()
    for part in (whole, *whole["$defs"].values()):
        for field in part.get("properties", ()):
            assert f"| `{field}` |" in text


def test_every_shipped_file_fits_and_tells_an_editor_so(check: jsonschema.Draft202012Validator) -> None:
    for name, data in read_sources(DEFAULT_CONFIG).configuration.items():
        up = "../" * name.count("/")
        assert data.decode().startswith(f"# yaml-language-server: $schema={up}docs/config.schema.json\n")
        assert [error.message for error in check.iter_errors(read(data, name).data)] == []
