"""The table of requests in docs/admin-protocol.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_assist.admin import reference
from agent_assist.admin.verbs import VERBS


def test_the_document_is_up_to_date() -> None:
    assert reference.main(["--check"]) == 0, "run: python -m agent_assist.admin.reference --write"


def test_a_stale_document_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "admin-protocol.md"
    stale.write_text(f"# Before\n{reference.BEGIN}\n| old |\n{reference.END}\nbehind\n", encoding="utf-8")
    monkeypatch.setattr(reference, "FILE", stale)
    assert reference.main(["--check"]) == 1
    assert reference.main(["--write"]) == 0
    assert reference.main(["--check"]) == 0
    text = stale.read_text(encoding="utf-8")
    assert "| old |" not in text
    assert text.startswith("# Before\n")
    assert text.endswith("behind\n")


def test_every_verb_has_a_row() -> None:
    rows = reference.table().splitlines()[2:]
    assert len(rows) == len(VERBS)
    assert rows[2].startswith(
        '| `POST /api/admin/check` `{"files", "doubts": true}` | `{"problems", "graph", '
    )
    assert "`GET /api/admin/diff?from=&to=`" in rows[14]
    assert "`GET /api/admin/generations/{number}`" in rows[13]


def test_it_wants_to_be_told_what_to_do() -> None:
    assert reference.main([]) == 2
