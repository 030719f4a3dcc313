"""What an agent has written of a case, as it is kept; and what a written reply answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent_assist.assist.reply import ReplyMatter
from agent_assist.cases.port import FiledIn, NewCase
from agent_assist.cases.settings import TicketSettings
from agent_assist.cases.traced import traced
from agent_assist.refusal import ActionRefused
from hotline.cases.filing import BETWEEN
from hotline.cases.table import CaseMatter, CaseRow
from ivr.settings.distribution.cases import CaseSettings

_PLAIN = ("place", "district", "street", "community", "landmark", "amount", "people", "organisation")
_SAME = ("happened", "said", "appeal")
"""Texts of the form that a case has by the same names."""


def written(where: FiledIn, case: NewCase, topic: str, place_said: str) -> CaseMatter:
    """With where each field comes from. `topic`: name of the call's intent; `place_said`: as the machine has
    heard it before the agent."""
    texts = {name: str(getattr(case, name)).strip() for name in (*_PLAIN, *_SAME)}
    told = CaseMatter(
        intent=where.intent,
        topic=topic,
        queue=where.queue,
        place_said=place_said,
        secret=case.secret,
        dialled=where.dialled,
        called=case.name.strip(),
        category=case.category,
        unit=case.unit,
        labels=",".join(dict.fromkeys(case.labels)),
        urgent=case.urgent,
        deadline=case.deadline,
        linked=case.linked,
        traced=tuple(traced(case.by_draft, where.drafted)),
    )
    return replace(told, **texts)  # type: ignore[arg-type]  # names of texts alone


def text_of(filed: CaseMatter, case: NewCase, settings: CaseSettings) -> str:
    """The text message that the citizen gets after the call, with {number} for that of the case; empty: none.
    Raises `ActionRefused`."""
    if not case.texted:
        return ""
    if not settings.text_messages or case.secret is not False:
        raise ActionRefused(
            "没有开通短信，或市民要求保密、还没有问过：不能发短信 / No text message: "
            "they are switched off, or secrecy is wanted or was not asked about"
        )
    article = f"可参考：{case.article}。" if case.article else ""
    topic = filed.category_name.rpartition(BETWEEN)[2] or filed.topic or "诉求"
    return settings.text.replace("{topic}", topic).replace("{article}", article)


ARTICLES = 3
"""Of the knowledge base, that a reply is held against."""


def matter_of(row: CaseRow, tickets: TicketSettings, articles: Sequence[str] = ()) -> ReplyMatter:
    """`articles`: texts of the knowledge base about it."""
    return ReplyMatter(
        said=row.said,
        appeal=row.appeal,
        unit=row.unit_name,
        units=tuple(unit.name for unit in tickets.units),
        articles=tuple(articles),
    )


def sought_for(row: CaseRow) -> str:
    """By what words the knowledge base is asked about it."""
    return " ".join(part for part in (row.category_name.rpartition(BETWEEN)[2], row.said) if part)
