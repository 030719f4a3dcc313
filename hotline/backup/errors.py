"""What goes wrong with backups."""

from __future__ import annotations

from contracts.errors import HotlineError


class BackupError(HotlineError):
    """It cannot be backed up or restored as asked, and nothing that was there was changed."""
