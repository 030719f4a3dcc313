"""The administrators' verbs: all that the administrators' page asks the service for, one row each.

The routes (`routes.py`) and the table in docs/admin-protocol.md (`reference.py`) are made from these rows;
whoever does the work (`Administration` in `port.py`) finds it by the name. All are for administrators only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from agent_assist.admin.wire.articles import (
    ArticleFields,
    ArticleRequest,
    Articles,
    ArticlesChecked,
    ArticlesDraft,
    ArticlesImported,
    ArticlesImportRequest,
    ArticlesPublished,
    ArticlesPublishRequest,
    ArticlesQuery,
    Unanswered,
    UnansweredRequest,
)
from agent_assist.admin.wire.base import Nothing
from agent_assist.admin.wire.checking import Checked, CheckRequest
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.learning import (
    Groups,
    GroupsRequest,
    Learned,
    LearnRequest,
    Settled,
    SettleRequest,
)
from agent_assist.admin.wire.publishing import (
    ConfigView,
    DiffRequest,
    GenerationContent,
    GenerationRequest,
    GenerationView,
    Published,
    PublishRequest,
    RollbackRequest,
)
from agent_assist.admin.wire.testing import TrialReport
from agent_assist.admin.wire.trying import Said, SayRequest, Spoken, Tried, TryRequest
from agent_assist.admin.wire.whatif import WhatIf, WhatIfRequest

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

LARGEST_BODY = 12_000_000
"""Bytes of a configuration as JSON: 5 MB of YAML, with every line end and quotation mark escaped."""

LARGEST_RECORDING = 2_000_000
"""Bytes of what was spoken: a minute at 16 kHz, 16 bits, mono."""


@dataclass(frozen=True, slots=True)
class Verb(Generic[Asked, Answer]):
    """Something an administrator can ask for."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    """Below /api/admin. A GET takes the fields of `asks` from it and from the query."""
    asks: type[Asked]
    """Body of a POST: JSON, or the bytes as they are."""
    answers: type[Answer]
    """JSON, or plain text for a `str`."""
    says: str
    """Of the answer, and how it is refused, for docs/admin-protocol.md; line ends do not matter."""
    largest: int = LARGEST_BODY
    """Bytes of a request."""
    noted: Callable[[Asked, Answer], str] | None = None
    """What the log says that somebody has done; for what changes something."""


CONFIG = Verb(
    "config", "GET", "config", Nothing, ConfigView,
    """
    what is live. `base` is its generation; `on_disk` has the files as they lie on the disk if somebody
    changed them there without publishing. The tests are files like the others: `config.tests.yaml`,
    `menus/urban.tests.yaml`
    """,
)  # fmt: skip

SCHEMA = Verb(
    "schema", "GET", "schema", Nothing, dict[str, Any],
    """
    the JSON Schema of `config.yaml`, for completion
    """,
)  # fmt: skip

CHECK = Verb(
    "check", "POST", "check", CheckRequest, Checked,
    """
    mistakes and doubts with their places, those in tests among them, and the picture. With
    `"doubts": false` only mistakes are looked for, which is fast enough while typing. At most 300 are told
    """,
)  # fmt: skip

TRY = Verb(
    "try", "POST", "try", TryRequest, Tried,
    """
    with `files` a call is answered, with `session` and one of `text`, `key` and `silence` it goes on;
    `steps` are those since the last answer. `key` may be several. What was spoken may bring its
    `alternatives`. 404 `no_such_session` when it is over, too old, or the configuration's worker was
    started anew: begin again with `files`
    """,
)  # fmt: skip

HEAR = Verb(
    "hear", "POST", "try/speak", bytes, Spoken,
    """
    what the service's recogniser heard; send it on with `try`. The recording is PCM, 8 to 48 kHz, one or
    two channels, at most a minute and 2 MB; 16 kHz, 16 bits, mono is best. 400 `bad_recording`, 503
    `no_recogniser`
    """,
    largest=LARGEST_RECORDING,
)  # fmt: skip

SAY = Verb(
    "say", "POST", "say", SayRequest, Said,
    """
    how a sentence of the hotline sounds on the telephone, in the voice of the running service. 503 `no_voice`
    """,
)  # fmt: skip

TEST = Verb(
    "test", "POST", "test", Files, TrialReport,
    """
    the administrators' own tests among these files (404 `no_tests` when there are none). Each of `failed`
    has the `file` it stands in; `confusion` has `rows`, `columns` and `counts`
    """,
)  # fmt: skip

WHAT_IF = Verb(
    "whatif", "POST", "whatif", WhatIfRequest, WhatIf,
    """
    the latest calls (500 at most) as this configuration would decide them; numbers, houses and rooms are
    masked. 503 `no_records`
    """,
)  # fmt: skip

GROUPS = Verb(
    "groups", "POST", "learn/groups", GroupsRequest, Groups,
    """
    what calls teach: sentences that agents corrected or that callers confirmed when asked, masked, in groups
    that mean nearly the same, as far as these files do not know them yet. 503 `no_records`
    """,
)  # fmt: skip

LEARN = Verb(
    "learn", "POST", "learn", LearnRequest, Learned,
    """
    those files with the sentences as sayings at the end of the intent's, for the editor; nothing is written
    or published. A sentence that would have callers misunderstood is refused
    """,
)  # fmt: skip

SETTLE = Verb(
    "settle", "POST", "learn/settle", SettleRequest, Settled,
    """
    those candidates are not offered any more. 503 `no_records`
    """,
    noted=lambda asked, done: f"{asked.verdict} {done.settled} sentences to learn",
)  # fmt: skip

PUBLISH = Verb(
    "publish", "POST", "publish", PublishRequest, Published,
    """
    once new calls get it, the tests together with the rest; 409 `conflict` with `active, by, at, why` when
    somebody else published since `base`; 409 `edited_on_disk` with `names` when those files were changed on
    the disk and not published (`over_edits` publishes over them and keeps copies); 422 `problems`
    or `tests_failed` (with `tests`, as from `test`)
    """,
    noted=lambda asked, done: f"published generation {done.generation}: {asked.why!r}",
)  # fmt: skip

HISTORY = Verb(
    "history", "GET", "history", Nothing, list[GenerationView],
    """
    the newest first
    """,
)  # fmt: skip

GENERATION = Verb(
    "generation", "GET", r"generations/{number:\d{1,9}}", GenerationRequest, GenerationContent,
    """
    its files; 404 `no_such_generation`
    """,
)  # fmt: skip

DIFF = Verb(
    "diff", "GET", "diff", DiffRequest, str,
    """
    a unified diff, `text/plain`; 404 `no_such_generation`
    """,
)  # fmt: skip

ROLL_BACK = Verb(
    "rollback", "POST", "rollback", RollbackRequest, Published,
    """
    as `publish`: an earlier generation is live again, as a new one; 404 `no_such_generation`
    """,
    noted=lambda asked, done: f"went back to {asked.to} as generation {done.generation}: {asked.why!r}",
)  # fmt: skip

ARTICLES = Verb(
    "articles", "GET", "articles", ArticlesQuery, Articles,
    """
    articles of the knowledge base that is live, in the order of their ids
    """,
)  # fmt: skip

ARTICLE = Verb(
    "article", "GET", r"article/{id:[a-z0-9][a-z0-9_-]*}", ArticleRequest, ArticleFields,
    """
    one of them as a form shows it; 404 `no_such_article`
    """,
)  # fmt: skip

CHECK_ARTICLES = Verb(
    "check_articles", "POST", "articles/check", ArticlesDraft, ArticlesChecked,
    """
    what of a draft keeps it from being published, what is doubtful, and what would change
    """,
)  # fmt: skip

IMPORT_ARTICLES = Verb(
    "import_articles", "POST", "articles/import", ArticlesImportRequest, ArticlesImported,
    """
    articles of a Markdown, YAML, CSV or XLSX file for the draft, and what of it could not be read; nothing is
    published. 422 `too_many` for more than 1,000, `no_such_kind` for other files
    """,
)  # fmt: skip

PUBLISH_ARTICLES = Verb(
    "publish_articles", "POST", "articles/publish", ArticlesPublishRequest, ArticlesPublished,
    """
    once agents get it; 409 `conflict` with `active, by, at, why` when somebody else published since `base`;
    409 `edited_on_disk` with `names`; 422 `mistakes` with them
    """,
    noted=lambda asked, done: f"published generation {done.generation} of the articles: {asked.why!r}",
)  # fmt: skip

HISTORY_OF_ARTICLES = Verb(
    "history_of_articles", "GET", "articles/history", Nothing, list[GenerationView],
    """
    the newest first
    """,
)  # fmt: skip

ARTICLES_BACK = Verb(
    "articles_back", "POST", "articles/back", RollbackRequest, ArticlesPublished,
    """
    earlier articles are live again, as a new generation; 404 `no_such_generation`
    """,
    noted=lambda asked, done: f"went back to articles {asked.to} as {done.generation}: {asked.why!r}",
)  # fmt: skip

UNANSWERED = Verb(
    "unanswered", "GET", "articles/unanswered", UnansweredRequest, Unanswered,
    """
    what citizens said in calls that no article fitted, the most frequent first, masked; 200 at most. 503
    `no_records`
    """,
)  # fmt: skip

VERBS: tuple[Verb[Any, Any], ...] = tuple(row for row in list(globals().values()) if isinstance(row, Verb))
"""All rows above, in their order."""
