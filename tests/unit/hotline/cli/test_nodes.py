"""`hotline nodes`: the machines of one hotline, or the one that there is."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.machine import pidfile
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
    sql(url, "UPDATE shared_nodes SET version = '9', until = until + 3600 WHERE id = 'north'")
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
    _, out, _ = shown(*where, "--dispatcher")
    assert out == 2 * "1 sip:health@10.0.0.1:5060 0 0\n"
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


@pytest.mark.parametrize(
    ("ago_s", "told"), [(30, " s ago"), (7 * 60, "7 min ago"), (5 * 3600, "5 h ago"), (400_000, "4 days ago")]
)
def test_a_machine_that_stopped_says_how_long_ago(tmp_path: Path, ago_s: float, told: str) -> None:
    with pidfile.held(tmp_path / "serve.pid"):
        pass
    ended = time.time() - ago_s - 1
    os.utime(tmp_path / "serve.pid", (ended, ended))
    _, out, _ = shown("--state", str(tmp_path), "--json")
    (one,) = json.loads(out)
    assert (one["since"], one["silent_s"]) == (None, pytest.approx(ago_s, abs=20))
    wide = {"COLUMNS": "160"}
    assert told in CliRunner().invoke(app, ["nodes", "--state", str(tmp_path)], env=wide).stdout


@pytest.mark.parametrize("text", [None, "999999999"])
def test_of_one_that_never_ran_or_was_killed_no_time_is_made_up(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "serve.pid").write_text(text)
    _, out, _ = shown("--state", str(tmp_path), "--json")
    (one,) = json.loads(out)
    assert (one["state"], one["silent_s"], one["since"] is None) == ("stopped", None, text is None)
    assert "ago" not in CliRunner().invoke(app, ["nodes", "--state", str(tmp_path)]).stdout


def test_what_machines_share_must_be_a_postgresql(tmp_path: Path) -> None:
    code, _, err = shown("--config", str(config(tmp_path, "sqlite:///var/hotline.db")))
    assert code == 2
    assert "several machines share a PostgreSQL: write its address in records.url first" in err


def test_queues_of_all_machines_are_listed(url: str, tmp_path: Path) -> None:
    enter(url, "north", "south")
    sql(url, "UPDATE shared_nodes SET until = 0, heard = heard - 60 WHERE id = 'south'")
    wang = "('wang', 'north', ARRAY['urban', 'legal'], 'free', 0, NULL, 1)"
    li = "('li', 'south', ARRAY['urban'], 'free', 0, NULL, 1)"
    sql(url, f"INSERT INTO shared_agents VALUES {wang}, {li}")
    sql(
        url,
        "INSERT INTO shared_callers (call, node, queue, place, phase, fence, since) "
        "SELECT c, 'south', 'urban', 0, 'waiting', 1, extract(epoch FROM now()) - 70 "
        "FROM unnest(ARRAY['c1', 'c2']) AS c",
    )
    where = ("--queues", "--config", str(config(tmp_path, url)), "--state", str(tmp_path / "var"))
    _, out, _ = shown(*where, "--json")
    found = [
        (one["queue"], one["node"], one["state"], one["waiting"], one["free"], one["busy"])
        for one in json.loads(out)
    ]
    assert found == [
        ("legal", "north", "up", 0, 1, 0),
        ("urban", "north", "up", 0, 1, 0),
        ("urban", "south", "lost", 2, 0, 0),
    ]
    assert json.loads(out)[2]["longest_wait_s"] >= 70
    chinese = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh", "COLUMNS": "160"}
    table = CliRunner().invoke(app, ["nodes", *where], env=chinese).stdout
    assert [word for word in ("法律咨询", "最长等待", "失联") if word not in table] == []
    code, _, err = shown("--queues", "--state", str(tmp_path))
    assert (code, "this hotline is one machine" in err) == (2, True)
