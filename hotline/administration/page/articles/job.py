"""What the worker is told: what the page asks, and where the articles are."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

Asked = TypeVar("Asked", bound=BaseModel)


class ArticlesJob(BaseModel, Generic[Asked]):
    """Of one running service."""

    asked: Asked
    folder: Path
    """`desk.knowledge`, as the service was started with."""
    state: Path
    """Folder of the instance."""
    database: str | None
    """`records.url` of the running configuration."""
    by: str
    """How the history names who asks."""
