"""PostgreSQL over TLS, and with the role that ships: a real server that takes nobody in the clear."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from contracts import CallStarted
from hotline.machine.paths import CHECKOUT
from hotline.machine.postgresql.server import Server
from hotline.records.database.access.errors import UnusableDatabase
from hotline.records.database.connection import create_engine, usable_url
from hotline.records.database.records import Records
from tests.authorities import TestAuthority
from tests.databases import a_server, aside, sql

SHIPPED = CHECKOUT / "deploy" / "postgresql"
STATEMENTS = (
    "CREATE DATABASE other",
    "CREATE ROLE other",
    "CREATE TABLE public.other (x int)",
    "CREATE SCHEMA other",
    "CREATE TEMPORARY TABLE other (x int)",
    "SELECT * FROM pg_authid",
    "SELECT * FROM others.secret",
    "SELECT pg_read_file('/etc/hostname')",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SET ROLE postgres",
    "ALTER ROLE hotline SUPERUSER",
)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A server with the role and the rules that ship."""

    server: Server
    authority: TestAuthority
    strangers: TestAuthority

    def url(self, query: str = "") -> str:
        """Of the hotline's role; by default as the documentation says."""
        known = query or f"sslmode=verify-full&sslrootcert={self.authority.file}"
        return f"{self.server.url('hotline', 'hotline')}?{known}"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    authority, strangers = TestAuthority(folder / "known"), TestAuthority(folder / "strangers")
    with a_server() as server:
        aside(lambda: prepare(server, authority))
        yield Encrypted(server, authority, strangers)


async def prepare(server: Server, authority: TestAuthority) -> None:
    """What the administrator of a server does."""
    administrator = await asyncpg.connect(server.url())
    await administrator.execute("CREATE DATABASE hotline")
    records = await asyncpg.connect(server.url(database="hotline"))
    await records.execute((SHIPPED / "roles.sql").read_text())
    await records.execute(f"ALTER ROLE hotline PASSWORD '{server.password}'")
    await records.execute("CREATE SCHEMA others; CREATE TABLE others.secret (x int)")
    await records.close()
    await asyncio.to_thread(lay, Path(await administrator.fetchval("SHOW data_directory")), authority)
    await administrator.execute("ALTER SYSTEM SET ssl = on")
    await administrator.execute("SELECT pg_reload_conf()")
    await administrator.close()


def lay(data: Path, authority: TestAuthority) -> None:
    """The server's files, as it wants to own them."""
    owner, shown = data.stat(), authority.issue("server")
    for name, file in (("server.crt", shown.certificate), ("server.key", shown.key)):
        (data / name).write_bytes(file.read_bytes())
        os.chown(data / name, owner.st_uid, owner.st_gid)
        (data / name).chmod(0o600)
    rules = (SHIPPED / "pg_hba.conf").read_text().replace("192.0.2.0/24", "127.0.0.1/32")
    (data / "pg_hba.conf").write_text(f"host all postgres 127.0.0.1/32 scram-sha-256\n{rules}")


async def test_records_are_kept_over_tls_by_a_role_that_may_nothing_else(encrypted: Encrypted) -> None:
    records = Records(encrypted.url(), spill=encrypted.authority.file.parent / "spill")
    await records.open()
    records.write(CallStarted(call="c1", caller="13800138000", dialled="12345"))
    assert await records.flush()
    assert [event.type for event in await records.history("c1")] == ["call_started"]
    await records.close()


def test_the_password_may_stand_in_a_file(
    encrypted: Encrypted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, file = encrypted.server.password, tmp_path / "pgpass"
    url = encrypted.url().replace(f":{password}@", "@")
    assert password not in url
    with pytest.raises((asyncpg.PostgresError, SQLAlchemyError), match="password"):
        sql(url, "SELECT 1")
    file.write_text(f"127.0.0.1:{encrypted.server.port}:hotline:hotline:{password}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    sql(url, "SELECT 1")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_role_may_do_nothing_that_the_hotline_does_not_need(encrypted: Encrypted, statement: str) -> None:
    async def ask() -> None:
        connection = await asyncpg.connect(encrypted.server.url("hotline", "hotline"), ssl="require")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        aside(ask)


@pytest.mark.parametrize("mode", ["disable", "stranger", "another name", "no address of TLS"])
def test_no_connection_comes_about_that_is_not_what_was_asked_for(encrypted: Encrypted, mode: str) -> None:
    known = encrypted.authority.file
    url = {
        "disable": encrypted.url("sslmode=disable"),
        "stranger": encrypted.url(f"sslmode=verify-full&sslrootcert={encrypted.strangers.file}"),
        "another name": encrypted.url(f"sslmode=verify-full&sslrootcert={known}").replace(
            "127.0.0.1", "127.0.0.2"
        ),
        "no address of TLS": encrypted.url("sslmode=disable").replace("?sslmode=disable", "?ssl=disable"),
    }[mode]
    with pytest.raises((asyncpg.PostgresError, OSError, SQLAlchemyError)):
        sql(url, "SELECT 1")


@pytest.mark.parametrize(
    "query",
    ["sslmode=require", "sslmode=verify-ca&sslrootcert=KNOWN", "sslmode=verify-full&sslrootcert=KNOWN"],
)
def test_what_is_as_it_was_asked_for_is_taken(encrypted: Encrypted, query: str) -> None:
    sql(encrypted.url(query.replace("KNOWN", str(encrypted.authority.file))), "SELECT 1")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sslmode=prefer", "disable, require, verify-ca, verify-full"),
        ("sslmode=verify-full", "sslrootcert=/"),
        ("sslmode=verify-full&sslrootcert=ca.pem", "whole path"),
        ("sslrootcert=/ca.pem", "sslmode=verify-full"),
        ("sslmode=require&sslcert=/own.crt", "sslkey"),
        ("sslmode=require&sslmode=disable", "twice"),
    ],
)
def test_an_address_that_is_half_encrypted_says_what_to_write(query: str, said: str) -> None:
    with pytest.raises(UnusableDatabase, match=said):
        usable_url(f"postgresql://hotline:hidden@db.example/hotline?{query}")


def test_a_file_that_is_none_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("hidden")
    url = usable_url(f"postgresql://h@db.example/h?sslmode=verify-full&sslrootcert={tmp_path}/ca.pem")
    with pytest.raises(UnusableDatabase, match=r"ca\.pem cannot be used") as caught:
        create_engine(url)
    assert "hidden" not in str(caught.value)
