"""What the pages' types are made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_assist import page_types
from agent_assist.admin.verbs import VERBS


def test_the_schemas_are_up_to_date() -> None:
    assert page_types.main(["--check"]) == 0, "run: python -m agent_assist.page_types --write"


def test_stale_schemas_are_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page_types, "FOLDER", tmp_path / "schema")
    assert page_types.main(["--check"]) == 1
    assert "admin.json, desk.json" in capsys.readouterr().err
    assert page_types.main(["--write"]) == 0
    assert page_types.main(["--check"]) == 0
    assert json.loads((tmp_path / "schema" / "admin.json").read_text(encoding="utf-8"))["title"] == "Verbs"


def test_every_verb_says_what_it_answers_and_what_it_asks_as_json() -> None:
    verbs = page_types.documents()["admin.json"]["properties"]
    assert len(verbs) == len(VERBS)
    assert all("answers" in verb["properties"] for verb in verbs.values())
    asking = {path for path, verb in verbs.items() if "asks" in verb["properties"]}
    learning = {"learn", "learn/groups", "learn/settle"}
    articles = {f"articles/{verb}" for verb in ("check", "import", "publish", "back")}
    assert asking == {"check", "try", "say", "test", "whatif", "publish", "rollback"} | learning | articles


def test_an_answer_has_all_its_fields_and_a_request_need_not() -> None:
    models = page_types.documents()["admin.json"]["definitions"]
    assert set(models["Published"]["required"]) == set(models["Published"]["properties"])
    assert models["PublishRequest"]["required"] == ["files", "base", "why"]


def test_it_wants_to_be_told_what_to_do() -> None:
    assert page_types.main([]) == 2
