"""Downloads that break, go on, are refused or led astray."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.catalogue import DownloadError, SpaceError
from models.catalogue.download import download
from tests.unit.models.catalogue.server import Publisher, publishing

CONTENT = random.Random(7).randbytes(900_000)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing(CONTENT) as server:
        yield server


def fetch(address: str, part: Path) -> list[tuple[str, int, int | None]]:
    seen: list[tuple[str, int, int | None]] = []
    download(address, part, progress=lambda *step: seen.append(step), timeout_s=5, wait=lambda seconds: None)
    return seen


def test_a_download_arrives_and_is_reported(publisher: Publisher, tmp_path: Path) -> None:
    part = tmp_path / "part"
    seen = fetch(publisher.address, part)
    assert part.read_bytes() == CONTENT
    assert seen[-1] == ("download", len(CONTENT), len(CONTENT))
    assert publisher.ranges == [None]
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


def test_a_broken_connection_is_taken_up_where_it_broke(publisher: Publisher, tmp_path: Path) -> None:
    publisher.breaks = [300_000, 200_000]
    fetch(publisher.address, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT
    assert publisher.ranges == [None, "bytes=300000-", "bytes=500000-"]


def test_a_later_run_goes_on_from_what_an_earlier_one_left(publisher: Publisher, tmp_path: Path) -> None:
    part = tmp_path / "part"
    publisher.breaks = [300_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError, match=r"300 kB are kept and the next run goes on"):
        fetch(publisher.address, part)
    publisher.breaks = []
    publisher.ranges.clear()
    fetch(publisher.address, part)
    assert part.read_bytes() == CONTENT
    assert publisher.ranges == ["bytes=300000-"]


def test_a_changed_file_is_fetched_from_its_beginning(publisher: Publisher, tmp_path: Path) -> None:
    part = tmp_path / "part"
    publisher.breaks = [300_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch(publisher.address, part)
    publisher.breaks, publisher.etag, publisher.content = [], '"two"', CONTENT[::-1]
    fetch(publisher.address, part)
    assert part.read_bytes() == CONTENT[::-1]


def test_the_beginning_of_another_address_is_not_continued(publisher: Publisher, tmp_path: Path) -> None:
    part = tmp_path / "part"
    publisher.breaks = [300_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch(publisher.address, part)
    publisher.breaks, publisher.etag = [], None
    publisher.ranges.clear()
    fetch(publisher.address + "?other", part)
    assert part.read_bytes() == CONTENT
    assert publisher.ranges == [None]


def test_a_server_without_range_sends_it_all_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.knows_range = False
    publisher.breaks = [300_000]
    fetch(publisher.address, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT


def test_a_complete_part_needs_nothing_more(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(CONTENT)
    fetch(publisher.address, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(CONTENT + b"more")
    fetch(publisher.address, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT


@pytest.mark.parametrize(("status", "requests"), [(403, 1), (404, 1), (503, 3)])
def test_a_refusal_names_address_and_answer(
    publisher: Publisher, tmp_path: Path, status: int, requests: int
) -> None:
    publisher.status = status
    with pytest.raises(DownloadError, match=rf"model.zip: .*{status}"):
        fetch(publisher.address, tmp_path / "part")
    assert len(publisher.ranges) == requests


def test_nobody_there(tmp_path: Path) -> None:
    with publishing(b"") as gone:
        address = gone.address
    with pytest.raises(DownloadError, match=r"cannot be fetched \(.*refused"):
        fetch(address, tmp_path / "part")


def test_a_log_in_page_is_no_archive(publisher: Publisher, tmp_path: Path) -> None:
    publisher.kind = "text/html; charset=utf-8"
    with pytest.raises(DownloadError, match="log-in"):
        fetch(publisher.address, tmp_path / "part")


@pytest.mark.parametrize(
    "address", ["http://example.org/model.zip", "file:///etc/passwd", "ftp://example.org/model.zip"]
)
def test_only_https(publisher: Publisher, tmp_path: Path, address: str) -> None:
    with pytest.raises(DownloadError, match="https"):
        fetch(address, tmp_path / "part")
    publisher.location = address
    with pytest.raises(DownloadError, match=r"https|not allowed"):
        fetch(publisher.address, tmp_path / "part")


def test_http_will_do_for_what_is_checked_afterwards(publisher: Publisher, tmp_path: Path) -> None:
    publisher.location = "http://host.invalid/model.zip"
    with pytest.raises(DownloadError, match=r"cannot be fetched \(.*(resol|known|Name|failure)"):
        download(
            publisher.address, tmp_path / "part", progress=lambda *_: None, checked=True, wait=lambda _: None
        )
    for address in ("file:///etc/passwd", "ftp://example.org/model.zip"):
        with pytest.raises(DownloadError, match="neither https nor http"):
            download(address, tmp_path / "part", progress=lambda *_: None, checked=True)


def test_too_small_a_disk_is_said_before_anything_is_written(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=500_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(SpaceError, match=r"500 kB are free: make room"):
        fetch(publisher.address, tmp_path / "part")
    assert not (tmp_path / "part").exists()


def test_a_disk_that_fills_up_keeps_what_arrived(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "part"
    publisher.breaks = [300_000, 0, 0, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch(publisher.address, part)
    publisher.breaks = []
    real_open = Path.open

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda self, *a, **m: _Full(real_open(self, *a, **m), self == part))
        with pytest.raises(SpaceError, match="300 kB: make room and run it again"):
            fetch(publisher.address, part)
    fetch(publisher.address, part)
    assert part.read_bytes() == CONTENT


class _Full:
    """A file on a disk without room."""

    def __init__(self, file: Any, full: bool) -> None:
        self._file, self._full = file, full

    def __enter__(self) -> _Full:
        self._file.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._file.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> Any:
        if self._full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)
