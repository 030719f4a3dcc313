"""A store of the records' database, for one command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

from hotline.cli.terminal import do
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.records.database.store import SealedStore

    Kept = TypeVar("Kept", bound=SealedStore)
Result = TypeVar("Result")


def in_store(
    kind: type[Kept],
    purpose: str,
    config: HotlineConfig,
    state: State,
    work: Callable[[Kept], Awaitable[Result]],
) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence. `kind`, and
    the `purpose` of its seal: which a command imports late, as the database's libraries come with them."""
    from hotline.records.sealing import Seal

    async def run() -> Result:
        seal = Seal(load_or_create(state.secrets, ()).seal, purpose)
        async with kind.opened(config.records.url or state.database_url, seal) as store:
            return await work(store)

    return cast(Result, do(run()))
