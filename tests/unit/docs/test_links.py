"""Links between the documents lead to files and headings that exist."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest

from hotline.machine.paths import CHECKOUT
from tests.unit.docs.pages import Page

PAGES = sorted(
    [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]
    + [CHECKOUT / name / "README.md" for name in ("knowledge", "models/zh-small", "telephony/prompts")]
)


def _dead(page: Page) -> list[str]:
    found = []
    for link in page.links():
        name, _, anchor = unquote(link).partition("#")
        if "://" in name or name.startswith("mailto:"):
            continue
        target = page.path.parent / name if name else page.path
        if not target.exists():
            found.append(f"{link}: no such file")
        elif anchor and target.suffix == ".md" and anchor not in Page(target).anchors():
            found.append(f"{link}: no such heading; there are {sorted(Page(target).anchors())}")
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert _dead(Page(path)) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# 发布、回退 and `more`\n\n## A\n\n## A\n", "utf-8")
    page = tmp_path / "page.md"
    links = ["there.md", "there.md#发布回退-and-more", "there.md#a-1", "https://example.org/gone"]
    dead = ["gone.md", "there.md#b", "#nowhere"]
    page.write_text("\n".join(f"[x]({link})" for link in links + dead), "utf-8")

    assert [found.split(": ")[0] for found in _dead(Page(page))] == dead
