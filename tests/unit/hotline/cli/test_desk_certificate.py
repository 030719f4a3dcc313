"""`hotline desk certificate`: which file agents' machines are to trust, and how they take it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.unit.hotline.machine.certificates.parts import files


def run(folder: Path, desk: str, *options: str, status: int = 0) -> str:
    (folder / "config.yaml").write_text(f"desk: {desk}\n{TEXT}")
    places = ["--config", str(folder / "config.yaml"), "--state", str(folder / "state")]
    done = CliRunner().invoke(app, ["desk", "certificate", *options, *places], env={"LANGUAGE": "C"})
    assert done.exit_code == status, done.output
    return done.output


OWN = "{bind: 0.0.0.0, tls: own, names: [desk.example, 192.0.2.10]}"


def test_it_says_which_file_is_to_be_trusted_and_how(tmp_path: Path) -> None:
    said = run(tmp_path, OWN)
    authority = tmp_path / "state" / "certificates" / "authority.crt"
    assert authority.is_file()
    for part in ("https://desk.example:8012", str(authority), "SHA-256", "Windows", "Linux", "Firefox"):
        assert part in said.replace("\n", ""), part
    assert run(tmp_path, OWN) == said, "asking again changes nothing"


def test_a_new_authority_is_made_on_wish_alone(tmp_path: Path) -> None:
    first = json.loads(run(tmp_path, OWN, "--json"))
    second = json.loads(run(tmp_path, OWN, "--new", "--json"))
    assert first["authority"] == second["authority"]
    assert first["sha256"] != second["sha256"]


def test_of_somebody_elses_certificate_there_is_nothing_to_trust(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = files(tmp_path)
    desk = f"{{tls: {{certificate: {pair.certificate}, key: {pair.key}}}}}"
    assert "who issued it" in run(tmp_path, desk)
    assert json.loads(run(tmp_path, desk, "--json"))["authority"] is None
    assert "somebody else" in run(tmp_path, desk, "--new", status=2)


def test_without_tls_it_says_what_to_write(tmp_path: Path) -> None:
    assert "tls: own" in run(tmp_path, "{}", status=2)
