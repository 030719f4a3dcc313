"""What is live, what was, and how that changes."""

from __future__ import annotations

from pydantic import Field

from agent_assist.admin.wire.base import Why, Wire
from agent_assist.admin.wire.files import Files, FileText


class ConfigView(Wire):
    """GET /api/admin/config: the live configuration."""

    files: tuple[FileText, ...]
    main: str
    base: int = Field(description="Number of the live generation; sent along when publishing.")
    changed_on_disk: bool = Field(description="Somebody has changed the files and not published them.")
    on_disk: tuple[FileText, ...] = Field(default=(), description="Those changed files, if there are any.")
    tests: tuple[FileText, ...] = Field(
        default=(), description="The tests beside these files: config.tests.yaml, menus/urban.tests.yaml …"
    )


class PublishRequest(Files):
    """POST /api/admin/publish."""

    base: int = Field(ge=0, description="The generation that the text is a change of.")
    why: Why
    untested: bool = Field(default=False, description="Even if the tests fail.")
    over_edits: bool = Field(
        default=False,
        description="Even over changes on the disk that nobody published: copies are kept.",
    )


class Published(Wire):
    """Its answer, and that of a rollback, once new calls get it."""

    generation: int
    live: bool = Field(description="New calls get it. Else `refused` says why they do not.")
    refused: str = ""
    changes: tuple[str, ...] = Field(default=(), description="One sentence for each thing that changed.")
    restart: tuple[str, ...] = Field(
        default=(), description="Sections that take effect when the service starts anew."
    )


class GenerationView(Wire):
    """GET /api/admin/history: a list of these, the newest first."""

    number: int
    at: float = Field(description="Seconds since the Unix epoch.")
    by: str
    why: str
    active: bool


class GenerationContent(Wire):
    """GET /api/admin/generations/{n}."""

    number: int
    files: tuple[FileText, ...]


class RollbackRequest(Wire):
    """POST /api/admin/rollback."""

    to: int = Field(ge=1)
    why: Why
