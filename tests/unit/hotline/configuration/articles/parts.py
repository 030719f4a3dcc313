"""A folder of articles, and how it is changed, for the tests of publishing."""

from __future__ import annotations

from pathlib import Path


def write_article(
    folder: Path, id_: str, title: str = "停水查询", more: str = "", body: str = "请看公告。"
) -> None:
    folder.mkdir(exist_ok=True)
    head = f"---\nid: {id_}\ntitle: {title}\nsource: 供水公司\nupdated: 2026-11-01\n{more}---\n\n"
    (folder / f"{id_}.md").write_text(f"{head}{body}\n", encoding="utf-8")
