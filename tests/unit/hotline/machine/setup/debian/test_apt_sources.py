from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hotline.machine.setup.debian.apt_sources import (
    AptSource,
    codename,
    debian_archives,
    parse_deb822,
    parse_one_line,
    read_sources,
)

WORD = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)

ONE_LINE = """
# deb http://old.example/debian bookworm main
deb http://mirror.example/debian/ bookworm main contrib   # the archive
deb [ arch=amd64 signed-by=/usr/share/keyrings/vendor.gpg ] https://vendor.example/apt bookworm main
deb-src http://mirror.example/debian bookworm main
deb cdrom:[Debian GNU/Linux 12]/ bookworm main
"""

DEB822 = """# the archive
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: http://key.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
"""


def test_one_line_format_keeps_keyring_and_leaves_out_comments_and_sources() -> None:
    archive, vendor, *rest = parse_one_line(ONE_LINE)
    assert archive == AptSource("http://mirror.example/debian/", ("bookworm",), ("main", "contrib"))
    assert vendor.signed_by == "/usr/share/keyrings/vendor.gpg"
    assert all(source.uri.startswith("cdrom:") for source in rest)


def test_deb822_format_keeps_key_blocks_and_leaves_out_disabled_stanzas() -> None:
    archive, key = parse_deb822(DEB822)
    assert archive.suites == ("bookworm", "bookworm-updates")
    assert archive.signed_by == "/usr/share/keyrings/debian-archive-keyring.gpg"
    assert "mQINBF" in key.signed_by
    assert parse_deb822(key.stanza("forky"))[0].signed_by == key.signed_by


@given(
    uri=WORD.map(lambda word: f"http://{word}/debian"),
    suite=WORD,
    components=st.lists(WORD, min_size=1, max_size=3).map(tuple),
    keyring=st.sampled_from(["", "/usr/share/keyrings/k.gpg"]),
)
def test_a_stanza_reads_back_as_it_was_written(
    uri: str, suite: str, components: tuple[str, ...], keyring: str
) -> None:
    source = AptSource(uri, ("bookworm",), components, keyring)
    assert parse_deb822(source.stanza(suite, components)) == [AptSource(uri, (suite,), components, keyring)]


@given(st.text())
def test_no_text_makes_the_parsers_fail(text: str) -> None:
    parse_one_line(text)
    parse_deb822(text)


def test_both_kinds_of_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.example/debian bookworm main\n", encoding="utf-8")
    (tmp_path / "sources.list.d" / "debian.sources").write_text(DEB822, encoding="utf-8")
    (tmp_path / "sources.list.d" / "saved.list.bak").write_text(
        "deb http://b.example/x y z\n", encoding="utf-8"
    )
    uris = [source.uri for source in read_sources(tmp_path)]
    assert uris == ["http://a.example/debian", "http://mirror.example/debian", "http://key.example/debian"]
    assert read_sources(tmp_path / "nowhere") == []


def test_the_debian_archive_comes_before_third_parties() -> None:
    archive = AptSource("http://m.example/debian", ("bookworm",), ("main",), "/k/debian-archive-keyring.gpg")
    vendor = AptSource("http://v.example/apt", ("bookworm",), ("main",), "/k/vendor.gpg")
    cdrom = AptSource("cdrom:[x]/", ("bookworm",), ("main",))
    node = AptSource("http://n.example/node", ("nodistro",), ("main",))
    updates = AptSource("http://m.example/debian", ("bookworm-updates",), ("main",))
    assert debian_archives([vendor, cdrom, node, updates, archive, archive], "bookworm") == [archive, vendor]


def test_codename(tmp_path: Path) -> None:
    file = tmp_path / "os-release"
    file.write_text('ID=debian\nVERSION_CODENAME="bookworm"\n', encoding="utf-8")
    assert codename(file) == "bookworm"
    assert codename(tmp_path / "nowhere") == ""
