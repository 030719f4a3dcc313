"""Unpacking what may come from anywhere."""

from __future__ import annotations

import gzip
import hashlib
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue import ArchiveError
from models.catalogue.archive import unpack
from models.catalogue.receipt import FileMark
from tests.unit.models.catalogue.archives import SHERPA, tarred, zipped

BIG = 10_000_000


def unpacked(archive: Path, into: Path, limit: int = BIG) -> dict[str, FileMark]:
    into.mkdir()
    return unpack(archive, into, limit_bytes=limit, progress=lambda *step: None)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcome(archive: Path, into: Path) -> str:
    """What is said; empty when the archive is accepted. Any other error than ours comes through."""
    try:
        unpacked(archive, into)
    except ArchiveError as error:
        return str(error)
    return ""


@pytest.fixture(params=["a.zip", "a.tar.gz", "a.tar.bz2"])
def make(request: pytest.FixtureRequest, tmp_path: Path):
    path = tmp_path / request.param

    def build(files: dict[str, bytes]) -> Path:
        return zipped(path, files) if path.suffix == ".zip" else tarred(path, files)

    return build


def test_files_come_out_as_they_went_in(make, tmp_path: Path) -> None:
    marks = unpacked(make(SHERPA), tmp_path / "out")
    assert contents(tmp_path / "out") == SHERPA
    assert marks == {
        name: FileMark(size=len(data), sha256=hashlib.sha256(data).hexdigest())
        for name, data in SHERPA.items()
    }


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\..\\..\\evil", "model/.."]
)
def test_a_path_that_leads_out_is_refused(make, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="leads out"):
        unpacked(make({**SHERPA, name: b"evil"}), tmp_path / "out")
    assert not list(tmp_path.rglob("*evil*"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text("ab./\\:\0.", min_size=1, max_size=9), min_size=1, max_size=3, unique=True))
def test_whatever_the_names_nothing_is_written_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    home = tmp_path_factory.mktemp("names")
    archive = home / "a.tar.gz"
    try:
        tarred(archive, {name.replace("\0", "0"): b"x" for name in names})
        (home / "box").mkdir()
        unpacked(archive, home / "box" / "out")
    except ArchiveError:
        pass
    assert {path.name for path in home.iterdir()} <= {"a.tar.gz", "box"}
    assert {path.name for path in (home / "box").iterdir()} <= {"out"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
@pytest.mark.parametrize("target", ["/etc/passwd", "../../../etc/passwd", "nowhere"])
def test_a_link_out_is_refused(tmp_path: Path, kind: bytes, target: str) -> None:
    archive = tarred(tmp_path / "a.tar.gz", SHERPA, ("model/link", target, kind))
    with pytest.raises(ArchiveError, match="links to"):
        unpacked(archive, tmp_path / "out")


def test_a_link_to_a_file_of_the_archive_becomes_a_file(tmp_path: Path) -> None:
    links = [
        ("model/soft", "tokens.txt", tarfile.SYMTYPE),
        ("model/hard", "model/tokens.txt", tarfile.LNKTYPE),
    ]
    unpacked(tarred(tmp_path / "a.tar.bz2", SHERPA, *links), tmp_path / "out")
    for name in ("soft", "hard"):
        path = tmp_path / "out" / "model" / name
        assert path.read_bytes() == SHERPA["model/tokens.txt"]
        assert not path.is_symlink()
        assert path.stat().st_nlink == 1


def test_a_link_in_a_zip_and_a_device_in_a_tar_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("model/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveError, match="link"):
        unpacked(tmp_path / "a.zip", tmp_path / "one")
    device = tarred(tmp_path / "a.tar.gz", SHERPA, ("model/null", "", tarfile.CHRTYPE))
    with pytest.raises(ArchiveError, match="device"):
        unpacked(device, tmp_path / "two")


def test_a_bomb_stops_at_the_limit(make, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="more than 1,000,000 bytes"):
        unpacked(make({"model/zeros": bytes(5_000_000)}), tmp_path / "out", limit=1_000_000)
    assert sum(len(data) for data in contents(tmp_path / "out").values()) <= 1_000_000


def test_damage_and_cuts_are_named(make, tmp_path: Path) -> None:
    archive = make({"model/noise": bytes(range(256)) * 2000, "model/tokens.txt": b"a 0\n"})
    whole = archive.read_bytes()
    for number, keep in enumerate((len(whole) // 3, len(whole) - 5)):
        archive.write_bytes(whole[:keep])
        with pytest.raises(ArchiveError, match=r"damaged|cut off"):
            unpacked(archive, tmp_path / f"cut{number}")
    middle = len(whole) // 2
    archive.write_bytes(
        whole[:middle] + bytes(byte ^ 255 for byte in whole[middle : middle + 50]) + whole[middle + 50 :]
    )
    with pytest.raises(ArchiveError, match=r"damaged|cut off"):
        unpacked(archive, tmp_path / "flipped")


@pytest.mark.parametrize("content", [b"<html>log in</html>", b"", b"Rar!\x1a\x07"])
def test_something_else_is_no_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match="no zip"):
        unpacked(tmp_path / "a.zip", tmp_path / "out")


def test_what_macos_packs_along_is_left_out(make, tmp_path: Path) -> None:
    unpacked(make({**SHERPA, "__MACOSX/model/._x": b"", "model/._tokens.txt": b""}), tmp_path / "out")
    assert contents(tmp_path / "out") == SHERPA


def test_an_empty_archive_is_said_so(make, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no files"):
        unpacked(make({}), tmp_path / "out")


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb", "\u202egnp.txt", "a\x7f", "\u200b", "a\u2028b"])
def test_a_name_that_cannot_be_shown_is_refused_and_not_shown(make, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="cannot be shown") as caught:
        unpacked(make({**SHERPA, name: b"x"}), tmp_path / "out")
    assert str(caught.value).isprintable()


def test_bytes_that_are_no_text_are_no_name(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be shown"):
        unpacked(tarred(tmp_path / "a.tar.gz", {"a\udcffb": b"x"}), tmp_path / "out")


@pytest.mark.parametrize(
    "files",
    [{"a": b"", "a/b": b""}, {"a/b": b"", "a": b""}, {".": b""}, {"x" * 300: b""}, {"a/" * 3000 + "b": b""}],
)
def test_names_that_are_no_files_of_one_folder_are_refused(
    make, tmp_path: Path, files: dict[str, bytes]
) -> None:
    with pytest.raises(ArchiveError):
        unpacked(make(files), tmp_path / "out")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_damage_in_any_method_of_a_zip_is_named(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("tokens.txt", bytes(range(256)) * 50)
    data = bytearray(path.read_bytes())
    data[45:60] = b"\xff" * 15
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="damaged"):
        unpacked(path, tmp_path / "out")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["a.zip", "a.tar.gz", "a.tar.bz2"]),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=8)), max_size=4),
    cut=st.integers(0, 5000),
)
def test_whatever_is_wrong_it_is_our_own_error(
    tmp_path_factory: pytest.TempPathFactory, kind: str, changes: list[tuple[int, bytes]], cut: int
) -> None:
    home = tmp_path_factory.mktemp("bad")
    path = home / kind
    (zipped if kind == "a.zip" else tarred)(path, SHERPA)
    data = bytearray(path.read_bytes())
    for place, bad in changes:
        place %= len(data)
        data[place : place + len(bad)] = bad
    path.write_bytes(data[: len(data) - cut % 40])
    said = outcome(path, home / "out")
    assert said.isprintable()


@given(
    fields=st.lists(
        st.tuples(st.integers(100, 511), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4
    )
)
def test_whatever_a_header_of_a_tar_says(
    tmp_path_factory: pytest.TempPathFactory, fields: list[tuple[int, bytes]]
) -> None:
    """Its checksum put right again, so that what is behind it is read."""
    header = bytearray(tarfile.TarInfo("tokens.txt").tobuf())
    for place, bad in fields:
        header[place : place + len(bad)] = bad[: 512 - place]
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    home = tmp_path_factory.mktemp("header")
    (home / "a.tar.gz").write_bytes(gzip.compress(bytes(header) + bytes(2048)))
    said = outcome(home / "a.tar.gz", home / "out")
    assert said.isprintable()
