"""Categories and units that change, or go, while cases have them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from agent_assist.cases.labels import ticket_labels
from agent_assist.cases.port import FiledIn
from agent_assist.cases.settings import TicketSettings
from agent_assist.refusal import ActionRefused
from hotline.cases.csv_rows import cases_csv
from hotline.cases.filing import Filing
from hotline.cases.table import CaseMatter
from hotline.configuration.delivery import WebhookSettings
from hotline.configuration.schema import HotlineConfig
from hotline.delivery.body import body_of, wanted
from tests.unit.hotline.cases.opened import opened
from tests.unit.hotline.cases.test_book import CONFIG, WISH, Service


def tickets(*items: dict[str, object], unit: str = "water", name: str = "自来水公司") -> TicketSettings:
    group = {"id": "c_water", "name": "供水", "unit": unit, "deadline": "day", "items": items}
    return TicketSettings.model_validate(
        {
            "deadlines": [
                {"id": "usual", "name": "七天", "days": 7},
                {"id": "day", "name": "一天", "days": 1},
            ],
            "units": [{"id": unit, "name": name}],
            "categories": [{"id": "c_top", "name": "公用事业", "groups": [group]}],
        }
    )


OUTAGE = {"id": "c_outage", "name": "停水", "intents": ["water_outage"]}
QUALITY = {"id": "c_quality", "name": "水质"}
BEFORE = tickets(OUTAGE)
AFTER = tickets({**QUALITY, "intents": ["water_outage"]}, unit="district_water", name="区供水中心")


class Changing(Service):
    """Whose taxonomy is another one from some moment on."""

    tickets = BEFORE

    def _config(self) -> HotlineConfig:
        return CONFIG.model_copy(update={"ivr": self.ivr, "tickets": self.tickets})


async def test_an_open_case_keeps_category_unit_and_deadline_as_they_were(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        service = Changing(store)
        where = FiledIn("first", "water_outage", "utilities")
        number = await service.book.open(where, "wang", WISH)
        before = await store.get(number)
        service.tickets = AFTER
        await service.book.set_state(number, "in work", "wang")
        after = await store.get(number)
        assert before is not None
        assert after is not None
        kept = ("category", "category_name", "unit", "unit_name", "deadline", "due")
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        assert (after.category_name, after.unit_name) == ("公用事业/供水/停水", "自来水公司")
        assert "公用事业/供水/停水" in cases_csv([after])
        told = json.loads(body_of(after, "changed", time.time()))["data"]
        assert (told["category"], told["unit_name"]) == ("c_outage", "自来水公司")
        [over] = await store.due(AFTER, (after.due or 0) + 1)
        assert (over[0].number, over[1]) == (number, "overdue"), "its deadline runs on"
        later = await service.book.open(FiledIn("second", "water_outage", "utilities"), "li", WISH)
        new = await store.get(later)
        assert new is not None
        assert (new.category, new.unit_name) == ("c_quality", "区供水中心")
        service.routed("third")
        assert {one.case for one in (await service.found("third")).cases} == {number, later}, "of one matter"


async def test_a_form_that_was_open_is_told_what_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        service = Changing(store)
        service.tickets = AFTER
        for gone in ({"category": "c_outage"}, {"unit": "water"}):
            with pytest.raises(ActionRefused, match=next(iter(gone.values()))):
                await service.book.open(FiledIn("first", None, ""), "wang", WISH.model_copy(update=gone))
        assert await store.listed() == []


def test_what_is_retired_is_offered_no_more_and_names_stay() -> None:
    retired = tickets({**OUTAGE, "retired": True}, QUALITY)
    assert [one.id for one in ticket_labels(retired).categories] == ["c_quality"]
    filing = Filing(CONFIG.model_copy(update={"tickets": retired}))
    assert filing.unknown(filing.filed(_matter("c_outage"), 0.0)) == "", "a form may still have it"


def _matter(category: str) -> CaseMatter:
    return CaseMatter(category=category)


async def test_webhooks_filter_by_id_of_the_third_level_or_name_of_any(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x" * 30)
    async with opened(tmp_path) as store:
        service = Changing(store)
        number = await service.book.open(FiledIn("first", "water_outage", "utilities"), "wang", WISH)
        row = await store.get(number)
    assert row is not None

    def wants(*categories: str) -> bool:
        hook = WebhookSettings(id="a", url="http://localhost/", secret_file="secret", categories=categories)
        return wanted(hook, row)

    assert all(wants(one) for one in ("water_outage", "c_outage", "公用事业", "供水", "停水"))
    assert not wants("水质", "c_quality")
