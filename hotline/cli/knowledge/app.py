"""`hotline knowledge`: articles listed, checked, imported, published and taken back."""

from __future__ import annotations

from hotline.cli.verbs import LazyVerb, group_of

KNOWLEDGE = {
    "list": LazyVerb(
        "hotline.cli.knowledge.list:list_articles", "The articles of the folder, or those live."
    ),
    "check": LazyVerb(
        "hotline.cli.knowledge.check:check",
        "Check the folder of articles. Every mistake has file:line and what to do.",
    ),
    "import": LazyVerb(
        "hotline.cli.knowledge.bring:bring",
        "Take articles of Markdown, YAML, CSV or XLSX files into the folder, and say what could not be read.",
    ),
    "publish": LazyVerb(
        "hotline.cli.knowledge.publish:publish",
        "Check the folder of articles and make it live: agents get it within a second or two.",
    ),
    "history": LazyVerb(
        "hotline.cli.knowledge.history:history",
        "Who published which articles, when and why; the newest first.",
    ),
    "back": LazyVerb(
        "hotline.cli.knowledge.back:back",
        "Make earlier articles live again; one after another goes further back.",
    ),
}

knowledge_app = group_of(KNOWLEDGE, "Articles for agents: listed, checked, imported, published, taken back.")
