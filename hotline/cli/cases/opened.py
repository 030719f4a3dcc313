"""The cases of an instance, for a command."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast

from hotline.cli.terminal import do, fail
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create

if TYPE_CHECKING:
    from hotline.cases.store import CaseStore
    from hotline.configuration.schema import HotlineConfig

Result = TypeVar("Result")
NUMBER = re.compile("[0-9]{12}")


def with_cases(config: HotlineConfig, state: Path, work: Callable[[CaseStore], Awaitable[Result]]) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence."""
    from hotline.cases.store import PURPOSE, CaseStore  # late: the database's libraries
    from hotline.records.sealing import Seal

    async def run() -> Result:
        where = State(state)
        seal = Seal(load_or_create(where.secrets, ()).seal, PURPOSE)
        async with CaseStore.opened(config.records.url or where.database_url, seal) as store:
            return await work(store)

    return cast(Result, do(run()))


def no_such_case(number: str) -> NoReturn:
    """Ends the command."""
    if not NUMBER.fullmatch(number):
        text = _("{number} is no number of a case, which has twelve digits; see: hotline cases list --all")
        fail(text.format(number=number))
    fail(_("there is no case {number}; see: hotline cases list --all").format(number=number))
