"""A store of the records' database, for one command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
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
    state: Path,
    work: Callable[[Kept], Awaitable[Result]],
    *,
    makes: bool = False,
) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence. `kind`, and
    the `purpose` of its seal: which a command imports late, as the database's libraries come with them.
    `makes`: a database that is not there is made; without it, that ends the command."""
    from hotline.records.sealing import Seal

    where = State(state.resolve())

    async def run() -> Result:
        url = (config.records.url or where.database_url) if makes else where.kept_records(config.records.url)
        known = of_records(where.secrets, None if makes else config.records.url)
        async with kind.opened(url, Seal(known.seal, purpose)) as store:
            return await work(store)

    return cast(Result, do(run()))
