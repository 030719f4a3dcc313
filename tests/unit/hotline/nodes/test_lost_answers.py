"""What was done, and nobody was told so: only what does no harm is done twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hotline.nodes.member import Shared
from hotline.nodes.moves import Moves
from hotline.nodes.register import SameNode
from hotline.records.database.records import RecordsUnavailable
from tests.unit.hotline.nodes.floors import Here, expire, nodes
from tests.unit.hotline.nodes.test_moves import CALLER, told
from tests.unit.hotline.nodes.wires import COMMIT, Wire, wire


@asynccontextmanager
async def north_and_south(url: str) -> AsyncIterator[tuple[Wire, Shared, Here]]:
    """A node whose answers may get lost, and another at which wang sits."""
    async with wire(url) as to, nodes(to.url, "north") as (north,), nodes(url, "south") as (south,):
        south.sits("wang", "urban")
        south.sits("li", "urban")
        await told(south)
        yield to, north.shared, south


async def test_a_claim_and_its_end_a_sign_and_a_look_go_on_over_another_connection(url: str) -> None:
    async with north_and_south(url) as (to, north, south):
        to.lose()
        claimed = await north.claim(CALLER)
        assert claimed is not None
        to.lose()
        await north.give_back(claimed)
        assert await south.shared.take_in(claimed.mark) is None
        to.lose()
        assert await north.beat()
        to.lose()
        assert len(await north.nodes()) == 2
        assert to.lost == 4


async def test_a_caller_is_not_told_that_their_claim_is_bad_when_nobody_knows(url: str) -> None:
    async with north_and_south(url) as (to, north, _south):
        async with Moves.opened(url, "west", 600.0) as west:
            await west.enter()
            here = Here(north, "north")
            here.sits("sun", "urban")
            await told(here)
            claimed = await west.claim(CALLER, {"south"})
            assert claimed is not None
            to.lose()
            with pytest.raises(RecordsUnavailable):
                await north.take_in(claimed.mark)
        assert to.lost == 1


async def test_a_publication_is_not_called_anothers_and_one_that_is_forgotten_not_there(url: str) -> None:
    async with north_and_south(url) as (to, north, _south):
        to.lose()
        with pytest.raises(RecordsUnavailable):
            await north.put(0, {"config.yaml": b"a: b"}, "li", "new")
        newest = await north.newest()
        assert newest is not None
        assert newest.node == "north"
        await expire(url, "south")
        to.lose()
        with pytest.raises(RecordsUnavailable):
            await north.forget("south")
        assert to.lost == 2


async def test_a_node_that_comes_back_is_let_in_and_who_was_passed_over_is_not(url: str) -> None:
    async with wire(url) as to, Shared.opened(to.url, "north", 600.0) as north:
        await north.enter("installation")
        await expire(url, "north")
        to.lose()
        await north.enter("installation")
        assert to.lost == 1
        await expire(url, "north")
        to.lose()
        before = north.fence
        await north.enter("installation")
        assert north.fence > before
        assert await north.beat()
        async with Shared.opened(url, "north", 600.0) as next_one:
            await next_one.enter("installation")
            assert not await north.beat()
            with pytest.raises(SameNode):
                await north.enter("installation")


async def test_a_lost_node_is_told_of_when_nobody_knows_whether_that_was_written_down(url: str) -> None:
    lost: list[str] = []
    async with north_and_south(url) as (to, north, south):
        await expire(url, "south")
        to.lose()
        with pytest.raises(RecordsUnavailable):
            await north.missed(lambda node, _silent_s: lost.append(node))
        await north.missed(lambda node, _silent_s: lost.append(node))
        assert lost == ["south"]
        await south.shared.enter()
        await north.missed(lambda node, _silent_s: lost.append(node))
        await expire(url, "south")
        to.lose(COMMIT)
        with pytest.raises(RecordsUnavailable):
            await north.missed(lambda node, _silent_s: lost.append(node))
        assert lost == ["south", "south"]
        assert to.lost == 2
