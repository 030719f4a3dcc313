"""The cases of an instance, for a command."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from hotline.cli.stores import in_store
from hotline.cli.terminal import fail

if TYPE_CHECKING:
    from hotline.cases.store import CaseStore
    from hotline.configuration.schema import HotlineConfig

Result = TypeVar("Result")
NUMBER = re.compile("[0-9]{12}")


def with_cases(config: HotlineConfig, state: Path, work: Callable[[CaseStore], Awaitable[Result]]) -> Result:
    """As `in_store`."""
    from hotline.cases.store import PURPOSE, CaseStore  # late: the database's libraries

    return in_store(CaseStore, PURPOSE, config, state, work)


def no_such_case(number: str) -> NoReturn:
    """Ends the command."""
    if not NUMBER.fullmatch(number):
        text = _("{number} is no number of a case, which has twelve digits; see: hotline cases list --all")
        fail(text.format(number=number))
    fail(_("there is no case {number}; see: hotline cases list --all").format(number=number))
