from __future__ import annotations

from collections.abc import Sequence

import pytest

from hotline.machine.doctor import Level, Nodes
from hotline.machine.doctor.checks.nodes import check_nodes


@pytest.mark.parametrize(
    ("found", "level", "says"),
    [
        ([], Level.OK, "would be a"),
        ([("a", "up", "1"), ("b", "draining", "1"), ("c", "stopped", "0")], Level.OK, "a 1, b 1"),
        ([("a", "up", "1"), ("b", "up", "2")], Level.WARN, "a 1, b 2"),
        ([("a", "up", "1"), ("b", "lost", "1")], Level.WARN, "lost: b"),
    ],
)
def test_machines_that_are_lost_or_of_two_versions_are_told(
    found: Sequence[tuple[str, str, str]], level: Level, says: str
) -> None:
    finding = check_nodes(Nodes("a", lambda: found))
    assert finding.level is level
    assert says in finding.found


def test_a_shared_database_that_is_away_is_no_end() -> None:
    def away() -> Sequence[tuple[str, str, str]]:
        raise OSError("nobody there")

    finding = check_nodes(Nodes("a", away))
    assert finding.level is Level.WARN
    assert "nobody there" in finding.found
