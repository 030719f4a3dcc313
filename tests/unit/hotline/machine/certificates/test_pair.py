"""An operator's files: what cannot be used is said with file and reason, and never with its content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.machine.certificates.pair import CertificateError, Pair, server_context
from tests.unit.hotline.machine.certificates.parts import files, key_text, served, visit


async def test_files_of_an_operator_are_shown(tmp_path: Path) -> None:
    pair = files(tmp_path)
    async with served(server_context(pair)) as port:
        await visit(port, tmp_path / "issuer" / "authority.crt", "desk.example")


def _write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


def _folder(folder: Path) -> None:
    (folder / "desk.key").unlink()
    (folder / "desk.key").mkdir()


def _swap(folder: Path) -> None:
    (folder / "desk.crt").write_text((folder / "desk.key").read_text())


WRONG: list[tuple[str, Callable[[Path], object], str, bool]] = [
    ("no certificate", lambda folder: (folder / "desk.crt").unlink(), "desk.crt cannot be read", False),
    ("no key", lambda folder: (folder / "desk.key").unlink(), "desk.key cannot be read", True),
    ("a folder", _folder, "desk.key cannot be read", True),
    ("no PEM", _write("desk.crt", "secret"), "no certificate in PEM", False),
    ("no key in PEM", _write("desk.key", "secret"), "no key in PEM", True),
    ("a key for a certificate", _swap, "no certificate in PEM", False),
    ("another key", _write("desk.key", key_text()), "is not the key of", True),
    ("another kind of key", _write("desk.key", key_text(bits=2048)), "is not the key of", True),
    ("an encrypted key", _write("desk.key", key_text(b"secret")), "is encrypted", True),
    ("a huge file", _write("desk.crt", "secret" * 400_000), "cannot be read", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "says", "of_key"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG]
)
def test_what_cannot_be_used_is_said(
    tmp_path: Path, spoil: Callable[[Path], object], says: str, of_key: bool
) -> None:
    pair = files(tmp_path)
    spoil(tmp_path)
    with pytest.raises(CertificateError, match=says) as caught:
        server_context(pair)
    assert caught.value.of_key is of_key
    assert "secret" not in str(caught.value)


def test_a_certificate_without_chain_of_its_own_is_one_file_for_both(tmp_path: Path) -> None:
    pair = files(tmp_path)
    both = tmp_path / "both.pem"
    both.write_text(pair.key.read_text() + pair.certificate.read_text())
    assert Pair(both, both).ends() == pair.ends()
