"""Articles of the knowledge base: found, changed, checked, imported, published and taken back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agent_assist.admin.wire.base import Query, Why, Wire
from agent_assist.admin.wire.files import FileName

MOST_CHANGED = 1_000
"""Articles of a draft; more are imported at the terminal."""
LARGEST_IMPORT = 8_000_000
"""Characters of a file that is imported in the page, as base64: 6 MB."""
PAGE = 100
"""Articles of a list that are sent at once."""

Text = Annotated[str, StringConstraints(max_length=100_000)]
ArticleName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,100}$")]


class ArticleFields(Wire):
    """An article as it is written in a form; whether it is one, `articles/check` says."""

    id: Text
    title: Text
    tags: tuple[Text, ...] = Field(default=(), max_length=200)
    department: Text = ""
    district: tuple[Text, ...] = Field(default=(), max_length=200)
    source: Text = ""
    updated: Text = Field(default="", description="A day, as 2026-11-21; so are the next three, or empty.")
    valid_from: Text = ""
    valid_until: Text = ""
    reviewed: Text = ""
    body: Text = ""


class ArticlesQuery(Query):
    """Which ones; what is empty chooses nothing out."""

    text: str = Field(default="", max_length=200, description="Words; all stand in the article.")
    department: str = Field(default="", max_length=100)
    district: str = Field(default="", max_length=100)
    tag: str = Field(default="", max_length=100)
    standing: Literal["", "current", "expired", "later", "unreviewed"] = ""
    offset: int = Field(default=0, ge=0, le=1_000_000)


class ArticleRow(Wire):
    """An article in a list."""

    id: str
    title: str
    department: str
    district: tuple[str, ...]
    updated: str
    valid_from: str
    valid_until: str
    reviewed: str
    standing: Literal["current", "expired", "later"]


class Articles(Wire):
    """What is live."""

    base: int = Field(description="Number of the live generation; sent along when publishing. 0: none yet.")
    by: str = Field(description="Who made it live,")
    at: float = Field(description="when (seconds since the Unix epoch),")
    why: str = Field(description="and why.")
    total: int
    found: int = Field(description="How many fit; `rows` has those from `offset` on, 100 at most.")
    rows: tuple[ArticleRow, ...]
    departments: tuple[str, ...]
    districts: tuple[str, ...]
    changed_on_disk: bool = Field(description="Somebody has changed the folder and not published it.")


class ArticleRequest(Query):
    """Which one."""

    id: str


class ArticlesDraft(Wire):
    """What is to be different from what is live."""

    changed: tuple[ArticleFields, ...] = Field(default=(), max_length=MOST_CHANGED)
    removed: tuple[ArticleName, ...] = Field(default=(), max_length=MOST_CHANGED)


class ArticleMistake(Wire):
    """What keeps an article from being published."""

    article: str = Field(description="Its id, as written.")
    field: str = Field(description="Empty: the whole of it.")
    message: str


class ArticleDoubtView(Wire, title="ArticleDoubt"):
    """What an editor should look at."""

    kind: Literal["expired", "not_yet", "contradictory", "unreviewed"]
    articles: tuple[str, ...]
    message: str


class ArticlesChecked(Wire):
    """Of a draft."""

    mistakes: tuple[ArticleMistake, ...] = ()
    doubts: tuple[ArticleDoubtView, ...] = Field(
        default=(), description="Of articles of the draft, and of all what contradicts; 300 at most."
    )
    changes: tuple[str, ...] = Field(default=(), description="One sentence for each article that changes.")


class ArticlesPublishRequest(ArticlesDraft):
    """It goes live."""

    base: int = Field(ge=0, description="The generation that it is a change of.")
    why: Why
    over_edits: bool = Field(
        default=False,
        description="Even over changes in the folder that nobody published: copies are kept.",
    )


class ArticlesPublished(Wire):
    """Its answer, and that of taking back."""

    generation: int
    live: bool = Field(description="Agents get it. Else `refused` says why they do not.")
    refused: str = ""
    changes: tuple[str, ...] = ()


class ArticlesImportRequest(Wire):
    """A file of articles; nothing is published."""

    name: FileName
    data: str = Field(max_length=LARGEST_IMPORT, description="Its bytes in base64.")
    source: Text = Field(default="", description="Where articles come from that do not say so.")


class UnreadRow(Wire):
    """What of a file is no article."""

    line: int
    message: str


class ArticlesImported(Wire):
    """For the draft."""

    articles: tuple[ArticleFields, ...]
    unread: tuple[UnreadRow, ...]


class UnansweredRequest(Query):
    """Of how many days, until now."""

    days: int = Field(default=30, ge=1, le=366)


class UnansweredQuestion(Wire):
    """What citizens said that no article fitted."""

    text: str = Field(description="Personal numbers and houses are masked.")
    times: int
    last: float = Field(description="Seconds since the Unix epoch.")
    calls: tuple[str, ...] = Field(description="Ids of the latest, five at most.")


class Unanswered(Wire):
    """The most frequent first."""

    questions: tuple[UnansweredQuestion, ...]
