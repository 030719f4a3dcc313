"""How far what was heard is from what was said."""

from __future__ import annotations


def edit_distance(heard: list[int], spoken: list[int]) -> int:
    """Substitutions, insertions and deletions between two sequences."""
    row = list(range(len(spoken) + 1))
    for i, one in enumerate(heard, start=1):
        corner, row[0] = row[0], i
        for j, other in enumerate(spoken, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (one != other))
    return row[-1]
