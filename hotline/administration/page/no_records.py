"""What the page is told where there are no calls to look at, in both languages."""

from __future__ import annotations

from agent_assist.admin.port import AdministrationRefused
from contracts.errors import ServiceError
from hotline.machine.language import in_both


def no_records(error: ServiceError) -> AdministrationRefused:
    """Whatever kept them from being read."""
    message = in_both(error, "还没有通话记录可用", "There are no records to look at")
    return AdministrationRefused("no_records", message, 503)
