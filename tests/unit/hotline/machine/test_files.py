"""A file is written as a whole, with the rights it should have."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.machine.files import write_whole
from hotline.machine.secrets import SecretsError, load_or_create, renew, tell_once


@pytest.fixture
def open_house() -> Iterator[None]:
    """A user whose new files anybody may write."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("open_house")
def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert (path.read_bytes(), rights(path)) == (b"new", 0o640)


@pytest.mark.usefixtures("open_house")
def test_a_new_file_has_the_rights_that_this_user_gives(tmp_path: Path) -> None:
    write_whole(tmp_path / "open", b"")
    os.umask(0o077)
    write_whole(tmp_path / "closed", b"")
    assert (rights(tmp_path / "open"), rights(tmp_path / "closed")) == (0o666, 0o600)


@pytest.mark.usefixtures("open_house")
def test_passwords_are_for_their_owner_alone_also_where_the_file_was_open(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = load_or_create(path, ["1001"])
    assert rights(path) == 0o600
    path.chmod(0o644)
    assert load_or_create(path, ["1001", "1002"]).sip["1001"] == first.sip["1001"]
    assert rights(path) == 0o600


def test_a_sip_password_is_told_once_and_a_new_one_once_more(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = tell_once(path, ["1001", "citizen"])
    assert first.keys() == {"1001", "citizen"}
    assert tell_once(path, ["1001", "citizen", "1002"]).keys() == {"1002"}
    renew(path, "1001")
    (again,) = tell_once(path, ["1001", "citizen"]).items()
    assert again[0] == "1001"
    assert again[1] != first["1001"]
    assert load_or_create(path, ()).sip["citizen"] == first["citizen"]


def test_the_secrets_of_an_earlier_version_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text('{"ari": "a", "media": "m", "sip": {"1001": "p"}}')
    first = load_or_create(path, ())
    assert (first.ari, first.sip) == ("a", {"1001": "p"})
    assert load_or_create(path, ()).seal == first.seal, "else nothing that was sealed could be opened"


def test_damaged_secrets_are_named_without_what_they_say(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text('{"ari": "a", "media": "m", "sip": {"1001": "pass wort"}}')
    with pytest.raises(SecretsError, match=r"sip\.1001") as caught:
        load_or_create(path, ())
    assert "wort" not in str(caught.value)


def test_what_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "active"
    in_the_way.mkdir()
    (in_the_way / "file").touch()
    with pytest.raises(OSError, match="active"):
        write_whole(in_the_way, b"7")
    assert list(tmp_path.iterdir()) == [in_the_way]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("real")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
