"""What the page is told of a publication that was not made, in both languages."""

from __future__ import annotations

from agent_assist.admin.port import AdministrationRefused
from hotline.machine.language import in_both


def not_published(error: Exception) -> AdministrationRefused:
    """Whatever kept it from being made."""
    return AdministrationRefused("not_published", in_both(error, "没有发布"))
