"""A store of the records' database, for one command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast

from hotline.cli.terminal import do
from hotline.machine.paths import State
from hotline.machine.secrets import of_records

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
    *,
    makes: bool = False,
) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence. `kind`, and
    the `purpose` of its seal: which a command imports late, as the database's libraries come with them.
    `makes`: a database that is not there is made; without it, that ends the command."""
    from hotline.records.sealing import Seal

    async def run() -> Result:
        url = (config.records.url or state.database_url) if makes else state.kept_records(config.records.url)
        known = of_records(state.secrets, None if makes else config.records.url)
        async with kind.opened(url, Seal(known.seal, purpose)) as store:
            return await work(store)

    return cast(Result, do(run()))
