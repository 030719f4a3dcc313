"""Files that config.yaml names: where they may lie, what they may be, how much of them is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from contracts.configuration.own_files import FOLDERS, OpenFile, SecretFile, read_bounded


class Named(BaseModel):
    shown: OpenFile = "x"
    secret: SecretFile = "x"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    project, site = tmp_path / "project", tmp_path / "site"
    for folder in (project / ".runtime", site, tmp_path / "else"):
        folder.mkdir(parents=True)
        (folder / "names.txt").write_text("幸福路\n")
    (project / "names.txt").write_text("幸福路\n")
    (project / "link.txt").symlink_to(tmp_path / "else" / "names.txt")
    (project / "away").symlink_to(tmp_path / "else")
    return project, site


def accepted(field: str, name: str, folders: tuple[Path, ...]) -> bool:
    try:
        Named.model_validate({field: name}, context={FOLDERS: folders})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("field", ["shown", "secret"])
def test_a_file_lies_in_the_project_or_beside_the_configuration(
    field: str, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    project, site = folders
    for name in ("names.txt", "not/yet/there.txt", str(project / "names.txt"), str(site / "names.txt")):
        assert accepted(field, name, folders), name
    for name in (
        "../else/names.txt", "/etc/passwd", "link.txt", "away/names.txt", f"{tmp_path}/else/names.txt",
        "/proc/self/environ", "a\0b", "", "x" * 5000, "not/../../else/names.txt",
    ):  # fmt: skip
        assert not accepted(field, name, folders), name


def test_the_services_own_files_are_not_shown_but_may_hold_secrets(folders: tuple[Path, Path]) -> None:
    for name in (".runtime/names.txt", str(folders[0] / ".runtime" / "names.txt"), ".env"):
        assert not accepted("shown", name, folders)
        assert accepted("secret", name, folders)


def test_only_regular_files_are_read_and_no_more_than_they_may_hold(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    os.mkfifo(tmp_path / "pipe")  # opening it for reading would wait for a writer
    assert read_bounded(tmp_path / "file", 5) == b"12345"
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / "none"):
        with pytest.raises(OSError, match=r"regular|directory|No such"):
            read_bounded(path, 5)
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_bounded(tmp_path / "file", 4)
