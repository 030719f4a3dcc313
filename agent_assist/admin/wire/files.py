"""Files of a configuration, character for character."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from agent_assist.admin.wire.base import Wire

LARGEST_TEXT = 5_000_000
"""Characters of all files of a configuration together."""

MOST_FILES = 200

FileName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\\]{1,200}$")]
"""Relative to the folder of the main file, with / between folders."""


class FileText(Wire):
    """One file of the configuration, character for character."""

    name: FileName
    text: str = Field(max_length=LARGEST_TEXT)


class Files(Wire):
    """Body of every request about a configuration that is not published; the main file is the first.

    Its tests are files among them: `menus/urban.tests.yaml` beside `menus/urban.yaml`.
    """

    files: tuple[FileText, ...] = Field(min_length=1, max_length=MOST_FILES)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if sum(len(file.text) for file in self.files) > LARGEST_TEXT:
            raise ValueError(f"the files are larger than {LARGEST_TEXT} characters together")
        if len({file.name for file in self.files}) < len(self.files):
            raise ValueError("a file is there twice")
        return self
