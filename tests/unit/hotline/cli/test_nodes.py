"""`hotline nodes`: the machines of one hotline, or the one that there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.machine.postgresql.server import Server
from hotline.nodes.register import Register
from tests.databases import PostgresqlDatabases, aside, sql
from tests.shipped import copied


@pytest.fixture
def url(postgresql: Server, tmp_path: Path) -> str:
    return PostgresqlDatabases(postgresql).url(tmp_path)


def enter(url: str, *nodes: str) -> None:
    async def run() -> None:
        for node in nodes:
            async with Register.opened(url, node) as register:
                await register.enter(address="10.0.0.1:5060")

    aside(run)


def config(folder: Path, url: str) -> Path:
    file = copied(folder)
    with file.open("a", encoding="utf-8") as more:
        more.write(f"\nnodes: {{enabled: true}}\nrecords: {{url: '{url}'}}\n")
    return file


def shown(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["nodes", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_all_machines_are_listed_and_one_that_is_no_more_is_taken_out(url: str, tmp_path: Path) -> None:
    enter(url, "north", "south")
    sql(url, "UPDATE shared_nodes SET until = 0 WHERE id = 'south'")
    sql(url, "UPDATE shared_nodes SET version = '9' WHERE id = 'north'")
    where = ("--config", str(config(tmp_path, url)), "--state", str(tmp_path / "var"))
    _, out, _ = shown(*where, "--json")
    assert [(one["id"], one["state"], one["address"]) for one in json.loads(out)] == [
        ("north", "up", "10.0.0.1:5060"),
        ("south", "lost", "10.0.0.1:5060"),
    ]
    _, out, err = shown(*where)
    assert "north" in out
    assert "lost" in out
    assert "different versions" not in err, "one of them alone lives"
    code, _, err = shown(*where, "--forget", "north")
    assert code == 2
    assert "no machine north has stopped or is lost" in err
    _, out, err = shown(*where, "--forget", "south", "--json")
    assert "south is forgotten" in err
    assert [one["id"] for one in json.loads(out)] == ["north"]


def test_where_there_is_one_machine_it_is_shown(tmp_path: Path) -> None:
    code, out, _ = shown("--state", str(tmp_path), "--json")
    (one,) = json.loads(out)
    assert (code, one["id"], one["state"], one["calls"]) == (0, "hotline1", "stopped", 0)
    chinese = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh", "COLUMNS": "160"}
    heads = CliRunner().invoke(app, ["nodes", "--state", str(tmp_path)], env=chinese).stdout
    assert ("软件版本" in heads, "启动时间" in heads) == (True, True), "no two columns of one name"
    code, _, err = shown("--state", str(tmp_path), "--forget", "hotline1")
    assert code == 2
    assert "this hotline is one machine" in err


def test_what_machines_share_must_be_a_postgresql(tmp_path: Path) -> None:
    code, _, err = shown("--config", str(config(tmp_path, "sqlite:///var/hotline.db")))
    assert code == 2
    assert "several machines share a PostgreSQL: write its address in records.url first" in err
