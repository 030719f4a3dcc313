"""What can go wrong between a published model and a folder on this machine."""

from __future__ import annotations

from contracts.errors import HotlineError


class InstallError(HotlineError):
    """A model cannot be had; the text says what, where and, where it can, what to do."""


class DownloadError(InstallError):
    """The network says no."""


class ArchiveError(InstallError):
    """The archive, or the folder that came out of it, is damaged, dangerous or something else."""


class SpaceError(InstallError):
    """The disk is full or would be."""
