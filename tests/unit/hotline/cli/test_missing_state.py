"""A command that only looks, at a `--state` that is mistyped or empty: it says so, and makes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.cli.app import VERBS, app
from hotline.cli.bench.app import BENCHES
from hotline.cli.knowledge.app import KNOWLEDGE
from hotline.cli.models.app import MODELS

HOTLINE = """\
agents: [{id: wang, name: 王芳, extension: "1001"}]
desk: {emergency_queues: []}
dialogue: {human_queue: general}
queues: [{id: general, name: 综合}]
intents: [{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}]
"""
CASE, TELEPHONE = "202611300001", "13812348000"

READERS = {
    "queues": "--once",
    "wrapups": "",
    "forecast": "",
    "reports": "day",
    "replay": "",
    "audit": "",
    "topics": "",
    "topics name": "1 路灯",
    "topics pin": "1",
    "topics hide": "1",
    "topics merge": "1 2",
    "announcements": "",
    "announcements end": "1",
    "corrections list": "",
    "corrections groups": "",
    "corrections accept": "1",
    "corrections dismiss": "1",
    "screening list": "",
    "screening calls": "",
    "screening confirm": "1",
    "screening reject": "1",
    "screening remove": "1",
    "screening number": "1 --why 核实",
    "screening opened": "",
    "callbacks list": "",
    "callbacks cancel": "1",
    "followups list": "",
    "followups cancel": "1",
    "followups allow": TELEPHONE,
    "followups results": "",
    "cases list": "",
    "cases overdue": "",
    "cases show": CASE,
    "cases close": CASE,
    "cases export": "",
    "cases learn": "--own",
    "cases precheck": f"{CASE} reply.txt",
    "persons export": f"{TELEPHONE} --to handed-over",
    "persons delete": f"{TELEPHONE} --yes",
    "deliveries list": "",
    "deliveries again": "--all",
    "deliveries drop": "1",
}
"""Commands about records, and the least that each is to be told."""
OF_FOLDERS = {
    "backup": "{folder}",
    "move-records": "sqlite:///{folder}/there.db",
    "history": "",
    "knowledge history": "",
    "recordings list": "",
    "recordings path": "--call one",
    "recordings export": "--call one --to {folder}",
    "recordings delete": "--call one",
}
"""Those about what else lies in a folder that the service has made."""
MAKE = {
    "run": "starts the service",
    "serve": "starts the service",
    "stop": "says that nothing runs",
    "drain": "asks an Asterisk, and says that there is none",
    "nodes": "says of this machine that it does not run",
    "phones": "makes passwords before the first start",
    "desk certificate": "makes one before the first start",
    "password": "makes one before the first start",
    "doctor": "says what the first start will make",
    "restore": "makes an instance",
    "publish": "makes the first generation",
    "rollback": "says that there is no generation",
    "diff": "says that nothing is published",
    "knowledge list": "shows the folder of articles",
    "knowledge publish": "makes the first articles",
    "knowledge back": "says that nothing is published",
    "assist": "reads a transcript",
    "guests add": "makes passwords before the first start",
    "guests list": "says that there are none",
    "guests end": "says that there is no such guest",
    "recogniser": "makes its token",
    "topics feed": "the next service takes it in",
    "followups add": "the next service calls them",
    "screening add": "the next service knows them",
    "bench conversations": "keeps vectors",
}
"""Commands that do something where nothing is yet, and what."""


def with_state(command: Any, name: str) -> Iterator[str]:
    if any("--state" in one.opts for one in command.params):
        yield name
    for own, other in getattr(command, "commands", {}).items():
        yield from with_state(other, f"{name} {own}")


def test_every_command_with_a_state_is_listed() -> None:
    tables = {"": VERBS, "knowledge ": KNOWLEDGE, "models ": MODELS, "bench ": BENCHES}
    found = [
        name
        for group, table in tables.items()
        for own, verb in table.items()
        for name in with_state(verb.load(own), group + own)
    ]
    assert sorted(found) == sorted({**READERS, **OF_FOLDERS, **MAKE})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.yaml").write_text(HOTLINE, "utf-8")
    (tmp_path / "reply.txt").write_text("您好", "utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def what_lies_in(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


@pytest.mark.parametrize(
    ("name", "state"),
    [*((name, "mistyped") for name in (*READERS, *OF_FOLDERS)), *((name, "empty") for name in READERS)],
)
def test_who_only_looks_says_what_is_missing_and_makes_nothing(folder: Path, name: str, state: str) -> None:
    told = {**READERS, **OF_FOLDERS}[name].format(folder=folder).split()
    place = ["--state", state, *([] if name.endswith("history") else ["--config", "config.yaml"])]
    before = what_lies_in(folder)
    words = [*name.split(), *place, *told] if len(name.split()) > 1 else [name, *told, *place]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "300"})
    assert done.exit_code == 2, done.output
    assert str(folder / state) in done.output
    assert "--state" in done.output
    assert what_lies_in(folder) == before
