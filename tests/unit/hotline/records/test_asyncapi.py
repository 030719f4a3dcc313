"""docs/asyncapi.yaml says what the contracts say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from contracts import REGISTRY, Event, Fault
from hotline.records import asyncapi
from hotline.records.asyncapi import addresses, document, render, up_to_date


def test_the_file_is_up_to_date() -> None:
    assert up_to_date(), "run: python -m hotline.records.asyncapi --write"


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.__name__)
def test_every_event_has_channel_message_and_schema(kind: type[Event]) -> None:
    whole = document()
    channels = [channel for channel in whole["channels"].values() if kind.TYPE in channel["messages"]]
    assert [channel["address"] for channel in channels] == [f"hotline/v1/{one}" for one in addresses(kind)]
    assert kind.TYPE in whole["components"]["messages"]
    schema = whole["components"]["schemas"][kind.__name__]
    assert set(schema["properties"]) == set(kind.model_fields)
    assert schema["properties"]["type"] == {"const": kind.TYPE}


def test_every_reference_leads_somewhere() -> None:
    whole = document()

    def follow(value: object) -> int:
        if isinstance(value, dict):
            count = 0
            if isinstance(reference := value.get("$ref"), str):
                target = whole
                for part in reference.removeprefix("#/").split("/"):
                    target = target[part]
                count = 1
            return count + sum(follow(inner) for inner in value.values())
        return sum(follow(inner) for inner in value) if isinstance(value, list) else 0

    assert follow(whole) > len(REGISTRY) * 3


def test_placeholders_stand_where_ids_go() -> None:
    assert addresses(REGISTRY["queue_changed"]) == ["queues/{queue}"]
    assert addresses(REGISTRY["agent_changed"]) == ["agents/{agent}"]
    assert addresses(REGISTRY["call_ended"]) == ["calls/{call}/call_ended"]
    assert addresses(Fault) == ["calls/{call}/fault", "system/fault"]


def test_delivery_is_told() -> None:
    operations = document()["operations"]
    assert operations["send_transcript_partial"]["bindings"]["mqtt"]["qos"] == 0
    assert operations["send_transcript_final"]["bindings"]["mqtt"]["qos"] == 1
    assert operations["send_queue_changed"]["bindings"]["mqtt"]["retain"] is True
    assert operations["send_call_ended"]["bindings"]["mqtt"]["retain"] is False


def test_the_command_prints_checks_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asyncapi, "FILE", tmp_path / "asyncapi.yaml")
    assert asyncapi.main(["--check"]) == 1
    assert "--write" in capsys.readouterr().err
    assert asyncapi.main(["--write"]) == 0
    assert asyncapi.main(["--check"]) == 0
    (tmp_path / "asyncapi.yaml").write_text(render().replace("call_ended", "call_stopped"), encoding="utf-8")
    assert asyncapi.main(["--check"]) == 1
    assert asyncapi.main(["--what"]) == 2
    assert asyncapi.main([]) == 0
    assert capsys.readouterr().out == render()


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hotline.records.asyncapi", "--check"],
        check=False,
        cwd=Path(asyncapi.__file__).parents[2],
    )
    assert done.returncode == 0
