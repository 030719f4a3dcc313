"""A file of articles for a draft. Blocking, in the worker process."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from pathlib import PurePath

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.articles import (
    MOST_CHANGED,
    ArticlesImported,
    ArticlesImportRequest,
    UnreadRow,
)
from agent_assist.knowledge.files.importing import KINDS, imported
from hotline.administration.page.articles.fields import fields_of

MOST_TOLD = 300


def bring(asked: ArticlesImportRequest) -> ArticlesImported:
    """Refuses files that are none of articles, and such as have too many of them."""
    if PurePath(asked.name).suffix.lower() not in KINDS:
        message = f"不能导入这种文件；可以的有 / not one of {', '.join(KINDS)}"
        raise AdministrationRefused("no_such_kind", message)
    try:
        data = base64.b64decode(asked.data, validate=True)
    except binascii.Error:
        raise AdministrationRefused("bad_request", "data: no base64", 400) from None
    found = imported({asked.name: data}, date.today(), asked.source.strip())
    if len(found.placed) > MOST_CHANGED:
        message = (
            f"{asked.name} 有 {len(found.placed)} 篇，页面里一次最多 {MOST_CHANGED} 篇，请在终端用 hotline "
            f"knowledge import / {len(found.placed)} articles; more than {MOST_CHANGED} are imported at the "
            "terminal"
        )
        raise AdministrationRefused("too_many", message)
    return ArticlesImported(
        articles=tuple(map(fields_of, found.articles)),
        unread=tuple(UnreadRow(line=one.line, message=one.says) for one in found.unread[:MOST_TOLD]),
    )
